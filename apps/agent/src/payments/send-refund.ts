import type { RefundSnapshot } from '@banrimkwae/connector-kit/capabilities/payments';
import { AppError, toAppError } from '@banrimkwae/contract/errors';
import { money } from '@banrimkwae/money';
import { explain, outcomeOf } from '../gateway/outcome.ts';
import type { JobOutcome, RunningJob } from '../jobs/port.ts';
import type { PaymentsGround } from './ground.ts';
import { lookUpRefund, mayStillComeForMs } from './look-up-refund.ts';
import { moveRefund, type RefundMove } from './move-refund.ts';
import type { PaymentRow } from './payment-row.ts';
import type { RefundRow } from './refund-table.ts';
import { publishRefund, required, settleRefund } from './settle-payment.ts';

/** How soon after an outcome became unknown it is asked for, and how seldom it is in the end. */
const FIRST_LOOK_MS = 3000;
const LAST_LOOK_MS = 600_000;
/** How seldom one that could not leave is tried in the end. */
const SELDOM_MS = 60_000;
/** A provider that is paused or not set up is looked at again after this. */
const NOT_READY_MS = 15_000;

/** Job: sends a refund. Whatever may have left before is looked up first; every attempt carries the stored key. */
export async function sendRefund(ground: PaymentsGround, job: RunningJob): Promise<JobOutcome> {
  const refund = ground.refunds.find(job.subjectId);
  if (refund?.way !== 'provider' || !['approved', 'sending', 'unknown'].includes(refund.state)) return { done: true };
  const payment = required(ground, refund.payment_id);
  const { ready, whyNot } = ground.providers.find(payment.provider);
  if (refund.state === 'approved' && !ready) return { again: { afterMs: NOT_READY_MS, reason: whyNot ?? 'provider_paused' } };
  if (refund.state !== 'approved') {
    const found = await lookUp(ground, payment, refund);
    if (found === 'settled') return { done: true };
    if (found !== 'may_be_sent') return keepAsking(ground, refund, found);
  }
  // Stored before it leaves. It may have been cancelled, or settled by an event, while we asked.
  const sending = move(ground, refund.id, {
    from: [refund.state],
    to: 'sending',
    change: { failure_reason: null, sent_at: refund.sent_at ?? ground.clock.now().toISOString() },
  });
  if (!sending) return { done: true };
  try {
    const snapshot = await send(ground, payment, sending);
    settleRefund(ground, payment.id, { ...snapshot, ourReference: refund.id });
    return { done: true };
  } catch (fault) {
    return afterFailure(ground, refund, toAppError(fault));
  }
}

type Found = 'settled' | 'may_be_sent' | Doubt;
/** Why it stays unknown for now. `lost`: an attempt was given up since it was last asked for. */
type Doubt = { reason: string; retryAfterMs: number; lost: boolean };

/** A look-up that fails says nothing of the refund, whatever it failed with. One found `sending` was cut off by the end of the agent. */
async function lookUp(ground: PaymentsGround, payment: PaymentRow, refund: RefundRow): Promise<Found> {
  const lost = refund.state === 'sending';
  try {
    const found = await lookUpRefund(ground, payment, refund);
    return found === 'doubtful'
      ? { reason: 'The provider does not show it; it is not certain that it never came.', retryAfterMs: 0, lost }
      : found;
  } catch (fault) {
    const error = toAppError(fault);
    return { reason: explain(error), retryAfterMs: (error.details.retryAfterSeconds ?? 0) * 1000, lost };
  }
}

function send(ground: PaymentsGround, payment: PaymentRow, refund: RefundRow): Promise<RefundSnapshot> {
  const { createRefund, methods } = ground.providers.find(payment.provider).connector.payments ?? {};
  if (!createRefund || payment.provider_payment_id === null) throw new AppError('not_supported');
  const input = {
    refundId: refund.id,
    paymentId: payment.id,
    providerPaymentId: payment.provider_payment_id,
    method: payment.method,
    amount: money(refund.amount, refund.currency),
    reason: refund.reason,
    guestEmail: methods?.[payment.method]?.needs.includes('email') ? payment.guest_email : null,
    idempotencyKey: refund.idempotency_key,
  };
  return ground.providers.run(payment.provider, createRefund, input, { paymentId: payment.id });
}

/** `refund`: as it was before this attempt. */
function afterFailure(ground: PaymentsGround, refund: RefundRow, error: AppError): JobOutcome {
  const outcome = outcomeOf(error);
  const retryAfterMs = (error.details.retryAfterSeconds ?? 2) * 1000;
  if (outcome === 'refused') return afterRefusal(ground, refund, explain(error));
  if (outcome === 'not_sent' && refund.state === 'approved') {
    move(ground, refund.id, { from: ['sending'], to: 'approved', change: { sent_at: null } });
    const waited = ground.clock.now().getTime() - Date.parse(refund.created_at);
    return { again: { afterMs: Math.max(retryAfterMs, Math.min(SELDOM_MS, Math.ceil(waited / 4))), reason: error.message } };
  }
  const lost = outcome === 'unknown' || refund.state === 'sending';
  return keepAsking(ground, refund, { reason: error.message, retryAfterMs, lost });
}

/** A refusal says nothing of an earlier attempt that may still be carried out: only once none can is the refund failed. */
function afterRefusal(ground: PaymentsGround, refund: RefundRow, reason: string): JobOutcome {
  const leftMs = refund.state === 'approved' ? 0 : mayStillComeForMs(ground, refund);
  if (leftMs > 0) return keepAsking(ground, refund, { reason, retryAfterMs: leftMs, lost: refund.state === 'sending' });
  move(ground, refund.id, { from: ['sending'], to: 'failed', change: { failure_reason: reason, unknown_since: null } });
  return { done: true };
}

/** Waits half as long again as it has been unknown: quick at first, never giving up. */
function keepAsking(ground: PaymentsGround, { id }: RefundRow, { reason, retryAfterMs, lost }: Doubt): JobOutcome {
  const now = ground.clock.now();
  const current = ground.refunds.find(id);
  const since = current?.unknown_since ?? now.toISOString();
  const lostAt = lost ? now.toISOString() : (current?.lost_at ?? null);
  const kept = move(ground, id, { from: ['sending', 'unknown'], to: 'unknown', change: { unknown_since: since, lost_at: lostAt } });
  if (!kept) return { done: true };
  const elapsed = now.getTime() - Date.parse(since);
  const afterMs = Math.min(LAST_LOOK_MS, Math.max(FIRST_LOOK_MS, Math.ceil(elapsed / 2)));
  return { again: { afterMs: Math.max(afterMs, retryAfterMs), reason } };
}

function move(ground: PaymentsGround, id: string, change: RefundMove): RefundRow | undefined {
  const before = ground.refunds.find(id)?.state;
  const moved = moveRefund(ground, id, change);
  if (moved && moved.state !== before) publishRefund(ground, moved);
  return moved;
}
