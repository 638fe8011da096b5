import { connectors } from '@banrimkwae/connectors';
import { describe, expect, it } from 'vitest';
import { openTestAccount } from '../../../sandbox/src/simulators/stripe/account-rig.ts';
import { baht, NOK, openGatewayRoom } from './gateway-room-rig.ts';
import type { TakePayment } from './take-payment.ts';

const ADDRESS = 'http://127.0.0.1:9/webhooks/stripe';

async function openRoom() {
  const account = await openTestAccount();
  const desk = await openGatewayRoom({ id: 'stripe', account, hosts: { api: account.api }, form: FORM });
  return { ...desk, account };
}

const FORM: Omit<TakePayment, 'idempotencyKey'> = {
  method: 'promptpay_qr',
  amount: baht(1500),
  description: 'Riverside Deluxe, 24–26 December',
  guest: { name: 'สมชาย ใจดี', email: 'somchai@example.com', phone: null, country: null },
  reservationId: null,
  room: '12',
  capture: 'automatic',
  details: {},
};

describe('the payments room on Stripe', () => {
  it('shows a PromptPay QR, learns that it was paid, and gives a part back', async () => {
    const { account, room, take, receive, refund } = await openRoom();
    const id = await take({});
    expect(room.get(id)).toMatchObject({ state: 'waiting', action: { kind: 'qr', payload: expect.stringMatching(/54071500\.00.*6304/) } });
    await account.play('guestPays');
    expect(await receive()).toEqual(['payment_intent.requires_action', 'charge.succeeded', 'payment_intent.succeeded']);
    expect(room.get(id)).toMatchObject({
      state: 'paid',
      captured: baht(1500),
      fee: { amount: 2475 },
      action: null,
      risk: { level: 'not_assessed' },
    });
    expect(room.get(id).methodDetail).toMatch(/^PromptPay /);
    const refundId = await refund(id, 500);
    expect(room.getRefund(refundId)).toMatchObject({ state: 'pending', pendingReason: 'waiting_for_guest' });
    account.advance(30_000);
    account.advance(60_000);
    expect(await receive()).toEqual(['charge.refunded', 'refund.created', 'refund.updated', 'refund.updated']);
    expect(room.getRefund(refundId)).toMatchObject({ state: 'succeeded', amount: baht(500) });
    expect(room.get(id)).toMatchObject({ refunded: baht(500), canRefund: { allowed: true } });
  });

  it('comes to the same end when webhooks arrive twice and backwards', async () => {
    const { account, room, take, receive } = await openRoom();
    const id = await take({ method: 'card_link' });
    expect(room.get(id).action).toMatchObject({ kind: 'link', url: expect.stringMatching(/\/c\/pay\/cs_test_/) });
    await account.play('guestPays', { id: room.get(id).providerPaymentId, card: 'pm_card_visa', risk: 'elevated' });
    await receive((items) => [...items, ...items].reverse());
    expect(room.get(id)).toMatchObject({ state: 'paid', lastFour: '4242', fee: { amount: 6475 }, risk: { level: 'elevated' } });
  });

  it('keeps a page waiting after a declined card, until it expires', async () => {
    const { account, room, take, receive } = await openRoom();
    const id = await take({ method: 'card_link' });
    await account.play('guestCardDeclined');
    await receive();
    expect(room.get(id).state).toBe('waiting');
    await account.play('guestAbandons');
    expect(await receive()).toEqual(['payment_intent.canceled', 'checkout.session.expired']);
    expect(room.get(id).state).toBe('expired');
  });

  it.each(['promptpay_qr', 'card_link'] as const)('takes a %s back before anybody paid', async (method) => {
    const { room, take, drain } = await openRoom();
    const id = await take({ method });
    const acted = room.act({ paymentId: id, kind: 'cancel', idempotencyKey: 'cancel-1' }, NOK);
    await drain();
    expect((await acted).state).toBe('cancelled');
  });

  it('counts a refund made in the dashboard, and frees the money of one that failed', async () => {
    const { account, room, take, receive, refund } = await openRoom();
    const id = await take({ method: 'card_link' });
    await account.play('guestPays');
    await receive();
    await account.play('dashboardRefund', { amount: 100_000 });
    await receive();
    expect(room.get(id)).toMatchObject({ refunded: baht(1000) });
    expect(() => room.refund({ paymentId: id, amount: baht(501), reason: 'other', note: null, idempotencyKey: 'x' }, NOK)).toThrow('500');
    const refundId = await refund(id, 500);
    expect(room.getRefund(refundId).state).toBe('succeeded');
    await receive();
    await account.play('refundFails', { reason: 'expired_or_canceled_card' });
    await receive();
    expect(
      room
        .get(id)
        .refunds.map(({ state }) => state)
        .toSorted(),
    ).toEqual(['failed', 'succeeded']);
    expect(room.get(id)).toMatchObject({ refunded: baht(1000), canRefund: { allowed: true } });
  });

  it('takes a part of a hold: the rest that is let go is no refund', async () => {
    const { account, room, take, receive, refund, drain } = await openRoom();
    const id = await take({ method: 'card_link', capture: 'manual', amount: baht(3000) });
    await account.play('guestPays');
    await receive();
    expect(room.get(id).state).toBe('authorized');
    const acted = room.act({ paymentId: id, kind: 'capture', amount: baht(900), idempotencyKey: 'capture-1' }, NOK);
    await drain();
    expect(await acted).toMatchObject({ state: 'paid', captured: baht(900) });
    await receive();
    expect(room.get(id)).toMatchObject({ refunded: baht(0), refunds: [], canRefund: { allowed: true } });
    await refund(id, 900);
    await receive();
    expect(room.get(id)).toMatchObject({ refunded: baht(900), canRefund: { allowed: false } });
    expect(room.get(id).refunds).toHaveLength(1);
  });

  it('finds a payment whose answer was lost by our own reference, on any page', async () => {
    const { payments, context, take, room } = await openRoom();
    const id = await take({ method: 'card_link' });
    for (let count = 0; count < 101; count += 1) await take({});
    const createdAfter = new Date(Date.parse(room.get(id).createdAt) - 60_000);
    const { method, amount, createdAt, expiresAt } = room.get(id);
    const payment = { paymentId: id, method, amount, createdAt, expiresAt };
    expect(await payments.findPayment?.(context, { paymentId: id, createdAfter, payment })).toMatchObject({
      ourReference: id,
      state: 'waiting',
    });
    const none = { paymentId: 'pay_none', createdAfter, payment };
    expect(await payments.findPayment?.(context, none)).toBe(undefined);
    expect(payments.findPayment).toBeTypeOf('function');
  });

  it('fetches the events it missed, and moves its webhook', async () => {
    const { account, webhook, registration, context, take } = await openRoom();
    const since = account.now();
    for (let count = 0; count < 40; count += 1) {
      await take({});
      await account.play('guestPays');
    }
    const first = await webhook?.eventsSince?.(context, { since });
    const rest = await webhook?.eventsSince?.(context, { since, ...(first?.cursor ? { cursor: first.cursor } : {}) });
    // Stripe names at most twenty types a call: behind the payments' list stands that of disputes and warnings.
    const later = await webhook?.eventsSince?.(context, { since, cursor: rest?.cursor ?? '' });
    expect([first, rest, later].map((page) => page?.events.length)).toEqual([100, 20, 0]);
    expect(later?.cursor).toBeUndefined();
    const moved = await webhook?.register?.(context, { url: `${ADDRESS}/moved`, registration });
    expect(moved).toEqual({ url: `${ADDRESS}/moved`, registration });
    expect(account.simulator.state()).toMatchObject({ webhookEndpoints: [{ url: `${ADDRESS}/moved`, status: 'enabled' }] });
  });

  it('tests the connection', async () => {
    const { context } = await openRoom();
    expect(await connectors.get('stripe')?.testConnection(context)).toEqual({ message: 'Test account; available: THB 125400.00' });
  });
});
