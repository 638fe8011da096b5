import type { ApprovalKind } from '@banrimkwae/contract/approvals';
import { AGENT } from '../access/index.ts';
import type { ApprovalRow } from './approval-table.ts';
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
  const waiting = ground.approvals.waitingFor(kind, payment.id);
  if (waiting === undefined) return [];
  const at = ground.clock.now().toISOString();
  const reason = `The payment is ${payment.state} by now.`;
  const by = { decided_by: AGENT.name, decided_by_id: AGENT.id, decided_at: at };
  ground.approvals.end(waiting.id, { ...by, state: 'withdrawn', decision_key: null, reason, bank_reference: null });
  // The transfer of a payment that was given up may pay another one.
  if (kind === 'received' && payment.state !== 'paid') ground.slips.free(payment.id);
  return [{ ...waiting, ...by, state: 'withdrawn', reason }];
}
