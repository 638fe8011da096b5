import type { ApprovalKind } from '@banrimkwae/contract/approvals';
import type { HoldReason } from '@banrimkwae/contract/payments';
import { type Money, money } from '@banrimkwae/money';
import type { Actor } from '../access/index.ts';
import type { ApprovalRow } from './approval-table.ts';
import type { PaymentsGround } from './ground.ts';

export type ApprovalRequest = {
  kind: ApprovalKind;
  paymentId: string;
  refundId?: string;
  amount: Money;
  holdReasons?: readonly HoldReason[];
  note: string | null;
  /** `bank:reference` */
  slip?: string;
  actor: Actor;
};

/** What a decision brings about; called inside the transaction that stores it, after the row has changed. */
export type ApprovalEffect = {
  approved: (ground: PaymentsGround, approval: ApprovalRow, by: Actor) => void;
  rejected: (ground: PaymentsGround, approval: ApprovalRow, by: Actor) => void;
};

/** Asks a second person; call it inside the transaction of what waits for the answer. One that waits already stays the only one. */
export function askApproval(ground: PaymentsGround, request: ApprovalRequest): ApprovalRow {
  const waiting = ground.approvals.waitingFor(request.kind, request.refundId ?? request.paymentId);
  if (waiting) return waiting;
  const id = ground.newId('apv');
  ground.approvals.insert({
    id,
    kind: request.kind,
    payment_id: request.paymentId,
    refund_id: request.refundId ?? null,
    currency: request.amount.currency,
    amount: request.amount.amount,
    hold_reasons: [...(request.holdReasons ?? [])],
    note: request.note,
    slip: request.slip ?? null,
    requested_by: request.actor.name,
    requested_by_id: request.actor.id,
    requested_at: ground.clock.now().toISOString(),
  });
  const made = ground.approvals.find(id);
  if (!made) throw new Error(`Approval ${id} is gone`);
  return made;
}

/** Tells the open desktops; call it when the transaction has ended. */
export function publishApproval(ground: PaymentsGround, { id, payment_id, state }: ApprovalRow): void {
  ground.live.publish({ type: 'approval_changed', approvalId: id, paymentId: payment_id, state });
}

export function amountOf(row: Pick<ApprovalRow, 'amount' | 'currency'>): Money {
  return money(row.amount, row.currency);
}
