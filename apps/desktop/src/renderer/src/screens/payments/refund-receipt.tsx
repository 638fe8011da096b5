import type { Payment, Refund } from '@banrimkwae/contract/payments';
import { Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../agent/agent-context.tsx';
import { CopyableId } from '../../details/copyable-id.tsx';
import { Facts } from '../../details/facts.tsx';
import { showMoney } from '../../money/money-text.tsx';
import { RefundBadge } from '../../states/badges.tsx';
import { useText } from '../../text/use-text.ts';
import { formatInstant } from '../../time/format-time.ts';
import { useTimeStyle } from '../../time/resort.tsx';
import { GuestSentence } from './guest-sentence.tsx';
import styles from './payments.module.css';
import { UnknownFace } from './unknown-face.tsx';

const final: readonly Refund['state'][] = ['succeeded', 'failed', 'cancelled'];
const LOOK_EVERY = 5000;

/** What came of it: the state as the provider tells it, references to copy, a slip to print. */
export function RefundReceipt({ payment, first, done }: { payment: Payment; first: Refund; done: () => void }) {
  const { t } = useText();
  const { i18n } = useTranslation();
  const style = useTimeStyle();
  const live = useQuery({
    ...useApi().payments.getRefund.queryOptions({ input: { id: first.id } }),
    initialData: first,
    refetchInterval: (query) => (query.state.data && final.includes(query.state.data.state) ? false : LOOK_EVERY),
  });
  const refund = live.data;
  const title = { en: i18n.getFixedT('en')('refund.slipTitle'), th: i18n.getFixedT('th')('refund.slipTitle') };
  const lines = [
    payment.guest.name,
    showMoney(refund.amount),
    formatInstant(refund.createdAt, 'exact', style),
    refund.providerRefundId ?? refund.id,
  ];
  return (
    <section className={styles.receipt} aria-label={t('refund.receipt')} aria-live="polite">
      <Group justify="space-between" mb={12}>
        <span className={styles.amount}>{showMoney(refund.amount)}</span>
        <RefundBadge state={refund.state} />
      </Group>
      {refund.state === 'unknown' && <UnknownFace kind="refund" payment={payment} refund={refund} />}
      {refund.failureReason !== null && <p className={styles.failure}>{refund.failureReason}</p>}
      <Facts
        facts={[
          [t('refund.toWhat'), payment.methodDetail ?? t(`refund.to.${payment.method}`)],
          [t('refund.reason'), t(`refund.reasons.${refund.reason}`)],
          [t('refund.note'), refund.note],
          [t('refund.pendingReason'), refund.pendingReason],
          [t('payments.reference'), refund.providerRefundId && <CopyableId key="reference" value={refund.providerRefundId} />],
          [t('payments.ourId'), <CopyableId key="id" value={refund.id} />],
        ]}
      />
      <GuestSentence sentence={refund.guestSentence} slip={{ title, lines }} />
      <Button variant="default" onClick={done} mt={12}>
        {t('refund.backToPayment')}
      </Button>
    </section>
  );
}
