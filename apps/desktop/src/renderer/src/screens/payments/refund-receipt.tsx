import type { Payment, Refund } from '@banrimkwae/contract/payments';
import { Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../agent/agent-context.tsx';
import { useProviderName } from '../../connections/provider-name.tsx';
import { CopyableId } from '../../details/copyable-id.tsx';
import { Facts } from '../../details/facts.tsx';
import { showMoney } from '../../money/money-text.tsx';
import { RefundBadge } from '../../states/badges.tsx';
import { useText } from '../../text/use-text.ts';
import { formatInstant } from '../../time/format-time.ts';
import { useTimeStyle } from '../../time/resort.tsx';
import { CancelRefund } from './cancel-refund.tsx';
import { GuestSentence } from './guest-sentence.tsx';
import styles from './payments.module.css';
import { SecondPerson } from './second-person.tsx';
import { UnknownFace } from './unknown-face.tsx';
import { useInBoth } from './use-guest-words.ts';
import { refundTarget } from './use-refund-words.ts';
import { pendingWords } from './words.ts';

const final: readonly Refund['state'][] = ['succeeded', 'failed', 'cancelled'];
const LOOK_EVERY = 5000;

/** What came of it: the state as the provider tells it, references to copy, a slip to print. */
export function RefundReceipt({ payment, first, done }: { payment: Payment; first: Refund; done: () => void }) {
  const { t } = useText();
  const live = useQuery({
    ...useApi().payments.getRefund.queryOptions({ input: { id: first.id } }),
    initialData: first,
    refetchInterval: (query) => (query.state.data && final.includes(query.state.data.state) ? false : LOOK_EVERY),
  });
  const refund = live.data;
  return (
    <section className={styles.receipt} aria-label={t('refund.receipt')} aria-live="polite">
      <Group justify="space-between" mb={12}>
        <span className={styles.amount}>{showMoney(refund.amount)}</span>
        <RefundBadge refund={refund} />
      </Group>
      {refund.state === 'unknown' && <UnknownFace kind="refund" payment={payment} refund={refund} />}
      {(refund.state === 'requested' || isToTransfer(refund)) && <Waiting refund={refund} />}
      {refund.failureReason !== null && <p className={styles.failure}>{refund.failureReason}</p>}
      <RefundFacts payment={payment} refund={refund} />
      <RefundSlip payment={payment} refund={refund} />
      <Group gap={8} mt={12}>
        <Button variant="default" onClick={done}>
          {t('refund.backToPayment')}
        </Button>
        <CancelRefund payment={payment} refund={refund} />
      </Group>
    </section>
  );
}

/** Somebody has to send it from the bank and say so. */
function isToTransfer({ state, way }: Refund): boolean {
  return state === 'approved' && way === 'manual_transfer';
}

function Waiting({ refund }: { refund: Refund }) {
  const { t } = useText();
  const byHand = refund.way === 'manual_transfer';
  return (
    <SecondPerson
      sentence={t(byHand ? 'refund.waitsByHand' : 'refund.waits', { amount: showMoney(refund.amount) })}
      approvalId={refund.approvalId}
    />
  );
}

export function RefundFacts({ payment, refund }: { payment: Payment; refund: Refund }) {
  const { t } = useText();
  const nameOf = useProviderName();
  return (
    <Facts
      facts={[
        [t('refund.toWhat'), refundTarget(payment, refund.way, t)],
        [t('refund.way'), t(`refund.ways.${refund.way}`, { provider: nameOf(payment.provider) })],
        [t('refund.reason'), t(`refund.reasons.${refund.reason}`)],
        [t('refund.note'), refund.note],
        [t('refund.pendingReason'), refund.pendingReason && pendingWords(refund.pendingReason, t)],
        [t('refund.bankReference'), refund.bankReference && <CopyableId key="bank" value={refund.bankReference} />],
        [t('payments.reference'), refund.providerRefundId && <CopyableId key="reference" value={refund.providerRefundId} />],
        [t('payments.ourId'), <CopyableId key="id" value={refund.id} />],
      ]}
    />
  );
}

/** What to tell the guest now, and the receipt for their hands. */
export function RefundSlip({ payment, refund }: { payment: Payment; refund: Refund }) {
  const style = useTimeStyle();
  const title = useInBoth()((t) => t('refund.slipTitle'));
  const lines = [
    payment.guest.name,
    showMoney(refund.amount),
    formatInstant(refund.createdAt, 'exact', style),
    refund.bankReference ?? refund.providerRefundId ?? refund.id,
  ];
  return <GuestSentence sentence={refund.guestSentence} slip={{ title, lines }} />;
}
