import type { WebhookEvent } from '@banrimkwae/contract/traffic';
import { IconRepeat } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useApi } from '../../agent/agent-context.tsx';
import { ProviderName } from '../../connections/provider-name.tsx';
import { CopyableId } from '../../details/copyable-id.tsx';
import details from '../../details/details.module.css';
import { Facts } from '../../details/facts.tsx';
import { JsonView } from '../../details/json-view.tsx';
import { SubjectLink } from '../../details/subject-link.tsx';
import { DetailDrawer } from '../../drawer/detail-drawer.tsx';
import { Section } from '../../drawer/section.tsx';
import { ConfirmDialog } from '../../feedback/confirm-dialog.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { WebhookBadge } from '../../states/badges.tsx';
import { EffectBadge } from '../../states/recovery-badges.tsx';
import { useText } from '../../text/use-text.ts';
import { ExactTime } from '../../time/time-ago.tsx';
import { Failure } from './failure.tsx';

type Shown = WebhookEvent & { data: string; paymentId?: string | null | undefined };

/** One delivery with its redacted body, beside the list. */
export function WebhookDetail() {
  const { t } = useText();
  const { webhookId } = useParams({ from: '/traffic/webhooks/$webhookId' });
  const search = useSearch({ from: '/traffic/webhooks' });
  const navigate = useNavigate();
  const webhook = useQuery(useApi().traffic.webhook.queryOptions({ input: { id: webhookId } }));
  const data = webhook.data;
  return (
    <DetailDrawer
      key={webhookId}
      title={data?.eventType ?? t('traffic.webhook.one')}
      aside={data && <WebhookBadge state={data.state} />}
      onClose={() => void navigate({ to: '/traffic/webhooks', search })}
      footer={data && <Replay webhook={data} />}
    >
      <Loaded query={webhook}>
        {(loaded) => (
          <>
            <Failure text={loaded.error} />
            <ErrorCode code={loaded.errorCode} />
            <WebhookFacts webhook={loaded} />
            <Section title={t('traffic.body')}>
              <JsonView text={loaded.data} label={t('traffic.body')} />
            </Section>
          </>
        )}
      </Loaded>
    </DetailDrawer>
  );
}

function WebhookFacts({ webhook }: { webhook: Shown }) {
  const { t } = useText();
  return (
    <Facts
      facts={[
        [
          t('feedback.provider'),
          <Link key="provider" to="/connections/$providerId" params={{ providerId: webhook.provider }} className={details.link}>
            <ProviderName id={webhook.provider} />
          </Link>,
        ],
        [t('traffic.received'), <ExactTime key="received" at={webhook.receivedAt} />],
        [t('traffic.webhook.processed'), webhook.processedAt && <ExactTime key="processed" at={webhook.processedAt} />],
        [t('traffic.source'), t(`traffic.sources.${webhook.source}`)],
        [t('traffic.effect'), <EffectBadge key="effect" effect={webhook.effect} />],
        [t('traffic.attempts'), webhook.attempts],
        [t('traffic.discarded'), webhook.discardReason],
        [t('traffic.payment'), webhook.paymentId && <SubjectLink key="payment" id={webhook.paymentId} />],
        [t('traffic.webhook.theirId'), <CopyableId key="theirs" value={webhook.webhookId} />],
        [t('traffic.ourId'), <CopyableId key="ours" value={webhook.id} />],
      ]}
    />
  );
}

/** The name of the fault, for whoever is asked for help. */
function ErrorCode({ code }: { code: string | null }) {
  const { t } = useText();
  if (code === null) return null;
  return (
    <details className={details.fold}>
      <summary>{t('feedback.details')}</summary>
      <p>
        {t('feedback.code')}: <CopyableId value={code} />
      </p>
    </details>
  );
}

/** Working through a delivery once more. Whatever it has applied stays applied once. */
function Replay({ webhook }: { webhook: WebhookEvent }) {
  const { t } = useText();
  const api = useApi();
  const queries = useQueryClient();
  const [opened, setOpened] = useState(false);
  const underWay = webhook.state === 'pending' || webhook.state === 'processing';
  const replay = useMutation(
    api.traffic.replayWebhook.mutationOptions({
      onSuccess: () => {
        setOpened(false);
        return Promise.all([
          queries.invalidateQueries({ queryKey: api.traffic.webhooks.key() }),
          queries.invalidateQueries({ queryKey: api.traffic.webhook.key({ input: { id: webhook.id } }) }),
        ]);
      },
    }),
  );
  return (
    <>
      <GuardedButton
        may="webhooks.replay"
        variant={webhook.state === 'failed' ? 'filled' : 'default'}
        leftSection={<IconRepeat size={16} />}
        blocked={underWay ? t('traffic.webhook.underWay') : undefined}
        onClick={() => setOpened(true)}
      >
        {t('traffic.webhook.replay')}
      </GuardedButton>
      <ConfirmDialog
        opened={opened}
        close={() => setOpened(false)}
        verb={t('traffic.webhook.replayVerb', { event: webhook.eventType })}
        consequence={t('traffic.webhook.replayConsequence')}
        keep={t('traffic.webhook.replayNot')}
        busy={replay.isPending}
        fault={replay.error}
        onConfirm={() => replay.mutate({ id: webhook.id })}
      />
    </>
  );
}
