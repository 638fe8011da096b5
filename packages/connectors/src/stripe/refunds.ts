import type { PaymentProvider, RefundReason, RefundSnapshot } from '@banrimkwae/connector-kit/capabilities/payments';
import { fromStripeAmount, toStripeAmount } from './amounts.ts';
import { allOfList, headers } from './lists.ts';
import { instant } from './map.ts';
import { Refund } from './schemas.ts';

/** https://docs.stripe.com/api/refunds/create#create_refund-reason knows three reasons; ours stays in the metadata. */
const REASONS: Readonly<Record<RefundReason, string>> = {
  guest_request: 'requested_by_customer',
  service_issue: 'requested_by_customer',
  other: 'requested_by_customer',
  duplicate: 'duplicate',
  fraudulent: 'fraudulent',
};

/** https://docs.stripe.com/api/refunds/object#refund_object-status */
const REFUND_STATES: Readonly<Record<string, RefundSnapshot['state']>> = {
  pending: 'pending',
  requires_action: 'pending',
  succeeded: 'succeeded',
  failed: 'failed',
  canceled: 'cancelled',
};

export function refundFrom(refund: Refund): RefundSnapshot {
  const intent = refund.payment_intent;
  return {
    providerRefundId: refund.id,
    providerPaymentId: typeof intent === 'string' ? intent : (intent?.id ?? ''),
    ourReference: refund.metadata?.refund_id ?? null,
    state: REFUND_STATES[refund.status ?? ''] ?? 'pending',
    amount: fromStripeAmount(refund.amount, refund.currency),
    pendingReason: pendingReasonOf(refund),
    failureReason: refund.failure_reason ?? null,
    cancellable: refund.status === 'requires_action',
    createdAt: instant(refund.created),
  };
}

type RefundOperations = Required<
  Pick<PaymentProvider, 'createRefund' | 'refundKeyLifetimeSeconds' | 'getRefund' | 'listRefunds' | 'cancelRefund'>
>;

export const refunds: RefundOperations = {
  createRefund: async (context, input) => {
    const body = {
      payment_intent: input.providerPaymentId,
      amount: toStripeAmount(input.amount),
      reason: REASONS[input.reason],
      metadata: { refund_id: input.refundId, payment_id: input.paymentId },
      // PromptPay has no way back: Stripe writes to this address for the guest's bank account. https://docs.stripe.com/payments/promptpay#refunds
      ...(input.guestEmail === null ? {} : { instructions_email: input.guestEmail }),
    };
    const answer = await context.call('refund_create', { headers, body, idempotencyKey: input.idempotencyKey }, Refund);
    return refundFrom(answer.body);
  },
  // https://docs.stripe.com/api/idempotent_requests: keys may be pruned after 24 hours.
  refundKeyLifetimeSeconds: 86_400,
  getRefund: async (context, { providerRefundId }) => {
    const answer = await context.call('refund_get', { path: { id: providerRefundId }, headers }, Refund);
    return refundFrom(answer.body);
  },
  listRefunds: async (context, { providerPaymentId }) => {
    const query = { payment_intent: providerPaymentId, 'expand[]': ['data.charge'] };
    const all = await allOfList(context, { endpoint: 'refund_list', query, item: Refund });
    // Newest first: a rest that was let go is older than any refund of what was taken.
    const release = all.findLast(isRelease);
    return all.filter((refund) => refund !== release).map(refundFrom);
  },
  /** Only while the guest has not told the bank account yet. https://docs.stripe.com/api/refunds/cancel */
  cancelRefund: async (context, { providerRefundId, idempotencyKey }) => {
    const answer = await context.call('refund_cancel', { path: { id: providerRefundId }, headers, idempotencyKey }, Refund);
    return refundFrom(answer.body);
  },
};

/** https://docs.stripe.com/api/refunds/object#refund_object-pending_reason , and the one that Stripe says by the status. */
const PENDING_REASONS = ['processing', 'insufficient_funds', 'charge_pending'];

function pendingReasonOf({ status, pending_reason: reason }: Refund): string | null {
  if (status === 'requires_action') return 'waiting_for_guest';
  if (reason == null) return null;
  return PENDING_REASONS.includes(reason) ? reason : 'processing';
}

/**
 * Where only a part of a held amount was captured, or none, Stripe also lists the rest as a refund. It never was ours, and no guest gets it back.
 * https://docs.stripe.com/payments/place-a-hold-on-a-payment-method
 */
export function isRelease({ amount, charge, metadata }: Refund): boolean {
  if (typeof charge !== 'object' || charge === null || metadata?.refund_id) return false;
  const rest = (charge.amount ?? 0) - (charge.amount_captured ?? charge.amount ?? 0);
  return rest > 0 && amount === rest;
}
