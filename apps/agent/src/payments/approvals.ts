import type { ApprovalKind } from '@banrimkwae/contract/approvals';
import type { HoldReason } from '@banrimkwae/contract/payments';
import { formatMoney, type Money, money } from '@banrimkwae/money';
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

/** What the timeline says when a person is asked, by kind. */
const ASKED = {
  refund: { en: 'Refund waits for a second person', th: 'การคืนเงินรอผู้อนุมัติอีกคน' },
  transfer: { en: 'To be sent from the bank by hand', th: 'รอการโอนเงินคืนจากธนาคาร' },
  received: { en: 'A second person is to confirm that the money came', th: 'รออีกคนยืนยันว่าได้รับเงินแล้ว' },
  capture: { en: 'Held: a person is to look before it is taken', th: 'พักไว้ รอผู้ตรวจสอบก่อนเรียกเก็บเงิน' },
  review: { en: 'A person is to look at this payment', th: 'รอผู้ตรวจสอบรายการนี้' },
} as const satisfies Record<ApprovalKind, { en: string; th: string }>;

/** Asks a second person; call it inside the transaction of what waits for the answer. One that waits already stays the only one. */
export function askApproval(ground: PaymentsGround, request: ApprovalRequest): ApprovalRow {
  const waiting = ground.approvals.waitingFor(request.kind, request.refundId ?? request.paymentId);
  if (waiting) return waiting;
  const id = ground.newId('apv');
  const at = ground.clock.now().toISOString();
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
    requested_at: at,
  });
  const detail = formatMoney(request.amount, 'en');
  ground.story.tell({
    paymentId: request.paymentId,
    cause: `approval:${id}`,
    at,
    kind: 'person',
    title: ASKED[request.kind],
    detail,
    linkId: id,
  });
  return requiredApproval(ground, id);
}

/** Nobody need decide any more; call it inside the transaction that took back what they were asked for. */
export function withdrawApprovals(ground: PaymentsGround, refundId: string, actor: Actor): ApprovalRow[] {
  return (['refund', 'transfer'] as const).flatMap((kind) => withdrawApproval(ground, { kind, subjectId: refundId, actor, reason: null }));
}

export type Withdrawal = { kind: ApprovalKind; subjectId: string; actor: Actor; reason: string | null };

/** The one of a kind that waits for a refund or a payment, if any does; inside the caller's transaction. */
export function withdrawApproval(ground: PaymentsGround, { kind, subjectId, actor, reason }: Withdrawal): ApprovalRow[] {
  const waiting = ground.approvals.waitingFor(kind, subjectId);
  if (!waiting) return [];
  ground.approvals.end(waiting.id, {
    state: 'withdrawn',
    decision_key: null,
    decided_by: actor.name,
    decided_by_id: actor.id,
    decided_at: ground.clock.now().toISOString(),
    reason,
    bank_reference: null,
  });
  return [requiredApproval(ground, waiting.id)];
}

/** Tells the open desktops; call it when the transaction has ended. */
export function publishApproval(ground: PaymentsGround, { id, payment_id, state }: ApprovalRow): void {
  ground.live.publish({ type: 'approval_changed', approvalId: id, paymentId: payment_id, state });
}

export function requiredApproval(ground: PaymentsGround, id: string): ApprovalRow {
  const row = ground.approvals.find(id);
  if (!row) throw new Error(`Approval ${id} is gone`);
  return row;
}

export function amountOf(row: Pick<ApprovalRow, 'amount' | 'currency'>): Money {
  return money(row.amount, row.currency);
}
