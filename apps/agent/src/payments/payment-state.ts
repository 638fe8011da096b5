import type { PaymentState, RefundState } from '@banrimkwae/contract/payments';

/**
 * What a provider's word may change. `paid` is never left: money that came is refunded, not un-paid. A late or repeated older
 * word changes nothing; but proof of payment always counts, also after we had given the payment up.
 */
const PAYMENT_STEPS: Readonly<Record<PaymentState, readonly PaymentState[]>> = {
  creating: ['unknown', 'waiting', 'processing', 'authorized', 'paid', 'failed', 'cancelled', 'expired'],
  unknown: ['waiting', 'processing', 'authorized', 'paid', 'failed', 'cancelled', 'expired'],
  waiting: ['processing', 'authorized', 'paid', 'failed', 'cancelled', 'expired'],
  processing: ['waiting', 'authorized', 'paid', 'failed', 'cancelled', 'expired'],
  authorized: ['paid', 'failed', 'cancelled', 'expired'],
  failed: ['waiting', 'processing', 'authorized', 'paid', 'cancelled', 'expired'],
  cancelled: ['paid'],
  expired: ['paid'],
  paid: [],
};

/** A refund is only `succeeded` by the provider's word; a bank may still return one later (`succeeded` → `failed`). */
const REFUND_STEPS: Readonly<Record<RefundState, readonly RefundState[]>> = {
  requested: ['approved', 'failed', 'cancelled'],
  approved: ['sending', 'pending', 'succeeded', 'failed', 'cancelled'],
  sending: ['unknown', 'pending', 'succeeded', 'failed', 'cancelled', 'approved'],
  unknown: ['sending', 'pending', 'succeeded', 'failed', 'cancelled'],
  pending: ['succeeded', 'failed', 'cancelled'],
  succeeded: ['failed'],
  failed: [],
  cancelled: [],
};

export function nextPaymentState(current: PaymentState, said: PaymentState): PaymentState {
  return PAYMENT_STEPS[current].includes(said) ? said : current;
}

export function nextRefundState(current: RefundState, said: RefundState): RefundState {
  return REFUND_STEPS[current].includes(said) ? said : current;
}

/** A payment that may still change by itself. */
export function isOpen(state: PaymentState): boolean {
  return state === 'creating' || state === 'unknown' || state === 'waiting' || state === 'processing' || state === 'authorized';
}
