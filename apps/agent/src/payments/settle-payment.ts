import type { PaymentSnapshot, RefundSnapshot } from '@banrimkwae/connector-kit/capabilities/payments';
import type { OutgoingType } from '@banrimkwae/contract/outgoing';
import type { PaymentState, RefundState } from '@banrimkwae/contract/payments';
import { formatMoney, money } from '@banrimkwae/money';
import { publishApproval } from './approvals.ts';
import type { PaymentsGround } from './ground.ts';
import { lookAtPayment } from './holds.ts';
import type { PaymentRow } from './payment-row.ts';
import { nextPaymentState, nextRefundState } from './payment-state.ts';
import type { PaymentChange } from './payment-table.ts';
import type { RefundRow } from './refund-table.ts';
import { showPayment } from './show-payment.ts';
import { showRefund } from './show-refund.ts';
import { REFUND_TITLES, STATE_TITLES } from './story.ts';
import { takenBack } from './taken-back.ts';

const ANNOUNCED_PAYMENTS: Readonly<Partial<Record<PaymentState, OutgoingType>>> = {
  authorized: 'payment.authorized',
  paid: 'payment.paid',
  failed: 'payment.failed',
  cancelled: 'payment.cancelled',
  expired: 'payment.expired',
};
const ANNOUNCED_REFUNDS: Readonly<Partial<Record<RefundState, OutgoingType>>> = {
  pending: 'refund.pending',
  succeeded: 'refund.succeeded',
  failed: 'refund.failed',
  cancelled: 'refund.cancelled',
};
const SETTLED = new Set(['succeeded', 'failed', 'cancelled']);

/**
 * Takes over what the provider says of a payment. Idempotent and order-tolerant: an older word never undoes a newer one.
 * One transaction; then tells the open desktops. Returns the payment as it stands.
 */
export function settlePayment(ground: PaymentsGround, paymentId: string, snapshot: PaymentSnapshot): PaymentRow {
  const { before, after, asked, back } = ground.database.transaction(() => {
    const current = required(ground, paymentId);
    const at = ground.clock.now().toISOString();
    const state = nextPaymentState(current.state, snapshot.state);
    ground.payments.addReferences(current, [snapshot.providerPaymentId, ...snapshot.alsoKnownAs]);
    ground.payments.change(paymentId, changed(current, snapshot, { state, at }), at);
    if (current.details !== null) ground.payments.dropDetails(paymentId);
    if (state !== current.state) tellState(ground, { paymentId, state, at, detail: snapshot.failure?.message ?? null });
    const reversal = takenBack(ground, current, snapshot);
    const back = reversal && takeOverRefund(ground, paymentId, reversal).row;
    const asked = lookAtPayment(ground, current, required(ground, paymentId));
    return { before: current, after: required(ground, paymentId), asked, back };
  })();
  for (const approval of asked) publishApproval(ground, approval);
  if (before.state !== after.state || before.updated_at !== after.updated_at)
    ground.live.publish({ type: 'payment_changed', paymentId, state: after.state });
  if (back) publishRefund(ground, back);
  return after;
}

/** What stays of the row and what the snapshot replaces. A word that is not accepted may still add a reference or a fee. */
function changed(current: PaymentRow, snapshot: PaymentSnapshot, { state, at }: Pick<StateChange, 'state' | 'at'>): PaymentChange {
  const accepted = state === snapshot.state;
  return {
    state,
    provider_payment_id: snapshot.providerPaymentId,
    captured: Math.max(current.captured, snapshot.captured.amount),
    method_detail: snapshot.methodDetail ?? current.method_detail,
    last_four: snapshot.lastFour ?? current.last_four,
    action: accepted ? (snapshot.action ?? (state === 'waiting' ? current.action : null)) : current.action,
    risk: snapshot.risk ?? current.risk,
    fee: snapshot.fee ?? current.fee,
    settlement: snapshot.settlement ?? current.settlement,
    // The reason of a failure is kept where a later look tells none.
    failure: accepted && !(state === 'failed' && snapshot.failure === null) ? snapshot.failure : current.failure,
    refundable: snapshot.refundable ?? current.refundable,
    expires_at: snapshot.action?.expiresAt ?? current.expires_at,
    // Every sum of a day counts by it: money of which no time is told came when we heard of it.
    paid_at: current.paid_at ?? snapshot.paidAt ?? (state === 'paid' ? at : null),
  };
}

/**
 * Takes over what the provider says of a refund. One of ours is found by our reference or the provider's id; one made in the
 * provider's own dashboard is imported, so that it counts against what is left.
 */
export function settleRefund(ground: PaymentsGround, paymentId: string, snapshot: RefundSnapshot): RefundRow {
  const { row, changed } = ground.database.transaction(() => takeOverRefund(ground, paymentId, snapshot))();
  if (changed) publishRefund(ground, row);
  return row;
}

