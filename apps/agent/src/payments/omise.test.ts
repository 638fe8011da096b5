import { connectors } from '@banrimkwae/connectors';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { openTestAccount } from '../../../sandbox/src/simulators/omise/account-rig.ts';
import { OMISE_PRACTICE, type OmiseSettings } from '../../../sandbox/src/simulators/omise/settings.ts';
import { baht, NOK, openGatewayRoom } from './gateway-room-rig.ts';
import type { TakePayment } from './take-payment.ts';

async function openRoom(settings: Partial<OmiseSettings> = {}) {
  const account = await openTestAccount(settings);
  const desk = await openGatewayRoom({
    id: 'omise',
    account,
    hosts: { api: account.api },
    form: FORM,
    secrets: OMISE_PRACTICE.webhookSecrets,
  });
  /** Lets time pass, with what comes due on both sides. */
  const wait = async (milliseconds: number) => {
    account.advance(milliseconds);
    await desk.drain();
  };
  /** How often an endpoint was called. */
  const calls = (endpoint: string) => desk.rows.filter((row) => row.endpoint === endpoint).length;
  return { ...desk, account, wait, calls };
}

const FORM: Omit<TakePayment, 'idempotencyKey'> = {
  method: 'promptpay_qr',
  amount: baht(1500),
  description: 'Riverside Deluxe, 24–26 December',
  guest: { name: 'สมชาย ใจดี', email: 'somchai@example.com', phone: '+66 81 234 5678', country: null },
  reservationId: null,
  room: '12',
  capture: 'automatic',
  details: {},
};

