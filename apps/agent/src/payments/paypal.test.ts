import { connectors } from '@banrimkwae/connectors';
import { describe, expect, it } from 'vitest';
import { webhookWith } from '../../../../packages/connectors/src/paypal/webhook.ts';
import { openTestAccount } from '../../../sandbox/src/simulators/paypal/account-rig.ts';
import { baht, NOK, openGatewayRoom } from './gateway-room-rig.ts';
import type { TakePayment } from './take-payment.ts';

const ADDRESS = 'http://127.0.0.1:9/webhooks/paypal';
const DAY_MS = 86_400_000;

/** Every delivery is judged by PayPal itself and, as in live use, by its certificate. */
async function openRoom() {
  const account = await openTestAccount();
  const believing = webhookWith([account.signing.root]);
  const desk = await openGatewayRoom({
    id: 'paypal',
    account,
    hosts: { api: account.api, certificates: account.certificates },
    form: FORM,
    alsoJudge: async (context, judged) => {
      expect(await believing.confirm?.(context, judged)).toEqual({ accepted: true });
    },
  });
  const [secret = ''] = desk.secrets;
  return { ...desk, account, secret };
}

const FORM: Omit<TakePayment, 'idempotencyKey'> = {
  method: 'paypal',
  amount: baht(1500),
  description: 'Riverside Deluxe, 24–26 December',
  guest: { name: 'Anna Berg', email: 'anna@example.com', phone: null, country: null },
  reservationId: null,
  room: '12',
  capture: 'automatic',
  details: {},
};

