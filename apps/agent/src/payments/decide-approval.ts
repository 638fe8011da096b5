import { AppError } from '@banrimkwae/contract/errors';
import type { Actor } from '../access/index.ts';
import { APPROVAL_EFFECTS } from './approval-effects.ts';
import type { ApprovalRow } from './approval-table.ts';
import { publishApproval, requiredApproval } from './approvals.ts';
import type { PaymentsGround } from './ground.ts';
import { publishRefund, required } from './settle-payment.ts';
import { whoMayDecide } from './who-may-decide.ts';

export type DecideApproval = { id: string; idempotencyKey: string; approve: boolean; reason: string | null; bankReference: string | null };

const DECIDED = {
  refund: { approved: { en: 'Refund approved', th: 'อนุมัติการคืนเงิน' }, rejected: { en: 'Refund rejected', th: 'ไม่อนุมัติการคืนเงิน' } },
  transfer: {
    approved: { en: 'Sent from the bank by hand', th: 'โอนเงินคืนจากธนาคารแล้ว' },
    rejected: { en: 'Not sent from the bank', th: 'ไม่ได้โอนเงินคืนจากธนาคาร' },
  },
  received: {
    approved: { en: 'Confirmed that the money came', th: 'ยืนยันว่าได้รับเงินแล้ว' },
    rejected: { en: 'Not confirmed that the money came', th: 'ไม่ยืนยันว่าได้รับเงิน' },
  },
  capture: { approved: { en: 'May be taken', th: 'อนุมัติให้เรียกเก็บเงิน' }, rejected: { en: 'Not to be taken', th: 'ไม่อนุมัติให้เรียกเก็บเงิน' } },
  review: {
    approved: { en: 'Looked at: fine', th: 'ตรวจสอบแล้ว ไม่พบปัญหา' },
    rejected: { en: 'Looked at: not fine', th: 'ตรวจสอบแล้ว พบปัญหา' },
  },
} as const;

/**
 * A second person approves or rejects. Decision, effect, story and audit are one transaction, so of two who decide at once one wins; the same
 * key is the same decision. Throws not_found, conflict, second_person (the requester), forbidden (an API key), and what the effect throws.
 */
export function decideApproval(ground: PaymentsGround, input: DecideApproval, actor: Actor): ApprovalRow {
  const decided = ground.database.transaction(() => {
    const repeated = ground.approvals.byDecisionKey(input.idempotencyKey);
    if (repeated) return sameDecision(repeated, input, actor);
    const approval = ground.approvals.find(input.id);
    if (!approval) throw new AppError('not_found');
    requireMayDecide(approval, actor);
    return decide(ground, approval, { ...input, actor });
  })();
  publishApproval(ground, decided);
  tellWhatFollowed(ground, decided);
  return decided;
}

function sameDecision(repeated: ApprovalRow, input: DecideApproval, actor: Actor): ApprovalRow {
  const same = repeated.id === input.id && repeated.decided_by_id === actor.id && (repeated.state === 'approved') === input.approve;
  if (!same) throw new AppError('conflict', { message: 'This form was sent before with another decision.' });
  return repeated;
}

function requireMayDecide(approval: ApprovalRow, actor: Actor): void {
  const { allowed, reason, code } = whoMayDecide(approval, actor);
  if (!allowed) throw new AppError(code ?? 'forbidden', reason === null ? {} : { message: reason.en });
}

function decide(ground: PaymentsGround, approval: ApprovalRow, input: DecideApproval & { actor: Actor }): ApprovalRow {
  const { actor, approve } = input;
  const effect = APPROVAL_EFFECTS[approval.kind];
  const at = ground.clock.now().toISOString();
  const ended = ground.approvals.end(approval.id, {
    state: approve ? 'approved' : 'rejected',
    decision_key: input.idempotencyKey,
    decided_by: actor.name,
    decided_by_id: actor.id,
    decided_at: at,
    reason: input.reason,
    bank_reference: approve && approval.kind === 'transfer' ? input.bankReference : null,
  });
  if (!ended) throw new AppError('conflict');
  const decided = requiredApproval(ground, approval.id);
  tellDecision(ground, decided, at);
  const { kind, refund_id: refund, amount, currency, bank_reference: bankReference } = decided;
  const detail = { approval: decided.id, kind, refund, amount, currency, approved: approve, reason: input.reason, bankReference };
  ground.audit({ actor: actor.id, action: 'approval.decided', subject: decided.payment_id, detail });
  if (approve) effect.approved(ground, decided, actor);
  else effect.rejected(ground, decided, actor);
  return decided;
}

function tellDecision(ground: PaymentsGround, decided: ApprovalRow, at: string): void {
  const title = DECIDED[decided.kind][decided.state === 'approved' ? 'approved' : 'rejected'];
  ground.story.tell({
    paymentId: decided.payment_id,
    cause: `approval:${decided.id}:decided`,
    at,
    kind: 'person',
    title,
    detail: [decided.bank_reference, decided.reason].filter(Boolean).join(' · ') || null,
    actor: decided.decided_by,
    linkId: decided.id,
  });
}

/** What the decision changed, and what is asked of a person next. */
function tellWhatFollowed(ground: PaymentsGround, { refund_id, payment_id }: ApprovalRow): void {
  const refund = refund_id === null ? undefined : ground.refunds.find(refund_id);
  if (!refund) {
    ground.live.publish({ type: 'payment_changed', paymentId: payment_id, state: required(ground, payment_id).state });
    return;
  }
  publishRefund(ground, refund);
  const next = ground.approvals.waitingFor('transfer', refund.id);
  if (next) publishApproval(ground, next);
}
