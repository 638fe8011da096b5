import type { PaymentSnapshot, RefundSnapshot } from '@banrimkwae/connector-kit/capabilities/payments';
import { money } from '@banrimkwae/money';
import type { PaymentsGround } from './ground.ts';
import type { PaymentRow } from './payment-row.ts';

/**
 * What a provider took back by itself, where it tells a sum and no single refunds: a bank's reversal, for one. Only where no refund can be asked
 * for there, so that the sum holds none of ours. Named by the sum that it led to: the same word again is the same refund.
 */
export function takenBack(
  ground: PaymentsGround,
  payment: PaymentRow,
  { providerPaymentId, refunded }: PaymentSnapshot,
): RefundSnapshot | undefined {
  const { createRefund, listRefunds, getRefund } = ground.providers.find(payment.provider).connector.payments ?? {};
  if (createRefund || listRefunds || getRefund || refunded.currency !== payment.currency) return undefined;
  const known = ground.refunds
    .ofPayment(payment.id)
    .filter(({ way, state }) => way === 'provider' && state === 'succeeded')
    .reduce((sum, { amount }) => sum + amount, 0);
  const more = refunded.amount - known;
  if (more <= 0) return undefined;
  return {
    providerRefundId: `${providerPaymentId}:taken-back:${refunded.amount}`,
    providerPaymentId,
    ourReference: null,
    state: 'succeeded',
    amount: money(more, refunded.currency),
    pendingReason: null,
    failureReason: null,
    cancellable: false,
    createdAt: ground.clock.now().toISOString(),
  };
}
