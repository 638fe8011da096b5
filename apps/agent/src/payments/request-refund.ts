import { AppError } from '@banrimkwae/contract/errors';
import type { RefundReason, RefundRules } from '@banrimkwae/contract/payments';
import { formatMoney, type Money, money } from '@banrimkwae/money';
import type { Actor } from '../access/index.ts';
import type { ApprovalRow } from './approval-table.ts';
import { askApproval, publishApproval } from './approvals.ts';
import { JOB, type PaymentsGround } from './ground.ts';
import type { PaymentRow } from './payment-row.ts';
import { allowedAlone } from './refund-limits.ts';
import { refundRules } from './refund-rules.ts';
import type { RefundRow } from './refund-table.ts';
import { publishRefund } from './settle-payment.ts';
import { REFUND_TITLES } from './story.ts';

export type RefundPayment = { paymentId: string; idempotencyKey: string; amount: Money; reason: RefundReason; note: string | null };
type Requested = { row: RefundRow; approval?: ApprovalRow | undefined };

/**
 * Reserves the amount, stores intent, key, job or approval, and audit line in one transaction, and returns at once. Nothing is sent yet;
 * above the limit of who asks, nothing is until a second person has approved.
 * Throws refund_too_large, currency_mismatch, conflict, not_supported. The same key returns the same refund.
 */
export function requestRefund(ground: PaymentsGround, input: RefundPayment, actor: Actor): RefundRow {
  const { row, approval } = ground.database.transaction((): Requested => {
    const repeated = ground.refunds.byIdempotencyKey(input.idempotencyKey);
    if (repeated) {
      if (repeated.payment_id !== input.paymentId || repeated.amount !== input.amount.amount)
        throw new AppError('conflict', { message: 'This form was sent before with another amount.' });
      return { row: repeated };
    }
    const payment = ground.payments.find(input.paymentId);
    if (!payment) throw new AppError('not_found');
    const rules = refundRules(ground, payment, actor);
    requireRefundable(payment, rules, input.amount);
    return storeIntent(ground, payment, { ...input, way: rules.way, actor });
  })();
  publishRefund(ground, row);
  if (approval) publishApproval(ground, approval);
  return row;
}

/** Refund, story, audit and what comes next; call it inside the transaction that checked what is left. */
function storeIntent(
  ground: PaymentsGround,
  payment: PaymentRow,
  input: RefundPayment & Pick<RefundRow, 'way'> & { actor: Actor },
): Requested {
  const { actor } = input;
  const above = input.amount.amount > allowedAlone(ground, payment, actor);
  const row = newRefund(ground, payment, { ...input, state: above ? 'requested' : 'approved' });
  const { id, amount, currency, reason, way } = row;
  ground.refunds.insert(row);
  ground.story.tell({
    paymentId: payment.id,
    cause: `refund:${id}`,
    at: row.created_at,
    kind: 'person',
    title: REFUND_TITLES.requested,
    detail: formatMoney(input.amount, 'en'),
    actor: actor.name,
    linkId: id,
  });
  const detail = { refund: id, amount, currency, reason, way, secondPerson: above || way === 'manual_transfer' };
  ground.audit({ actor: actor.id, action: 'payment.refund', subject: payment.id, detail });
  if (!above) return { row, approval: releaseRefund(ground, row) };
  return {
    row,
    approval: askApproval(ground, { kind: 'refund', paymentId: payment.id, refundId: id, amount: input.amount, note: input.note, actor }),
  };
}

type NewRefund = RefundPayment & Pick<RefundRow, 'way' | 'state'> & { actor: Actor };

function newRefund(ground: PaymentsGround, payment: PaymentRow, { actor, ...input }: NewRefund): RefundRow {
  const at = ground.clock.now().toISOString();
  return {
    id: ground.newId('rf'),
    payment_id: payment.id,
    provider_refund_id: null,
    idempotency_key: input.idempotencyKey,
    state: input.state,
    currency: payment.currency,
    amount: input.amount.amount,
    reason: input.reason,
    note: input.note,
    way: input.way,
    bank_reference: null,
    pending_reason: null,
    failure_reason: null,
    cancellable: false,
    requested_by: actor.name,
    requested_by_id: actor.id,
    unknown_since: null,
    sent_at: null,
    lost_at: null,
    cancel_key: null,
    created_at: at,
    settled_at: null,
    updated_at: at,
  };
}

/**
 * An approved refund goes its way: to the provider, or to whoever sends it from the bank. Call it inside the transaction that approved it.
 * Gives the task that a person got by it.
 */
export function releaseRefund(ground: PaymentsGround, refund: RefundRow): ApprovalRow | undefined {
  if (refund.way === 'provider') {
    ground.jobs.add({ kind: JOB.sendRefund, subjectId: refund.id, priority: 0, dedupeKey: `${JOB.sendRefund}:${refund.id}` });
    return undefined;
  }
  return askApproval(ground, {
    kind: 'transfer',
    paymentId: refund.payment_id,
    refundId: refund.id,
    amount: money(refund.amount, refund.currency),
    note: refund.note,
    actor: { id: refund.requested_by_id ?? '', name: refund.requested_by },
  });
}

function requireRefundable(payment: PaymentRow, rules: RefundRules, amount: Money): void {
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
