import type { RefundSnapshot } from '@banrimkwae/connector-kit/capabilities/payments';
import { AppError, toAppError } from '@banrimkwae/contract/errors';
import { formatMoney, money } from '@banrimkwae/money';
import type { Actor } from '../access/index.ts';
import { explain, outcomeOf } from '../gateway/outcome.ts';
import type { JobOutcome, RunningJob } from '../jobs/port.ts';
import type { ApprovalRow } from './approval-table.ts';
import { publishApproval, withdrawApprovals } from './approvals.ts';
import { JOB, type PaymentsGround } from './ground.ts';
import { moveRefund } from './move-refund.ts';
import { importRefunds } from './refresh-payment.ts';
import { canCancelRefund } from './refund-rules.ts';
import type { RefundRow } from './refund-table.ts';
import { publishRefund, required, settleRefund } from './settle-payment.ts';

export type CancelRefund = { id: string; idempotencyKey: string };

const LATER_MS = 5000;
const TITLES = {
  asked: { en: 'Refund to be taken back', th: 'ขอยกเลิกการคืนเงิน' },
  refused: { en: 'The provider did not stop the refund', th: 'ผู้ให้บริการไม่ได้หยุดการคืนเงิน' },
} as const;
const WHY_NOT = {
  sending: 'It is being sent now. Wait until the provider has answered.',
  unknown: 'It is not known yet whether it arrived. We are asking the provider; wait for its answer.',
  pending: 'The provider has it, and cannot stop it any more.',
  succeeded: 'The money has been given back.',
  failed: 'This refund has failed already; nothing was given back.',
} as const;

/**
 * Takes a refund back. One that has not left is cancelled at once, and whoever was asked for it no longer is; for one that waits at the
 * provider the wish is stored with its job. The state decides inside the transaction: what has begun to be sent is not cancelled.
 * Throws not_found, conflict. Asking again for what is cancelled changes nothing.
 */
export function cancelRefund(ground: PaymentsGround, input: CancelRefund, actor: Actor): RefundRow {
  const { row, withdrawn } = ground.database.transaction(() => {
    const refund = ground.refunds.find(input.id);
    if (!refund) throw new AppError('not_found', { message: 'There is no such refund.' });
    if (refund.state === 'cancelled' || refund.cancel_key !== null) return { row: refund, withdrawn: [] };
    if (!canCancelRefund(ground, refund, required(ground, refund.payment_id).provider))
      throw new AppError('conflict', { message: WHY_NOT[refund.state as keyof typeof WHY_NOT] });
    tellWish(ground, refund, actor);
    return refund.state === 'pending'
      ? { row: askToStop(ground, refund, input.idempotencyKey), withdrawn: [] }
      : withdraw(ground, refund, actor);
  })();
  publishRefund(ground, row);
  for (const approval of withdrawn) publishApproval(ground, approval);
  return row;
}

function withdraw(ground: PaymentsGround, refund: RefundRow, actor: Actor): { row: RefundRow; withdrawn: ApprovalRow[] } {
  const row = moveRefund(ground, refund.id, { from: ['requested', 'approved'], to: 'cancelled' }) ?? refund;
  return { row, withdrawn: withdrawApprovals(ground, refund.id, actor) };
}

function askToStop(ground: PaymentsGround, refund: RefundRow, key: string): RefundRow {
  const asked = moveRefund(ground, refund.id, { from: ['pending'], to: 'pending', change: { cancel_key: key } });
  ground.jobs.add({ kind: JOB.cancelRefund, subjectId: refund.id, priority: 0, dedupeKey: `${JOB.cancelRefund}:${refund.id}` });
  return asked ?? refund;
}

function tellWish(ground: PaymentsGround, refund: RefundRow, actor: Actor): void {
  ground.story.tell({
    paymentId: refund.payment_id,
    cause: `refund:${refund.id}:cancel:${ground.clock.now().toISOString()}`,
    at: ground.clock.now().toISOString(),
    kind: 'person',
    title: TITLES.asked,
    detail: formatMoney(money(refund.amount, refund.currency), 'en'),
    actor: actor.name,
    linkId: refund.id,
  });
  const detail = { refund: refund.id, state: refund.state };
  ground.audit({ actor: actor.id, action: 'refund.cancel', subject: refund.payment_id, detail });
}

/** Job: stops a refund at the provider. How it stands is read before every attempt, so one whose answer was lost is not stopped twice. */
export async function sendRefundCancel(ground: PaymentsGround, job: RunningJob): Promise<JobOutcome> {
  const asked = waiting(ground, job.subjectId);
  if (!asked) return { done: true };
  try {
    await importRefunds(ground, required(ground, asked.payment_id));
    const current = waiting(ground, asked.id);
    if (!current) return { done: true };
    if (!current.cancellable) return giveUp(ground, current, null);
    settleRefund(ground, current.payment_id, { ...(await stop(ground, current)), ourReference: current.id });
    return waiting(ground, asked.id) ? { again: { afterMs: LATER_MS, reason: 'The provider is stopping it.' } } : { done: true };
  } catch (fault) {
    const error = toAppError(fault);
    const afterMs = Math.max(LATER_MS, (error.details.retryAfterSeconds ?? 0) * 1000);
    if (outcomeOf(error) !== 'refused') return { again: { afterMs, reason: error.message } };
    return giveUp(ground, asked, explain(error));
  }
}

/** One whose cancellation is still to be brought about. */
function waiting(ground: PaymentsGround, id: string): RefundRow | undefined {
  const refund = ground.refunds.find(id);
  return refund?.state === 'pending' && refund.cancel_key !== null ? refund : undefined;
}

async function stop(ground: PaymentsGround, refund: RefundRow): Promise<RefundSnapshot> {
  const payment = required(ground, refund.payment_id);
  const operation = ground.providers.find(payment.provider).connector.payments?.cancelRefund;
  const { provider_refund_id: providerRefundId, cancel_key: idempotencyKey } = refund;
  if (!operation || providerRefundId === null || payment.provider_payment_id === null || idempotencyKey === null)
    throw new AppError('not_supported');
  const input = { providerRefundId, providerPaymentId: payment.provider_payment_id, idempotencyKey };
  return ground.providers.run(payment.provider, operation, input, { paymentId: payment.id });
}

/** It goes on; the desk is told. */
function giveUp(ground: PaymentsGround, { id }: RefundRow, detail: string | null): JobOutcome {
  const kept = ground.database.transaction(() => {
    const at = ground.clock.now().toISOString();
    const next = moveRefund(ground, id, { from: ['pending'], to: 'pending', change: { cancel_key: null, cancellable: false } });
    if (next)
      ground.story.tell({
        paymentId: next.payment_id,
        cause: `refund:${id}:not-stopped:${at}`,
        at,
        kind: 'refund',
        title: TITLES.refused,
        detail,
        linkId: id,
      });
    return next;
  })();
  if (kept) publishRefund(ground, kept);
  return { done: true };
}
