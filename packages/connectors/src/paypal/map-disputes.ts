import type { DisputeSnapshot, TransactionSnapshot } from '@banrimkwae/connector-kit/capabilities/payments';
import { money } from '@banrimkwae/money';
import { fromPayPalMoney } from './amounts.ts';
import { instant } from './map-orders.ts';
import type { Dispute, TransactionInfo } from './schemas.ts';

/** https://developer.paypal.com/docs/api/customer-disputes/v1/#disputes_get . An outcome that is not here closes it without a judgement. */
const OUTCOMES: Readonly<Record<string, DisputeSnapshot['state']>> = {
  RESOLVED_SELLER_FAVOUR: 'won',
  RESOLVED_BUYER_FAVOUR: 'lost',
  ACCEPTED: 'lost',
};

const STAGES: Readonly<Record<string, DisputeSnapshot['stage']>> = {
  INQUIRY: 'inquiry',
  CHARGEBACK: 'chargeback',
  PRE_ARBITRATION: 'arbitration',
  ARBITRATION: 'arbitration',
};

export function disputeFrom(dispute: Dispute, resolutionCentre: string): DisputeSnapshot {
  return {
    providerDisputeId: dispute.dispute_id,
    providerPaymentIds: (dispute.disputed_transactions ?? []).flatMap(({ seller_transaction_id: id }) => id ?? []),
    state: stateOf(dispute),
    stage: STAGES[dispute.dispute_life_cycle_stage ?? ''] ?? 'inquiry',
    reason: dispute.reason ?? 'OTHER',
    amount: fromPayPalMoney(dispute.dispute_amount),
    dueAt: instant(dispute.seller_response_due_date),
    url: resolutionCentre,
    openedAt: instant(dispute.create_time) ?? dispute.create_time,
  };
}

function stateOf({ status, dispute_outcome: outcome, seller_response_due_date: due }: Dispute): DisputeSnapshot['state'] {
  if (status === 'RESOLVED') return OUTCOMES[outcome?.outcome_code ?? ''] ?? 'closed';
  // A new one is open before PayPal has said whose turn it is; with a date it is ours.
  return status === 'WAITING_FOR_SELLER_RESPONSE' || (status === 'OPEN' && due) ? 'needs_response' : 'under_review';
}

/** https://developer.paypal.com/docs/transaction-search/transaction-event-codes/ : T00 payments of any kind, T1107 a refund that we made. */
const REFUND_CODE = 'T1107';

const PAYMENT_STATUS: Readonly<Record<string, TransactionSnapshot['state']>> = { S: 'paid', V: 'paid', P: 'processing', D: 'failed' };
const REFUND_STATUS: Readonly<Record<string, TransactionSnapshot['state']>> = {
  S: 'succeeded',
  P: 'pending',
  D: 'failed',
  V: 'cancelled',
};

/** Undefined: neither a guest's payment nor a refund, e.g. a fee, a withdrawal, or a payment of our own to somebody. */
export function transactionFrom(info: TransactionInfo): TransactionSnapshot | undefined {
  const { amount, currency } = fromPayPalMoney(info.transaction_amount);
  const isRefund = info.transaction_event_code === REFUND_CODE;
  if (!isRefund && !(info.transaction_event_code.startsWith('T00') && amount > 0)) return undefined;
  const status = info.transaction_status ?? '';
  const related = info.paypal_reference_id ? [info.paypal_reference_id] : [];
  return {
    kind: isRefund ? 'refund' : 'payment',
    providerId: info.transaction_id,
    // Of a refund the reference is the capture; of a payment the order, where it tells one.
    providerPaymentIds: isRefund ? related : [info.transaction_id, ...(info.paypal_reference_id_type === 'ODR' ? related : [])],
    ourReference: info.custom_field ?? null,
    state: isRefund ? (REFUND_STATUS[status] ?? 'pending') : (PAYMENT_STATUS[status] ?? 'processing'),
    amount: money(Math.abs(amount), currency),
    at: instant(info.transaction_initiation_date) ?? info.transaction_initiation_date,
  };
}
