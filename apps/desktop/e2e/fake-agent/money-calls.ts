import type { Payment, RefundRules } from '@banrimkwae/contract/payments';
import type { Role } from '@banrimkwae/contract/roles';
import { type FakeContext, fake, found, matches, pageOf, refuse } from './ground.ts';
import { disputesOf, warningsOf } from './payment-cases.ts';
import { options } from './payment-options.ts';
import { refundOf, timelineOf } from './payments.ts';
import type { World } from './world.ts';

const { payments } = fake;
const now = () => new Date().toISOString();
/** What one person may give back alone, in baht; in other currencies nobody but an administrator may. A viewer is kept out by the right itself. */
const alone: Readonly<Record<Role, number | null>> = { viewer: null, front_desk: 500_000, manager: 2_000_000, administrator: null };

function rulesOf(payment: Payment, role: Role): RefundRules {
  const allowed = payment.refundable.amount > 0 && payment.state === 'paid';
  const { currency } = payment.amount;
  const limit = alone[role];
  const byHand = payment.provider === 'promptpay';
  return {
    allowed,
    reason: allowed ? null : { en: 'Nothing is left to refund.', th: 'ไม่มียอดเหลือให้คืน' },
    way: byHand ? 'manual_transfer' : 'provider',
    partial: true,
    largest: payment.refundable,
    approvalAbove: byHand ? { amount: 0, currency } : limit === null ? null : { amount: currency === 'THB' ? limit : 0, currency },
    note: null,
  };
}

function shown(context: FakeContext, payment: Payment) {
  const { world, operator } = context;
  return {
    ...payment,
    refunds: world.refunds.get(payment.id) ?? [],
    canRefund: rulesOf(payment, operator?.role ?? 'viewer'),
    warnings: warningsOf(payment, world.now),
    disputes: disputesOf(payment, world.now),
    canConfirmReceived: payment.provider === 'promptpay' && payment.state === 'waiting' && payment.hold === null,
  };
}

function change(world: World, id: string, part: Partial<Payment>): Payment {
  const payment = found(world.payments, id);
  return Object.assign(payment, part, { updatedAt: now() });
}

type Asked = Pick<Payment, 'method' | 'amount' | 'description' | 'guest' | 'room' | 'reservationId'> & { provider?: string | undefined };

function begun(world: World, { provider, method, amount, description, guest, room, reservationId }: Asked): Payment {
  const none = { ...amount, amount: 0 };
  const chosen = provider ?? options.find((option) => option.method === method && option.available)?.provider ?? 'stripe';
  const ends = new Date(world.now + 900_000).toISOString();
  return {
    ...found(world.payments, 'pay_000001'),
    ...{ method, amount, description, guest, room, reservationId, provider: chosen },
    id: `pay_new${world.payments.length}`,
    state: 'waiting',
    captured: none,
    refunded: none,
    refunding: none,
    refundable: none,
    methodDetail: null,
    lastFour: null,
    risk: null,
    fee: null,
    action:
      method === 'promptpay_qr'
        ? { kind: 'qr', payload: '00020101021230810016A000000677010112', expiresAt: ends }
        : { kind: 'link', url: 'https://pay.example.com/c/pay_new', expiresAt: null },
    expiresAt: method === 'promptpay_qr' ? ends : null,
    createdAt: now(),
    paidAt: null,
    updatedAt: now(),
  };
}

