import type { Silence } from '@banrimkwae/contract/recovery';
import { Menu, Title } from '@mantine/core';
import { IconEyeCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../agent/agent-context.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton, useRefusal } from '../../feedback/guarded-button.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { ListSkeleton } from '../../feedback/skeletons.tsx';
import { SilenceBadge } from '../../states/recovery-badges.tsx';
import { useText } from '../../text/use-text.ts';
import { ExactTime, TimeAgo } from '../../time/time-ago.tsx';
import { TestConnection } from '../connections/test-connection.tsx';
import { CallOnce } from '../connections/webhook-step.tsx';
import { FetchNow } from './fetches.tsx';
import styles from './gaps.module.css';

const EVERY = 60_000;

/** What should have come by now. What comes as usual is folded away: it needs nobody. */
export function Silences() {
  const { t } = useText();
  const silences = useQuery({ ...useApi().recovery.silences.queryOptions(), refetchInterval: EVERY });
  return (
    <section>
      <Title order={2}>{t('gaps.silences')}</Title>
      <p className={styles.about}>{t('gaps.silencesWhy')}</p>
      <Loaded query={silences} skeleton={<ListSkeleton />}>
        {(data) => (
          <>
            <List silences={data.filter(({ state }) => state === 'silent' || state === 'acknowledged')} />
            <Usual silences={data.filter(({ state }) => state === 'normal' || state === 'learning')} />
          </>
        )}
      </Loaded>
    </section>
  );
}

function List({ silences }: { silences: readonly Silence[] }) {
  const { t } = useText();
  if (silences.length === 0) return <p className={styles.about}>{t('gaps.noSilence')}</p>;
  return (
    <ul className={styles.list} aria-label={t('gaps.silences')}>
      {silences.map((silence) => (
        <li key={silence.id} className={styles.silence}>
          <Words silence={silence} />
          <div className={styles.actions}>
            <SettlingTest silence={silence} />
            {silence.state === 'silent' && <Acknowledge silence={silence} />}
          </div>
        </li>
      ))}
    </ul>
  );
}

function Usual({ silences }: { silences: readonly Silence[] }) {
  const { t } = useText();
  if (silences.length === 0) return null;
  return (
    <details className={styles.fold}>
      <summary>{t('gaps.asUsual', { count: silences.length })}</summary>
      <ul className={styles.list}>
        {silences.map((silence) => (
          <li key={silence.id} className={styles.silence}>
            <Words silence={silence} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function Words({ silence }: { silence: Silence }) {
  const { t, pick } = useText();
  const quiet = silence.state === 'silent' || silence.state === 'acknowledged';
  return (
    <div className={styles.words}>
      <p className={styles.name}>
        {silence.name} <SilenceBadge state={silence.state} />
      </p>
      <p>{pick(silence.sentence)}</p>
      {quiet && <p>{pick(silence.nextStep)}</p>}
      <p className={styles.note}>
        <span className="mono">{silence.eventType}</span> · {t('gaps.lastCame')} <TimeAgo at={silence.lastAt} />
        {silence.acknowledgedUntil !== null && (
          <>
            {' · '}
            {t('gaps.quietUntil')} <ExactTime at={silence.acknowledgedUntil} />
          </>
        )}
      </p>
    </div>
  );
}

/** The test that tells whether nothing happened or nothing gets through. */
function SettlingTest({ silence }: { silence: Silence }) {
  if (silence.test === 'webhook') return <CallOnce provider={silence.provider} />;
  if (silence.test === 'connection') return <TestConnection provider={{ id: silence.provider, configured: true }} />;
  return <FetchNow provider={silence.provider} running={false} />;
}

const hours = [1, 8, 24] as const;

function Acknowledge({ silence }: { silence: Silence }) {
  const { t } = useText();
  const api = useApi();
  const queries = useQueryClient();
  const acknowledge = useMutation(
    api.recovery.acknowledgeSilence.mutationOptions({
      onSuccess: () =>
        Promise.all([
          queries.invalidateQueries({ queryKey: api.recovery.silences.key() }),
          queries.invalidateQueries({ queryKey: api.system.overview.key() }),
        ]),
    }),
  );
  const refusal = useRefusal('recovery.fetch');
  return (
    <>
      <Menu disabled={refusal !== undefined}>
        <Menu.Target>
          <GuardedButton
            may="recovery.fetch"
            variant="default"
            size="compact-md"
            leftSection={<IconEyeCheck size={16} />}
            loading={acknowledge.isPending}
          >
            {t('gaps.acknowledge')}
          </GuardedButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t('gaps.tellAgain')}</Menu.Label>
          {hours.map((count) => (
            <Menu.Item key={count} onClick={() => acknowledge.mutate({ id: silence.id, hours: count })}>
              {t('gaps.inHours', { count })}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {acknowledge.error && <ErrorPanel fault={acknowledge.error} />}
    </>
  );
}
