import type { ApprovalKind } from '@banrimkwae/contract/approvals';
import { AGENT } from '../access/index.ts';
import type { ApprovalRow } from './approval-table.ts';
import { withdrawApproval } from './approvals.ts';
import type { PaymentsGround } from './ground.ts';
import type { PaymentRow } from './payment-row.ts';

/** Ends questions that the payment's new state has answered. Inside the transaction of the change; returns those that were withdrawn. */
export function withdrawMoot(ground: PaymentsGround, payment: PaymentRow): ApprovalRow[] {
  const moot: Partial<Record<ApprovalKind, boolean>> = {
    capture: payment.state !== 'authorized',
    received: payment.state === 'paid' || payment.state === 'cancelled' || payment.state === 'failed',
  };
  return (['capture', 'received'] as const).flatMap((kind) => (moot[kind] ? withdraw(ground, kind, payment) : []));
}

function withdraw(ground: PaymentsGround, kind: ApprovalKind, payment: PaymentRow): ApprovalRow[] {
  const reason = `The payment is ${payment.state} by now.`;
  const withdrawn = withdrawApproval(ground, { kind, subjectId: payment.id, actor: AGENT, reason });
  // The transfer of a payment that was given up may pay another one.
  if (withdrawn.length > 0 && kind === 'received' && payment.state !== 'paid') ground.slips.free(payment.id);
  return withdrawn;
}
