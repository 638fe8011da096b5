import type { Refund } from '@banrimkwae/contract/payments';
import { money } from '@banrimkwae/money';
import type { PaymentsGround } from './ground.ts';
import { guestSentence } from './guest-sentence.ts';
import type { PaymentRow } from './payment-row.ts';
import { canCancelRefund } from './refund-rules.ts';
import type { RefundRow } from './refund-table.ts';

/** A refund as the API shows it. */
export function showRefund(ground: PaymentsGround, row: RefundRow, payment: PaymentRow): Refund {
  const waiting = ground.approvals.waitingFor('refund', row.id) ?? ground.approvals.waitingFor('transfer', row.id);
  return {
    id: row.id,
    paymentId: row.payment_id,
    providerRefundId: row.provider_refund_id,
    state: row.state,
    amount: money(row.amount, row.currency),
    reason: row.reason,
    note: row.note,
    way: row.way,
    approvalId: waiting?.id ?? null,
    bankReference: row.bank_reference,
    canCancel: canCancelRefund(ground, row, payment.provider),
    pendingReason: row.pending_reason,
    failureReason: row.failure_reason,
    requestedBy: row.requested_by,
    guestSentence: guestSentence(row, payment),
    createdAt: row.created_at,
    settledAt: row.settled_at,
    updatedAt: row.updated_at,
  };
}
