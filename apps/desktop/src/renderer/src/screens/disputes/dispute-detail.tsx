import type { Dispute } from '@banrimkwae/contract/disputes';
import { Group, Text } from '@mantine/core';
import { IconExternalLink, IconRefresh } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useAgent, useApi } from '../../agent/agent-context.tsx';
import { ProviderName, useProviderName } from '../../connections/provider-name.tsx';
import { CopyableId } from '../../details/copyable-id.tsx';
import details from '../../details/details.module.css';
import { Facts } from '../../details/facts.tsx';
import { DetailDrawer } from '../../drawer/detail-drawer.tsx';
import { ErrorPanel } from '../../feedback/error-panel.tsx';
import { GuardedButton } from '../../feedback/guarded-button.tsx';
import { Loaded } from '../../feedback/loaded.tsx';
import { MoneyText } from '../../money/money-text.tsx';
import { DisputeBadge } from '../../states/desk-badges.tsx';
import { useText } from '../../text/use-text.ts';
import { ExactTime } from '../../time/time-ago.tsx';
import styles from './disputes.module.css';
import { DueText } from './due-text.tsx';
import { useReasonText } from './use-reason-text.ts';

/** One dispute: what it is about, by when and where it is answered. */
export function DisputeDetail() {
  const { t } = useText();
  const navigate = useNavigate();
  const { disputeId } = useParams({ from: '/payments/disputes/$disputeId' });
  const search = useSearch({ from: '/payments/disputes/$disputeId' });
  const dispute = useQuery(useApi().disputes.get.queryOptions({ input: { id: disputeId } }));
  return (
    <DetailDrawer
      key={disputeId}
      title={dispute.data?.guestName ?? t('disputes.one')}
      aside={dispute.data && <DisputeBadge state={dispute.data.state} />}
      onClose={() => void navigate({ to: '/payments/disputes', search })}
      footer={dispute.data && <Actions dispute={dispute.data} />}
    >
      <Loaded query={dispute}>{(data) => <Story dispute={data} />}</Loaded>
    </DetailDrawer>
  );
}

function Story({ dispute }: { dispute: Dispute }) {
  const { t } = useText();
  const reasonText = useReasonText();
  const provider = useProviderName()(dispute.provider);
  return (
    <>
      <div>
        <p className={styles.sum}>
          <MoneyText value={dispute.amount} />
        </p>
        <p className={styles.next}>{t(`disputes.next.${dispute.state}`, { provider })}</p>
      </div>
      <Facts
        facts={[
          [t('disputes.due'), dispute.dueAt && dispute.state === 'needs_response' && <DueText key="due" at={dispute.dueAt} />],
          [t('disputes.dueAt'), dispute.dueAt && <ExactTime key="dueAt" at={dispute.dueAt} />],
          [t('disputes.says'), reasonText(dispute.reason)],
          [t('disputes.stage'), t(`disputes.stages.${dispute.stage}`)],
          [t('payments.room'), dispute.room],
          [t('payments.provider'), <ProviderName key="provider" id={dispute.provider} />],
          [t('disputes.opened'), <ExactTime key="opened" at={dispute.openedAt} />],
          [t('disputes.asOf'), <ExactTime key="asOf" at={dispute.updatedAt} />],
          [t('payments.reference'), <CopyableId key="id" value={dispute.providerDisputeId} />],
        ]}
      />
      {dispute.paymentId === null ? (
        <Text className="quiet">{t('disputes.noPayment', { provider })}</Text>
      ) : (
        <Link className={details.link} to="/payments/$paymentId" params={{ paymentId: dispute.paymentId }}>
          {t('disputes.openPayment')}
        </Link>
      )}
    </>
  );
}

function Actions({ dispute }: { dispute: Dispute }) {
  const { t } = useText();
  const { api, platform } = useAgent();
  const queries = useQueryClient();
  const provider = useProviderName()(dispute.provider);
  const { url } = dispute;
  const refresh = useMutation(
    api.disputes.refresh.mutationOptions({ onSuccess: () => queries.invalidateQueries({ queryKey: api.disputes.key() }) }),
  );
  return (
    <>
      <Group gap={8}>
        {url !== null && (
          <GuardedButton leftSection={<IconExternalLink size={16} />} onClick={() => void platform.openExternal(url)}>
            {t(dispute.state === 'needs_response' ? 'disputes.answer' : 'disputes.look', { provider })}
          </GuardedButton>
        )}
        <GuardedButton
          variant="default"
          leftSection={<IconRefresh size={16} />}
          loading={refresh.isPending}
          onClick={() => refresh.mutate({ id: dispute.id })}
        >
          {t('disputes.refresh', { provider })}
        </GuardedButton>
      </Group>
      {refresh.error && <ErrorPanel fault={refresh.error} />}
    </>
  );
}
