import type { RefundSnapshot } from '@banrimkwae/connector-kit/capabilities/payments';
import { AppError, toAppError } from '@banrimkwae/contract/errors';
import type { RefundReason } from '@banrimkwae/contract/payments';
import { formatMoney, type Money, money } from '@banrimkwae/money';
import type { Actor } from '../access/index.ts';
import { explain, outcomeOf } from '../gateway/outcome.ts';
import type { JobOutcome, RunningJob } from '../jobs/port.ts';
import { JOB, type PaymentsGround } from './ground.ts';
import { known, type PaymentRow } from './payment-row.ts';
import { refundRules } from './refund-rules.ts';
import type { RefundRow } from './refund-table.ts';
import { publishRefund, required, settlePayment, settleRefund, tellRefund } from './settle-payment.ts';
import { REFUND_TITLES } from './story.ts';

export type RefundPayment = { paymentId: string; idempotencyKey: string; amount: Money; reason: RefundReason; note: string | null };

/** After this a provider may have forgotten an idempotency key (Stripe: 24 h), so a repeat could pay twice. */
const KEY_LIVES_MS = 20 * 3600_000;

/**
 * Reserves the amount, stores intent, key, job and audit line in one transaction, and returns at once. Nothing is sent yet.
 * Throws refund_too_large, currency_mismatch, conflict, not_supported. The same key returns the same refund.
 */
export function requestRefund(ground: PaymentsGround, input: RefundPayment, actor: Actor): RefundRow {
  const row = ground.database.transaction(() => {
    const repeated = ground.refunds.byIdempotencyKey(input.idempotencyKey);
    if (repeated) {
      if (repeated.payment_id !== input.paymentId || repeated.amount !== input.amount.amount)
        throw new AppError('conflict', { message: 'This form was sent before with another amount.' });
      return repeated;
    }
    const payment = ground.payments.find(input.paymentId);
    if (!payment) throw new AppError('not_found');
    requireRefundable(ground, payment, input.amount);
    return storeIntent(ground, payment, { ...input, actor });
  })();
  publishRefund(ground, row);
  return row;
}

/** Refund, story, audit and job; call it inside the transaction that checked what is left. */
function storeIntent(ground: PaymentsGround, payment: PaymentRow, input: RefundPayment & { actor: Actor }): RefundRow {
  const at = ground.clock.now().toISOString();
  const made: RefundRow = {
    id: ground.newId('rf'),
    payment_id: payment.id,
    provider_refund_id: null,
    idempotency_key: input.idempotencyKey,
    state: 'approved',
    currency: payment.currency,
    amount: input.amount.amount,
    reason: input.reason,
    note: input.note,
    way: 'provider',
    bank_reference: null,
    pending_reason: null,
    failure_reason: null,
    cancellable: false,
    requested_by: input.actor.name,
    requested_by_id: input.actor.id,
    unknown_since: null,
    created_at: at,
    settled_at: null,
    updated_at: at,
  };
  const { id, amount, currency, reason } = made;
  ground.refunds.insert(made);
  ground.story.tell({
    paymentId: payment.id,
    cause: `refund:${id}`,
    at,
    kind: 'person',
    title: REFUND_TITLES.requested,
    detail: formatMoney(input.amount, 'en'),
    actor: input.actor.name,
    linkId: id,
  });
  ground.audit({ actor: input.actor.id, action: 'payment.refund', subject: payment.id, detail: { refund: id, amount, currency, reason } });
  ground.jobs.add({ kind: JOB.sendRefund, subjectId: id, priority: 0, dedupeKey: `${JOB.sendRefund}:${id}` });
  return made;
}

/** Job: sends a refund. Whatever may have left before is looked up by our own reference first; every attempt carries the stored key. */
export async function sendRefund(ground: PaymentsGround, job: RunningJob): Promise<JobOutcome> {
  const refund = ground.refunds.find(job.subjectId);
  if (!refund || !['approved', 'sending', 'unknown'].includes(refund.state)) return { done: true };
  const payment = required(ground, refund.payment_id);
  try {
    if (refund.state !== 'approved') {
      if (await findSent(ground, payment, refund)) return { done: true };
      if (ground.clock.now().getTime() - Date.parse(refund.created_at) > KEY_LIVES_MS)
        return { again: { afterMs: 600_000, reason: 'The provider does not know it; a person must decide.' } };
    }
    move(ground, refund, 'sending');
    const snapshot = await send(ground, payment, refund);
    settleRefund(ground, payment.id, snapshot);
    return { done: true };
  } catch (fault) {
    return afterFailure(ground, refund, toAppError(fault));
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
    whole: refund.amount === payment.captured,
    reason: refund.reason,
    guestEmail: methods?.[payment.method]?.needs.includes('email') ? payment.guest_email : null,
    idempotencyKey: refund.idempotency_key,
  };
  return ground.providers.run(payment.provider, createRefund, input, { paymentId: payment.id });
}