describe('the payments room on PayPal', () => {
  it('takes the money when the guest has approved, gives a part back, and hears of a dispute', async () => {
    const { account, room, take, receive, refund } = await openRoom();
    const id = await take({});
    expect(room.get(id)).toMatchObject({ state: 'waiting', action: { kind: 'link', url: expect.stringMatching(/checkoutnow\?token=/) } });
    await account.play('guestPays');
    expect(await receive()).toEqual(['CHECKOUT.ORDER.APPROVED']);
    expect(room.get(id)).toMatchObject({
      state: 'paid',
      captured: baht(1500),
      fee: { amount: 7700 },
      settlement: { net: { amount: 142_300, currency: 'THB' }, rate: null },
      risk: { level: 'not_assessed', message: expect.stringMatching(/^Seller protection: ELIGIBLE/) },
      action: null,
    });
    expect(await receive()).toEqual(['PAYMENT.CAPTURE.COMPLETED']);
    const refundId = await refund(id, 500);
    expect(room.getRefund(refundId)).toMatchObject({ state: 'succeeded', amount: baht(500) });
    expect(await receive()).toEqual(['PAYMENT.CAPTURE.REFUNDED']);
    expect(room.get(id)).toMatchObject({ refunded: baht(500), canRefund: { allowed: true } });
    expect(room.get(id).refunds).toHaveLength(1);
    await account.play('disputeOpens');
    expect(await receive()).toEqual(['CUSTOMER.DISPUTE.CREATED']);
    expect(room.get(id).disputes).toMatchObject([{ state: 'needs_response', stage: 'inquiry', dueAt: '2026-11-30T03:15:00.000Z' }]);
    await account.play('disputeEnds');
    await receive();
    expect(room.get(id).disputes).toMatchObject([{ state: 'won' }]);
  });

  it('captures once, however often and in whatever order it is told', async () => {
    const { account, room, take, receive } = await openRoom();
    const id = await take({});
    await account.play('guestPays');
    account.deliveries.push(...account.deliveries, ...account.deliveries);
    await receive();
    await receive((items) => [...items, ...items].reverse());
    expect(room.get(id)).toMatchObject({ state: 'paid', captured: baht(1500) });
    expect(account.simulator.state()).toMatchObject({ captures: [{ status: 'COMPLETED' }] });
  });

  it('waits on after a decline, until the guest pays by another card', async () => {
    const { account, room, take, receive } = await openRoom();
    const id = await take({});
    await account.play('guestCardDeclined');
    await receive();
    expect(room.get(id)).toMatchObject({ state: 'waiting', failure: { code: 'INSTRUMENT_DECLINED' }, action: { kind: 'link' } });
    await account.play('guestPays');
    await receive();
    expect(room.get(id)).toMatchObject({ state: 'paid', failure: null });
  });

  it('does not count what PayPal holds for review', async () => {
    const { account, room, take, receive } = await openRoom();
    const id = await take({});
    await account.play('captureReview');
    await account.play('guestPays');
    await receive();
    expect(room.get(id)).toMatchObject({ state: 'processing', captured: baht(0), failure: { code: 'PENDING_REVIEW' } });
    await account.play('reviewEnds');
    await receive();
    expect(room.get(id)).toMatchObject({ state: 'paid', captured: baht(1500) });
  });

  it('learns that a guest never came: PayPal forgets the order', async () => {
    const { account, room, take, payments, context } = await openRoom();
    const id = await take({});
    const { providerPaymentId, amount, createdAt } = room.get(id);
    const payment = { paymentId: id, method: 'paypal', amount, createdAt, expiresAt: null } as const;
    const cancelled = payments.cancelPayment?.(context, {
      providerPaymentId: providerPaymentId ?? '',
      payment,
      idempotencyKey: 'cancel-1',
    });
    await expect(cancelled).rejects.toThrow('PayPal cannot take back');
    await account.play('guestAbandons');
    account.advance(6 * 3_600_000);
    await room.refresh(id);
    expect(room.get(id).state).toBe('expired');
  });

  it('takes a part of a hold, and lets another go', async () => {
    const { account, room, take, receive, drain } = await openRoom();
    const hold = async () => {
      const id = await take({ capture: 'manual', amount: baht(3000) });
      await account.play('guestPays');
      await receive();
      expect(room.get(id).state).toBe('authorized');
      return id;
    };
    const act = async (input: Omit<Parameters<typeof room.act>[0], 'idempotencyKey'>) => {
      const acted = room.act({ ...input, idempotencyKey: `act-${input.paymentId}` }, NOK);
      await drain();
      return acted;
    };
    expect(await act({ paymentId: await hold(), kind: 'capture', amount: baht(900) })).toMatchObject({
      state: 'paid',
      captured: baht(900),
    });
    expect(await act({ paymentId: await hold(), kind: 'cancel' })).toMatchObject({ state: 'cancelled' });
  });

  it('follows a refund that waits, one that fails, and one made on the site of PayPal', async () => {
    const { account, room, take, receive, refund } = await openRoom();
    const id = await take({});
    await account.play('guestPays');
    await receive();
    await account.play('refundPending');
    const waiting = await refund(id, 400);
    expect(room.getRefund(waiting)).toMatchObject({ state: 'pending', pendingReason: 'ECHECK' });
    await account.play('refundFails');
    await receive();
    expect(room.getRefund(waiting)).toMatchObject({ state: 'failed' });
    await account.play('dashboardRefund', { amount: 100_000 });
    await receive();
    expect(room.get(id)).toMatchObject({ refunded: baht(1000), refundable: baht(500) });
  });

  it('reads what moved in two windows, fetches the events it missed, and lets one be sent again', async () => {
    const { account, payments, webhook, context, take, receive, refund } = await openRoom();
    const from = account.now();
    const id = await take({});
    await account.play('guestPays');
    await receive();
    const refundId = await refund(id, 500);
    account.advance(120_000);
    const first = await payments.listTransactions?.(context, { from, to: new Date(from.getTime() + 40 * DAY_MS) });
    expect(first?.transactions.map(({ kind, ourReference, amount }) => [kind, ourReference, amount])).toEqual([
      ['payment', id, baht(1500)],
      ['refund', refundId, baht(500)],
    ]);
    expect(first?.cursor).toBe(`${new Date(from.getTime() + 31 * DAY_MS).toISOString()}/1`);
    account.deliveries.splice(0);
    const missed = await webhook?.eventsSince?.(context, { since: from });
    expect(missed?.events.map(({ type }) => type)).toEqual([
      'PAYMENT.CAPTURE.REFUNDED',
      'PAYMENT.CAPTURE.COMPLETED',
      'CHECKOUT.ORDER.APPROVED',
    ]);
    expect(await webhook?.test?.(context, { url: ADDRESS })).toMatchObject({ success: true });
    expect(await receive()).toEqual(['PAYMENT.CAPTURE.REFUNDED']);
  });

  it('moves its webhook, keeps one token, and settles in the currency of the account', async () => {
    const { account, webhook, registration, secret, context, rows, take, receive, room } = await openRoom();
    const moved = await webhook?.register?.(context, { url: `${ADDRESS}/moved`, registration });
    expect(moved).toEqual({ url: `${ADDRESS}/moved`, secret, registration });
    expect(account.simulator.state()).toMatchObject({ webhooks: [{ url: `${ADDRESS}/moved` }] });
    const id = await take({ amount: { amount: 10_000, currency: 'USD' } });
    await account.play('guestPays');
    await receive();
    await receive();
    expect(room.get(id).settlement).toMatchObject({
      gross: { amount: 10_000, currency: 'USD' },
      net: { currency: 'THB' },
      rate: '34.1200',
    });
    const calls = (name: string) => rows.filter(({ endpoint }) => endpoint === name).length;
    expect([calls('token'), calls('webhook_certificate'), calls('webhook_signature_verify')]).toEqual([1, 1, 2]);
    expect(await connectors.get('paypal')?.testConnection(context)).toEqual({ message: 'Sandbox account; webhooks registered: 1' });
  });
});
