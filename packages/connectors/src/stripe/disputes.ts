import type { DisputeSnapshot, PaymentProvider } from '@banrimkwae/connector-kit/capabilities/payments';
import { fromStripeAmount } from './amounts.ts';
import { headers } from './lists.ts';
import { instant } from './map.ts';
import { Dispute, EarlyFraudWarning, listOf } from './schemas.ts';

/**
 * https://docs.stripe.com/api/disputes/object#dispute_object-status : `warning_*` is an inquiry, before any money is taken back;
 * `prevented` was settled before it became a dispute. A status that is not here is `under_review`.
 */
const STATES: Readonly<Record<string, DisputeSnapshot['state']>> = {
  warning_needs_response: 'needs_response',
  warning_under_review: 'under_review',
  warning_closed: 'closed',
  needs_response: 'needs_response',
  under_review: 'under_review',
  won: 'won',
  lost: 'lost',
  prevented: 'closed',
};

/**
 * Stripe lists disputes by when they were opened only. One that changed since may have been opened this long before: an inquiry closes by
 * itself after 120 days, a judgement takes two to three months. https://docs.stripe.com/disputes/how-disputes-work
 */
const OPEN_AT_MOST_SECONDS = 180 * 86_400;

type DisputeOperations = Required<Pick<PaymentProvider, 'getDispute' | 'listDisputes' | 'listWarnings'>>;

export const disputes: DisputeOperations = {
  getDispute: async (context, { providerDisputeId }) => {
    const answer = await context.call('dispute_get', { path: { id: providerDisputeId }, headers }, Dispute);
    return disputeFrom(answer.body);
  },
  listDisputes: async (context, { since, cursor }) => {
    const query = {
      'created[gte]': Math.floor(since.getTime() / 1000) - OPEN_AT_MOST_SECONDS,
      limit: 100,
      ...(cursor === undefined ? {} : { starting_after: cursor }),
    };
    const { body } = await context.call('dispute_list', { headers, query }, listOf(Dispute));
    const last = body.data.at(-1)?.id;
    return { disputes: body.data.map(disputeFrom), ...(body.has_more && last !== undefined ? { cursor: last } : {}) };
  },
  listWarnings: async (context, { providerPaymentId }) => {
    const query = { payment_intent: providerPaymentId, limit: 100 };
    const { body } = await context.call('warning_list', { headers, query }, listOf(EarlyFraudWarning));
    return body.data.map(({ id, fraud_type: reason, actionable, created }) => ({
      providerWarningId: id,
      reason,
      actionable,
      at: instant(created),
    }));
  },
};

function disputeFrom(dispute: Dispute): DisputeSnapshot {
  const due = dispute.evidence_details?.due_by;
  return {
    providerDisputeId: dispute.id,
    providerPaymentIds: [dispute.payment_intent, dispute.charge].flatMap((link) => (typeof link === 'string' ? link : (link?.id ?? []))),
    state: STATES[dispute.status] ?? 'under_review',
    stage: dispute.status.startsWith('warning_') ? 'inquiry' : 'chargeback',
    reason: dispute.reason,
    amount: fromStripeAmount(dispute.amount, dispute.currency),
    dueAt: due == null ? null : instant(due),
    url: `https://dashboard.stripe.com/${dispute.livemode ? '' : 'test/'}disputes/${dispute.id}`,
    openedAt: instant(dispute.created),
  };
}