describe('the payments room on Omise', () => {
  it('shows a PromptPay QR as a picture, and learns that it was paid', async () => {
    const { account, room, take, receive, calls } = await openRoom();
    const id = await take({});
    const { action } = room.get(id);
    expect(action).toMatchObject({ kind: 'qr_image', expiresAt: '2026-11-21T03:15:00.000Z' });
    const image = action?.kind === 'qr_image' ? action.image : '';
    expect(Buffer.from(image.replace('data:image/svg+xml;base64,', ''), 'base64').toString()).toMatch(/^<svg .*<\/svg>$/);
    await account.play('guestPays');
    expect(await receive((items) => [...items, ...items].reverse())).toEqual([
      'charge.complete',
      'charge.create',
      'charge.complete',
      'charge.create',
    ]);
    expect(room.get(id)).toMatchObject({
      state: 'paid',
      captured: baht(1500),
      fee: { amount: 2648 },
      settlement: { gross: baht(1500), net: { amount: 147_352 } },
      action: null,
      canRefund: { allowed: true, way: 'manual_transfer' },
    });
    expect(calls('charge_create')).toBe(1);
  });

  it('opens the app of a bank, and the page of a wallet', async () => {
    const { account, room, take, receive } = await openRoom();
    const bank = await take({ method: 'mobile_banking', details: { bank: 'mobile_banking_scb' } });
    const wallet = await take({ method: 'truemoney' });
    for (const id of [bank, wallet])
      expect(room.get(id).action).toMatchObject({ kind: 'link', url: expect.stringMatching(/\/payments\/pay2_\w+\/authorize$/) });
    await account.play('guestPays', { id: room.get(bank).providerPaymentId });
    await account.play('guestCardDeclined', { id: room.get(wallet).providerPaymentId, reason: 'insufficient_balance' });
    await receive();
    expect(room.get(bank)).toMatchObject({ state: 'paid', methodDetail: 'SCB Easy', canRefund: { way: 'manual_transfer' } });
    expect(room.get(wallet)).toMatchObject({ state: 'failed', failure: { code: 'insufficient_balance' } });
  });

  it('holds a card by its token, captures a part, and gives some of it back', async () => {
    const { account, room, take, receive, refund, wait, drain } = await openRoom();
    const id = await take({ method: 'card_token', capture: 'manual', amount: baht(3000), details: { token: await account.token() } });
    expect(room.get(id)).toMatchObject({ state: 'waiting', action: { kind: 'link' } });
    await account.play('guestPays');
    await receive();
    expect(room.get(id)).toMatchObject({ state: 'authorized', lastFour: '4242', risk: { level: 'not_assessed', country: 'TH' } });
    const acted = room.act({ paymentId: id, kind: 'capture', amount: baht(900), idempotencyKey: 'capture-1' }, NOK);
    await drain();
    expect(await acted).toMatchObject({ state: 'paid', captured: baht(900), refunded: baht(0) });
    const refundId = await refund(id, 400);
    expect(room.getRefund(refundId)).toMatchObject({ state: 'pending' });
    await wait(30_000);
    expect(await receive()).toEqual(['charge.capture', 'refund.create']);
    expect(room.getRefund(refundId)).toMatchObject({ state: 'succeeded', amount: baht(400) });
    expect(room.get(id)).toMatchObject({ refunded: baht(400), canRefund: { allowed: true, way: 'provider', largest: baht(500) } });
  });

  it('says at once that a card was declined', async () => {
    const { account, room, take } = await openRoom({ threeDSecure: false });
    const id = await take({ method: 'card_token', details: { token: await account.token('4111111111190016') } });
    expect(room.get(id)).toMatchObject({ state: 'failed', failure: { code: 'failed_fraud_check' }, risk: { level: 'highest' } });
  });

  it.each([true, false])(
    'finds a refund whose answer was lost by our reference and sends it once (it had arrived: %s)',
    async (applied) => {
      const { account, room, take, refund, wait, calls } = await openRoom({ threeDSecure: false });
      const id = await take({ method: 'card_token', details: { token: await account.token() } });
      await account.play('backendError', { applied });
      const refundId = await refund(id, 500);
      expect(room.getRefund(refundId)).toMatchObject({ state: 'unknown' });
      await wait(5_000);
      expect(calls('charge_refund_list')).toBe(1);
      // Not listed is not yet never arrived: Omise knows no key that would make a second one the same.
      expect([calls('refund_create'), room.getRefund(refundId).state]).toEqual([1, applied ? 'pending' : 'unknown']);
      await wait(16 * 60_000);
      expect(calls('refund_create')).toBe(applied ? 1 : 2);
      if (!applied) expect(room.getRefund(refundId).state).toBe('pending');
      const { refunds } = account.simulator.state() as { refunds: { amount: number; metadata: unknown }[] };
      expect(refunds).toMatchObject([{ amount: 50_000, metadata: { refund_id: refundId, payment_id: id } }]);
      expect(room.get(id).refunds).toHaveLength(1);
    },
  );

  it('finds a payment whose answer was lost, and asks for none twice', async () => {
    const { account, room, take, wait } = await openRoom();
    await account.play('backendError', { applied: true });
    const id = await take({});
    expect(room.get(id).state).toBe('unknown');
    await wait(5_000);
    expect(room.get(id)).toMatchObject({ state: 'waiting', action: { kind: 'qr_image' } });
    expect((account.simulator.state() as { charges: unknown[] }).charges).toHaveLength(1);
  });

  it('finds a payment on any page', async () => {
    const { payments, context, take, room } = await openRoom();
    const id = await take({});
    // Charges of others, which are as cheap as can be: without a picture, and not through the room.
    const body = { amount: 150_000, currency: 'THB', source: { type: 'mobile_banking_scb' }, return_uri: 'https://example.com/paid' };
    const charge = (number: number) =>
      context.call('charge_create', { body, headers: {}, idempotencyKey: `of-another-${number}` }, z.unknown());
    await Promise.all(Array.from({ length: 101 }, (_, number) => charge(number)));
    const createdAfter = new Date(Date.parse(room.get(id).createdAt) - 60_000);
    const payment = {
      paymentId: id,
      method: 'promptpay_qr',
      amount: baht(1500),
      createdAt: room.get(id).createdAt,
      expiresAt: null,
    } as const;
    expect(await payments.findPayment?.(context, { paymentId: id, createdAfter, payment })).toMatchObject({ ourReference: id });
    expect(await payments.findPayment?.(context, { paymentId: 'pay_none', createdAfter, payment })).toBeUndefined();
  });

  it('gives up what nobody paid, and what is only held', async () => {
    const { account, room, take, receive, drain } = await openRoom({ threeDSecure: false });
    const open = await take({});
    const held = await take({ method: 'card_token', capture: 'manual', details: { token: await account.token() } });
    expect(room.get(held).state).toBe('authorized');
    for (const [number, id] of [open, held].entries()) {
      const acted = room.act({ paymentId: id, kind: 'cancel', idempotencyKey: `cancel-${number}` }, NOK);
      await drain();
      expect((await acted).state).toBe('cancelled');
    }
    await receive();
    expect([room.get(open).state, room.get(held).state]).toEqual(['cancelled', 'cancelled']);
  });

  it('counts a refund made in the dashboard, and frees the money of one that failed', async () => {
    const { account, room, take, receive, refund, wait } = await openRoom({ threeDSecure: false });
    const id = await take({ method: 'card_token', details: { token: await account.token() } });
    await account.play('dashboardRefund', { amount: 100_000 });
    await receive();
    expect(room.get(id)).toMatchObject({ refunding: baht(1000) });
    const refundId = await refund(id, 300);
    await account.play('refundFails', { id: room.getRefund(refundId).providerRefundId });
    await wait(30_000);
    await receive();
    expect(room.getRefund(refundId).state).toBe('failed');
    expect(room.get(id)).toMatchObject({ refunded: baht(1000), canRefund: { allowed: true, largest: baht(500) } });
  });

  it('lists the day: what was paid and what was given back', async () => {
    const { account, payments, context, take, refund } = await openRoom({ threeDSecure: false });
    const id = await take({ method: 'card_token', details: { token: await account.token() } });
    const refundId = await refund(id, 500);
    const day = { from: new Date('2026-11-19T17:00:00Z'), to: new Date('2026-11-20T17:00:00Z') };
    const first = await payments.listTransactions?.(context, day);
    const second = await payments.listTransactions?.(context, { ...day, ...(first?.cursor ? { cursor: first.cursor } : {}) });
    const listed = [...(first?.transactions ?? []), ...(second?.transactions ?? [])];
    expect(listed.map(({ kind, ourReference, state, amount }) => [kind, ourReference, state, amount])).toEqual([
      ['payment', id, 'paid', baht(1500)],
      ['refund', refundId, 'pending', baht(500)],
    ]);
    expect(second?.cursor).toBeUndefined();
  });

  it('tells disputes, by list and one by one', async () => {
    const { account, payments, context, take } = await openRoom({ threeDSecure: false });
    await take({ method: 'card_token', details: { token: await account.token() } });
    const { id } = await account.play('disputeOpens');
    const told = await payments.listDisputes?.(context, { since: account.now() });
    expect(told?.disputes).toMatchObject([{ providerDisputeId: id, state: 'needs_response', amount: baht(1500) }]);
    await account.play('disputeEnds', { status: 'lost' });
    expect(await payments.getDispute?.(context, { providerDisputeId: String(id) })).toMatchObject({ state: 'lost' });
  });

  it('fetches the events it missed, a page at a time', async () => {
    const { account, webhook, context, take } = await openRoom();
    const since = account.now();
    for (let count = 0; count < 60; count += 1) {
      await take({});
      await account.play('guestPays');
    }
    const first = await webhook?.eventsSince?.(context, { since });
    const rest = await webhook?.eventsSince?.(context, { since, ...(first?.cursor ? { cursor: first.cursor } : {}) });
    expect([first?.events.length, rest?.events.length, rest?.cursor]).toEqual([100, 20, undefined]);
  });

  it('tests the connection', async () => {
    const { context } = await openRoom();
    expect(await connectors.get('omise')?.testConnection(context)).toEqual({
      message: 'Test account in THB; switched on: cards, PromptPay, mobile banking, TrueMoney',
    });
  });
});
