import type { Payment } from '@banrimkwae/contract/payments';
import { fake, found, matches, pageOf, refuse } from './ground.ts';
import { refundOf, timelineOf } from './payments.ts';
import type { World } from './world.ts';

const { payments } = fake;
const thb = (amount: number) => ({ amount, currency: 'THB' });
const now = () => new Date().toISOString();

function withRefunds(world: World, payment: Payment) {
  const allowed = payment.refundable.amount > 0 && payment.state === 'paid';
  return {
    ...payment,
    refunds: world.refunds.get(payment.id) ?? [],
    canRefund: { allowed, reason: allowed ? null : 'Nothing is left to refund.' },
  };
}

function change(world: World, id: string, part: Partial<Payment>): Payment {
  const payment = found(world.payments, id);
  return Object.assign(payment, part, { updatedAt: now() });
}

export const moneyCalls = {
  options: payments.options.handler(() => [
    { provider: 'stripe', providerName: 'Stripe', method: 'card_link', currencies: ['THB'], available: true, reason: null },
    { provider: 'stripe', providerName: 'Stripe', method: 'promptpay_qr', currencies: ['THB'], available: true, reason: null },
  ]),
  search: payments.search.handler(({ input, context: { world } }) =>
    pageOf(
      world.payments.filter(
        ({ guest, room, lastFour, id, state }) =>
          matches(input.q, guest.name, room, lastFour, id) && (input.state === undefined || input.state === state),
      ),
      input,
    ),
  ),
  create: payments.create.handler(({ input, context: { world, publish } }) => {
    const before = world.done.get(input.idempotencyKey);
    if (before) return before as Payment;
    const model = found(world.payments, 'pay_000001');
    const payment: Payment = {
      ...model,
      id: `pay_new${world.payments.length}`,
      state: 'waiting',
      method: input.method,
      amount: input.amount,
      captured: thb(0),
      refunded: thb(0),
      refundable: thb(0),
      description: input.description,
      guest: input.guest,
      room: input.room,
      reservationId: input.reservationId,
      methodDetail: null,
      lastFour: null,
      fee: null,
      action:
        input.method === 'promptpay_qr'
          ? { kind: 'qr', payload: '00020101021230810016A000000677010112', expiresAt: new Date(Date.now() + 900_000).toISOString() }
          : { kind: 'link', url: 'https://pay.example.com/c/pay_new', expiresAt: null },
      createdAt: now(),
      paidAt: null,
      updatedAt: now(),
    };
    world.payments.unshift(payment);
    world.done.set(input.idempotencyKey, payment);
    publish({ type: 'payment_changed', paymentId: payment.id, state: payment.state });
    return payment;
  }),
  get: payments.get.handler(({ input, context: { world } }) => withRefunds(world, found(world.payments, input.id))),
  timeline: payments.timeline.handler(({ input, context: { world } }) => timelineOf(found(world.payments, input.id))),
  refresh: payments.refresh.handler(({ input, context: { world } }) => found(world.payments, input.id)),
  capture: payments.capture.handler(({ input, context: { world } }) => {
    const { amount } = found(world.payments, input.id);
    return change(world, input.id, { state: 'paid', captured: amount, refundable: amount, paidAt: now() });
  }),
  cancel: payments.cancel.handler(({ input, context: { world } }) => change(world, input.id, { state: 'cancelled', action: null })),
  refund: payments.refund.handler(({ input, context: { world, publish } }) => {
    const payment = found(world.payments, input.id);
    if (input.amount.amount > payment.refundable.amount) refuse('refund_too_large');
    /** ฿1,111 stands for the provider that does not answer. */
    const state = input.amount.amount === 111_100 ? 'unknown' : 'pending';
    const refund = refundOf({
      payment,
      amount: input.amount.amount,
      state,
      id: `rf_${world.done.size}`,
      reason: input.reason,
      note: input.note,
    });
    world.done.set(input.idempotencyKey, refund);
    world.refunds.set(payment.id, [refund, ...(world.refunds.get(payment.id) ?? [])]);
    change(world, payment.id, {
      refunding: thb(payment.refunding.amount + refund.amount.amount),
      refundable: thb(payment.refundable.amount - refund.amount.amount),
    });
    publish({ type: 'refund_changed', refundId: refund.id, paymentId: payment.id, state });
    return refund;
  }),
  getRefund: payments.getRefund.handler(({ input, context: { world } }) => found([...world.refunds.values()].flat(), input.id)),
  refreshRefund: payments.refreshRefund.handler(({ input, context: { world } }) => found([...world.refunds.values()].flat(), input.id)),
};
