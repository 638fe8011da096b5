import type { WebhookCard as Card } from '@banrimkwae/contract/providers';
import { IconPlugConnected, IconWebhook } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type * as z from 'zod';
import { useApi } from '../../agent/agent-context.tsx';
import { ProviderLogo } from '../../connections/provider-logo.tsx';
import { CopyableId } from '../../details/copyable-id.tsx';
import { Empty } from '../../feedback/empty.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { CardsSkeleton } from '../../feedback/skeletons.tsx';
import { Page } from '../../shell/page.tsx';
import { WebhookSetupBadge } from '../../states/badges.tsx';
import { useText } from '../../text/use-text.ts';
import { TimeAgo } from '../../time/time-ago.tsx';
import { TunnelStrip } from '../tunnel/tunnel-strip.tsx';
import styles from './connections.module.css';
import { ConnectionPlaces } from './places.tsx';
import { WebhookProblem } from './webhook-problem.tsx';
import { WebhookProof } from './webhook-proof.tsx';
import { WebhookStep } from './webhook-step.tsx';

type Cards = readonly z.infer<typeof Card>[];
const EVERY = 60_000;
const noCards: Cards = [];

/** Which providers reach us, and what is left to do at each. A card turns green by itself. */
export function WebhookCardsScreen() {
  const { t } = useText();
  const cards = useQuery({ ...useApi().providers.webhookCards.queryOptions(), refetchInterval: EVERY });
  return (
    <Page title={t('shell.places.connections')} state={<Line cards={cards.data ?? noCards} />}>
      <ConnectionPlaces here="webhooks" />
      <TunnelStrip />
      <Loaded query={cards} skeleton={<CardsSkeleton />}>
        {(data) =>
          data.length === 0 ? (
            <Empty icon={IconWebhook} title={t('connections.cards.none')} why={t('connections.cards.noneWhy')} />
          ) : (
            <>
              {data.some(({ canRegister }) => canRegister) && <RegisterEverywhere needed={data.some(isRegistrable)} />}
              <ul className={styles.cards} data-loose>
                {data.map((card) => (
                  <li key={card.provider} className={styles.card}>
                    <CardBody card={card} />
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function Line({ cards }: { cards: Cards }) {
  const { t } = useText();
  if (cards.length === 0) return <>&nbsp;</>;
  return t('connections.cards.line', { working: cards.filter(({ state }) => state === 'working').length, all: cards.length });
}

const isRegistrable = ({ canRegister, state }: Cards[number]) => canRegister && (state === 'address_changed' || state === 'not_set_up');

/** One press for every provider whose API takes our address; each says how it went. */
function RegisterEverywhere({ needed }: { needed: boolean }) {
  const { t } = useText();
  const api = useApi();
  const queries = useQueryClient();
  const register = useMutation(
    api.providers.registerEverywhere.mutationOptions({
      onSuccess: (cards) => {
        queries.setQueryData(api.providers.webhookCards.queryKey(), cards);
        return queries.invalidateQueries({ queryKey: api.providers.get.key() });
      },
    }),
  );
  return (
    <div className={styles.everywhere}>
      <p>{t('connections.cards.everywhereWhy')}</p>
      <GuardedButton
        may="providers.configure"
        variant={needed ? 'filled' : 'default'}
        leftSection={<IconPlugConnected size={16} />}
        loading={register.isPending}
        onClick={() => register.mutate({})}
      >
        {t('connections.cards.everywhere')}
      </GuardedButton>
      {register.data && (
        <ul className={styles.outcomes} role="status">
          {register.data
            .filter(({ canRegister }) => canRegister)
            .map((card) => (
              <li key={card.provider} className={styles.outcome}>
                <span className={styles.outcomeName}>{card.name}</span> <WebhookSetupBadge state={card.state} />{' '}
                <WebhookProof proof={card.proof} />
              </li>
            ))}
        </ul>
      )}
      {register.error && <ErrorPanel fault={register.error} />}
    </div>
  );
}

function CardBody({ card }: { card: Cards[number] }) {
  const { t } = useText();
  return (
    <>
      <div className={styles.cardHead}>
        <ProviderLogo logo={card.logo} size={24} />
        <Link to="/connections/$providerId" params={{ providerId: card.provider }} search={{ tab: 'webhook' }} className={styles.cardTitle}>
          {card.name}
        </Link>
        <WebhookSetupBadge state={card.state} />
      </div>
      <WebhookProblem problem={card.problem} />
      {card.state === 'working' && <p className={styles.step}>{t('connections.webhookMeaning.working')}</p>}
      <WebhookStep provider={card.provider} name={card.name} setup={card} />
      <dl className={styles.told}>
        {card.address !== null && (
          <div>
            <dt>{t('connections.webhookAddress')}</dt>
            <dd>
              <CopyableId value={card.address} />
            </dd>
          </div>
        )}
        {card.state === 'address_changed' && card.registeredAddress !== null && (
          <div>
            <dt>{t('connections.registeredAddress')}</dt>
            <dd className="mono">{card.registeredAddress}</dd>
          </div>
        )}
        <div>
          <dt>{t('connections.lastDelivery')}</dt>
          <dd>{card.lastDeliveryAt ? <TimeAgo at={card.lastDeliveryAt} /> : t('connections.never')}</dd>
        </div>
        <div>
          <dt>{t('connections.proof.title')}</dt>
          <dd>
            <WebhookProof proof={card.proof} />
          </dd>
        </div>
      </dl>
    </>
  );
}