const refundCalls = {
  refund: payments.refund.handler(({ input, context: { world, operator, publish } }) => {
    const payment = found(world.payments, input.id);
    if (input.amount.amount > payment.refundable.amount) refuse('refund_too_large');
    const { approvalAbove, way } = rulesOf(payment, operator?.role ?? 'viewer');
    const waits = approvalAbove !== null && input.amount.amount > approvalAbove.amount;
    /** ฿1,111 stands for the provider that does not answer. */
    const state = waits ? 'requested' : input.amount.amount === 111_100 ? 'unknown' : 'pending';
    const refund = refundOf({
      payment,
      amount: input.amount.amount,
      state,
      id: `rf_${world.done.size}`,
      reason: input.reason,
      note: input.note,
      part: {
        way,
        ...(waits && { approvalId: `apv_${world.done.size}`, providerRefundId: null }),
        pendingReason: state === 'pending' ? 'processing' : null,
      },
    });
    world.done.set(input.idempotencyKey, refund);
    world.refunds.set(payment.id, [refund, ...(world.refunds.get(payment.id) ?? [])]);
    change(world, payment.id, {
      refunding: { ...payment.refunding, amount: payment.refunding.amount + refund.amount.amount },
      refundable: { ...payment.refundable, amount: payment.refundable.amount - refund.amount.amount },
    });
    publish({ type: 'refund_changed', refundId: refund.id, paymentId: payment.id, state });
    return refund;
  }),
  getRefund: payments.getRefund.handler(({ input, context: { world } }) => found([...world.refunds.values()].flat(), input.id)),
  refreshRefund: payments.refreshRefund.handler(({ input, context: { world } }) => found([...world.refunds.values()].flat(), input.id)),
  cancelRefund: payments.cancelRefund.handler(({ input, context: { world, publish } }) => {
    const refund = found([...world.refunds.values()].flat(), input.id);
    const { refunding, refundable } = found(world.payments, refund.paymentId);
    change(world, refund.paymentId, {
      refunding: { ...refunding, amount: refunding.amount - refund.amount.amount },
      refundable: { ...refundable, amount: refundable.amount + refund.amount.amount },
    });
    publish({ type: 'refund_changed', refundId: refund.id, paymentId: refund.paymentId, state: 'cancelled' });
    return Object.assign(refund, { state: 'cancelled', canCancel: false });
  }),
};

export const moneyCalls = {
  ...refundCalls,
  options: payments.options.handler(() => [...options]),
  search: payments.search.handler(({ input, context: { world } }) =>
    pageOf(
      world.payments.filter(
        ({ guest, room, reservationId, lastFour, id, providerPaymentId, state, provider, method, createdAt }) =>
          matches(input.q, guest.name, room, reservationId, lastFour, id, providerPaymentId) &&
          (input.state === undefined || input.state === state) &&
          (input.provider === undefined || input.provider === provider) &&
          (input.method === undefined || input.method === method) &&
          (input.from === undefined || createdAt >= input.from) &&
          (input.to === undefined || createdAt < input.to),
      ),
      input,
    ),
  ),
  create: payments.create.handler(({ input, context: { world, publish } }) => {
    const before = world.done.get(input.idempotencyKey);
    if (before) return before as Payment;
    const payment = begun(world, input);
    world.payments.unshift(payment);
    world.done.set(input.idempotencyKey, payment);
    publish({ type: 'payment_changed', paymentId: payment.id, state: payment.state });
    return payment;
  }),
  get: payments.get.handler(({ input, context }) => shown(context, found(context.world.payments, input.id))),
  timeline: payments.timeline.handler(({ input, context: { world } }) => timelineOf(found(world.payments, input.id))),
  refresh: payments.refresh.handler(({ input, context: { world } }) => found(world.payments, input.id)),
  capture: payments.capture.handler(({ input, context: { world } }) => {
    const { amount } = found(world.payments, input.id);
    return change(world, input.id, { state: 'paid', captured: amount, refundable: amount, paidAt: now() });
  }),
  cancel: payments.cancel.handler(({ input, context: { world } }) => change(world, input.id, { state: 'cancelled', action: null })),
  received: payments.received.handler(({ input, context: { world } }) =>
    change(world, input.id, { state: 'processing', hold: { reasons: [], approvalId: 'apv_received' } }),
  ),
  fees: payments.fees.handler(({ context: { world } }) => world.desk.fees),
};