/** Asks the provider for every refund of a payment and takes over what it says. Also finds those made in its own console. */
export async function importRefunds(ground: PaymentsGround, payment: PaymentRow): Promise<readonly RefundRow[]> {
  const list = ground.providers.find(payment.provider).connector.payments?.listRefunds;
  if (!list || payment.provider_payment_id === null) return [];
  const snapshots = await ground.providers.run(
    payment.provider,
    list,
    { providerPaymentId: payment.provider_payment_id },
    { paymentId: payment.id },
  );
  return snapshots.map((snapshot) => settleRefund(ground, payment.id, snapshot));
}

/** Re-reads payment and refunds: the one answer to every event and every doubt. */
export async function refreshPayment(ground: PaymentsGround, paymentId: string): Promise<PaymentRow> {
  const payment = required(ground, paymentId);
  const get = ground.providers.find(payment.provider).connector.payments?.getPayment;
  if (!get || payment.provider_payment_id === null) return payment;
  const snapshot = await ground.providers.run(
    payment.provider,
    get,
    { providerPaymentId: payment.provider_payment_id, payment: known(payment) },
    { paymentId },
  );
  const settled = settlePayment(ground, paymentId, snapshot);
  const { refunded, refunding } = ground.refunds.sums(paymentId);
  if (snapshot.refunded.amount !== refunded || refunding > 0) await importRefunds(ground, settled);
  return required(ground, paymentId);
}

async function findSent(ground: PaymentsGround, payment: PaymentRow, refund: RefundRow): Promise<boolean> {
  const known = await importRefunds(ground, payment);
  return known.some((row) => row.id === refund.id);
}

function afterFailure(ground: PaymentsGround, refund: RefundRow, error: AppError): JobOutcome {
  const outcome = outcomeOf(error);
  const current = ground.refunds.find(refund.id) ?? refund;
  const waitMs = (error.details.retryAfterSeconds ?? 2) * 1000;
  if (outcome === 'refused') {
    move(ground, current, 'failed', explain(error));
    return { done: true };
  }
  if (outcome === 'not_sent' && refund.state === 'approved') {
    move(ground, current, 'approved');
    return { again: { afterMs: waitMs, reason: error.message } };
  }
  move(ground, current, 'unknown');
  return { again: { afterMs: Math.max(waitMs, 3000), reason: error.message } };
}

function move(ground: PaymentsGround, refund: RefundRow, state: RefundRow['state'], failure: string | null = null): void {
  const at = ground.clock.now().toISOString();
  const next = {
    ...refund,
    state,
    failure_reason: failure,
    unknown_since: state === 'unknown' ? (refund.unknown_since ?? at) : refund.unknown_since,
    settled_at: state === 'failed' ? at : null,
    updated_at: at,
  };
  ground.database.transaction(() => {
    ground.refunds.change(next);
    if (state !== refund.state && state !== 'approved') tellRefund(ground, next, at);
  })();
  if (state !== refund.state) publishRefund(ground, next);
}

function requireRefundable(ground: PaymentsGround, payment: PaymentRow, amount: Money): void {
  const rules = refundRules(ground, payment);
  if (amount.currency !== payment.currency)
    throw new AppError('currency_mismatch', { fields: { amount: `The guest paid in ${payment.currency}` } });
  if (payment.state === 'paid' && amount.amount > rules.largest.amount) {
    throw new AppError('refund_too_large', {
      message: `At most ${formatMoney(rules.largest, 'en')} can still be refunded.`,
      fields: { amount: 'More than is left' },
    });
  }
  if (!rules.allowed) throw new AppError(payment.state === 'paid' ? 'not_supported' : 'conflict', { message: rules.reason?.en ?? '' });
  if (!rules.partial && amount.amount !== payment.captured)
    throw new AppError('not_supported', { message: 'This kind of payment can only be refunded whole.' });
}