/** Inside the caller's transaction. */
function takeOverRefund(ground: PaymentsGround, paymentId: string, snapshot: RefundSnapshot): { row: RefundRow; changed: boolean } {
  const at = ground.clock.now().toISOString();
  const ours = snapshot.ourReference === null ? undefined : ground.refunds.find(snapshot.ourReference);
  const byProviderId = ground.refunds.byProviderId(paymentId, snapshot.providerRefundId);
  const current = (ours?.payment_id === paymentId ? ours : undefined) ?? byProviderId;
  if (current && byProviderId && byProviderId.id !== current.id) forgetImported(ground, byProviderId, current);
  const next = current === undefined ? imported(ground, paymentId, snapshot) : moved(current, snapshot, at);
  if (current === undefined) ground.refunds.insert(next);
  else ground.refunds.change(next);
  const stateChanged = current?.state !== next.state;
  if (stateChanged) tellRefund(ground, next, at);
  return { row: next, changed: stateChanged };
}

/** It was read without our reference before our own call was answered: the same refund, imported as somebody else's. */
function forgetImported(ground: PaymentsGround, { id, payment_id }: RefundRow, same: RefundRow): void {
  ground.story.forget(payment_id, id);
  ground.reconciled.replaceRefund(id, same.id);
  ground.refunds.remove(id);
}

export function publishRefund(ground: PaymentsGround, row: RefundRow): void {
  ground.live.publish({ type: 'refund_changed', refundId: row.id, paymentId: row.payment_id, state: row.state });
}

export type StateChange = { paymentId: string; state: PaymentRow['state']; at: string; detail?: string | null };

/** Writes a state line into the story, and tells the resort's own systems; call it inside a transaction, when the row has changed. */
export function tellState(ground: PaymentsGround, { paymentId, state, at, detail = null }: StateChange): void {
  ground.story.tell({ paymentId, cause: `state:${state}:${at}`, at, kind: 'state', title: STATE_TITLES[state], detail });
  const type = ANNOUNCED_PAYMENTS[state];
  if (type !== undefined) ground.announce(type, showPayment(required(ground, paymentId), ground.refunds));
}

/** Writes a line on a refund's state, and tells the resort's own systems. Being sent is told once, however often the provider cannot be reached. */
export function tellRefund(ground: PaymentsGround, row: RefundRow, at: string): void {
  const amount = formatMoney(money(row.amount, row.currency), 'en');
  const detail = [amount, row.pending_reason, row.failure_reason].filter(Boolean).join(' · ');
  ground.story.tell({
    paymentId: row.payment_id,
    cause: `refund:${row.id}:${row.state === 'sending' ? `sending:${row.unknown_since}` : `${row.state}:${at}`}`,
    at,
    kind: 'refund',
    title: REFUND_TITLES[row.state],
    detail,
    linkId: row.id,
  });
  const type = ANNOUNCED_REFUNDS[row.state];
  if (type !== undefined) ground.announce(type, showRefund(ground, row, required(ground, row.payment_id)));
}

export function required(ground: PaymentsGround, paymentId: string): PaymentRow {
  const row = ground.payments.find(paymentId);
  if (!row) throw new Error(`Payment ${paymentId} is gone`);
  return row;
}

function moved(current: RefundRow, snapshot: RefundSnapshot, at: string): RefundRow {
  const state = nextRefundState(current.state, snapshot.state);
  return {
    ...current,
    state,
    provider_refund_id: snapshot.providerRefundId,
    // What the provider gave back is what was given back, whatever was asked for.
    amount: snapshot.amount.amount,
    pending_reason: state === 'pending' ? snapshot.pendingReason : null,
    cancellable: state === 'pending' && snapshot.cancellable,
    unknown_since: null,
    failure_reason: state === 'failed' ? snapshot.failureReason : null,
    settled_at: SETTLED.has(state) ? (current.settled_at ?? at) : null,
    updated_at: at,
  };
}

function imported(ground: PaymentsGround, paymentId: string, snapshot: RefundSnapshot): RefundRow {
  const id = ground.newId('rf');
  const at = ground.clock.now().toISOString();
  return {
    id,
    payment_id: paymentId,
    provider_refund_id: snapshot.providerRefundId,
    idempotency_key: `imported-${id}`,
    state: snapshot.state,
    currency: snapshot.amount.currency,
    amount: snapshot.amount.amount,
    reason: 'other',
    note: 'Made at the provider, not here',
    way: 'provider',
    bank_reference: null,
    pending_reason: snapshot.pendingReason,
    failure_reason: snapshot.failureReason,
    cancellable: snapshot.state === 'pending' && snapshot.cancellable,
    requested_by: 'provider',
    requested_by_id: null,
    unknown_since: null,
    sent_at: null,
    lost_at: null,
    cancel_key: null,
    created_at: snapshot.createdAt,
    settled_at: SETTLED.has(snapshot.state) ? at : null,
    updated_at: at,
  };
}
