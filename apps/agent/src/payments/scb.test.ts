import { readPromptPayQr } from '@banrimkwae/connector-kit/emv-qr';
import { readTransferSlip } from '@banrimkwae/connector-kit/transfer-slip';
import { describe, expect, it } from 'vitest';
import { openTestBank } from '../../../sandbox/src/simulators/scb/bank-rig.ts';
import { baht, NOK, openGatewayRoom } from './gateway-room-rig.ts';
import type { TakePayment } from './take-payment.ts';

const KEY = 'Rk3-mQ7x_Tz9aLw2BcD4eFg6HiJ8kNpS';
const MINUTE = 60_000;

async function openRoom({ callbacks = true } = {}) {
  const bank = await openTestBank();
  if (callbacks) await bank.play('setWebhookAddress', { url: `http://127.0.0.1:9/webhooks/scb/${KEY}` });
  const desk = await openGatewayRoom({ id: 'scb', account: bank, hosts: { api: bank.api }, form: FORM, secrets: [KEY] });
  /** Checked and applied as the ingress does. */
  const deliver = async (body: string, pathKey = KEY) => {
    const delivery = { headers: {}, rawBody: Buffer.from(body), query: {}, pathKey, receivedAt: bank.now() };
    const verdict = desk.webhook?.verify(delivery, [KEY]);
    if (verdict?.accepted === true) for (const event of desk.webhook?.events(delivery) ?? []) await desk.room.applyEvent(event, 'scb');
    await desk.drain();
    return verdict?.accepted;
  };
  return { ...desk, bank, deliver };
}

const FORM: Omit<TakePayment, 'idempotencyKey'> = {
  method: 'promptpay_qr',
  amount: baht(1500),
  description: 'Riverside Deluxe, 24–26 December',
  guest: { name: 'สมชาย ใจดี', email: null, phone: null, country: null },
  reservationId: null,
  room: '12',
  capture: 'automatic',
  details: {},
};

describe('the payments room on SCB', () => {
  it('shows what the bank took back as given back there', async () => {
    const { bank, room, take } = await openRoom();
    const id = await take();
    await bank.play('guestPays', {});
    await room.refresh(id);
    await bank.play('bankReverses', {});
    await room.refresh(id);
    expect(room.get(id)).toMatchObject({
      state: 'paid',
      refunded: baht(1500),
      refundable: baht(0),
      refunds: [{ state: 'succeeded', amount: baht(1500), requestedBy: 'provider' }],
    });
  });
  it('shows a QR that pays the right sum to the right biller, and learns by a notice that it was paid', async () => {
    const { bank, room, take, deliver } = await openRoom();
    const id = await take();
    const { action, providerPaymentId } = room.get(id);
    expect(action).toMatchObject({ kind: 'qr', expiresAt: '2026-11-20T03:30:00.000Z' });
    const target = { kind: 'biller', billerId: '099999999999990', ref1: providerPaymentId };
    const read = readPromptPayQr(action?.kind === 'qr' ? action.payload : '');
    expect(read).toMatchObject({ ok: true, qr: { target, amount: baht(1500) } });
    bank.advance(MINUTE);
    await bank.play('guestPays');
    expect(room.get(id).state).toBe('waiting');
    for (const { body } of bank.deliveries.splice(0)) expect(await deliver(body)).toBe(true);
    expect(room.get(id)).toMatchObject({ state: 'paid', captured: baht(1500), paidAt: '2026-11-20T03:16:00.000Z', action: null });
  });

  it('finds by asking alone what was paid: no notice ever came', async () => {
    const { bank, room, take } = await openRoom({ callbacks: false });
    const paid = await take();
    const unpaid = await take({ amount: baht(900) });
    await bank.play('guestPays', { id: room.get(paid).providerPaymentId });
    bank.advance(5 * MINUTE);
    expect(bank.deliveries).toEqual([]);
    expect(await room.askOpen('scb')).toMatchObject({ asked: 2, moved: 1 });
    expect([room.get(paid).state, room.get(unpaid).state]).toEqual(['paid', 'waiting']);
  });

  it('gives up what nobody paid in time, and counts it all the same when it comes', async () => {
    const { bank, room, take, deliver } = await openRoom();
    const id = await take();
    bank.advance(16 * MINUTE);
    await room.askOpen('scb');
    expect(room.get(id).state, 'the bank may still be booking').toBe('waiting');
    bank.advance(2 * MINUTE);
    await room.askOpen('scb');
    expect(room.get(id).state).toBe('expired');
    await bank.play('guestPaysLate');
    for (const { body } of bank.deliveries.splice(0)) await deliver(body);
    expect(room.get(id)).toMatchObject({ state: 'paid', captured: baht(1500) });
  });

  it.each([
    [140_000, 140_000],
    [160_000, 160_000],
  ])('puts into the books what really came: %i satang', async (amount, captured) => {
    const { bank, room, take } = await openRoom();
    const id = await take();
    await bank.play('guestPaysWrongAmount', { amount });
    await room.askOpen('scb');
    expect(room.get(id)).toMatchObject({ state: 'paid', amount: baht(1500), captured: { amount: captured } });
  });

  it('opens the app by a link, and follows it', async () => {
    const { bank, room, take } = await openRoom();
    const ids = [await take({ method: 'scb_easy' }), await take({ method: 'scb_easy' })];
    expect(room.get(ids[0] ?? '').action).toMatchObject({ kind: 'link', url: expect.stringMatching(/^scbeasysim:/) });
    await bank.play('guestPays', { id: room.get(ids[0] ?? '').providerPaymentId });
    bank.advance(20 * MINUTE);
    await room.askOpen('scb');
    expect(ids.map((id) => room.get(id).state)).toEqual(['paid', 'expired']);
  });

  it('fetches another token when the bank ended the old one', async () => {
    const { bank, room, take, rows } = await openRoom();
    await take();
    bank.simulator.reset();
    const id = await take();
    expect(room.get(id).state).toBe('waiting');
    expect(rows.map((row) => row.endpoint).filter((name) => name === 'token')).toHaveLength(2);
  });

  it('shows in the comparison of the day what the bank gave back by itself', async () => {
    const { bank, room, take, drain } = await openRoom({ callbacks: false });
    const id = await take();
    await bank.play('guestPays');
    await room.refresh(id);
    await bank.play('bankReverses');
    room.reconciliation.run({ provider: 'scb', from: '2026-11-20', to: '2026-11-20' }, NOK);
    await drain();
    const { lines } = room.reconciliation.lines({ provider: 'scb', day: '2026-11-20' });
    expect(lines).toMatchObject([
      { outcome: 'differing', difference: 'amount', paymentId: id, ours: { amount: baht(1500) }, theirs: { amount: baht(0) } },
    ]);
  });

  it('knows a slip of the bank', async () => {
    const { bank, payments, context } = await openRoom();
    const { slip } = await bank.play('guestTransfers', { amount: 150_000 });
    const read = readTransferSlip(String(slip));
    if (!read.ok) throw new Error(read.problem);
    const found = await payments.verifySlip?.(context, read.slip);
    expect(found).toMatchObject({ ...read.slip, amount: baht(1500), receivers: ['099999999999990', 'xxx-x-x5432-x'] });
    expect(await payments.verifySlip?.(context, { ...read.slip, reference: 'NOSUCHREFERENCE' })).toBeUndefined();
  });
});

describe('notices that SCB did not send', () => {
  const forged = (ref1: string, change: Record<string, unknown> = {}) =>
    JSON.stringify({
      transactionId: 'forged-1',
      amount: '1500.00',
      transactionDateandTime: '2026-11-20T10:16:00+07:00',
      payeeProxyId: '099999999999990',
      billPaymentRef1: ref1,
      currencyCode: '764',
      ...change,
    });

  it('change nothing, even with the right key: the bank is asked, and says that nobody paid', async () => {
    const { room, take, deliver } = await openRoom();
    const id = await take();
    const ref1 = String(room.get(id).providerPaymentId);
    const changes = [{}, { amount: '0.01' }, { amount: 1500 }, { payeeProxyId: '311040039475180' }, { currencyCode: '840' }];
    for (const change of changes) for (const transactionId of ['a', 'b']) await deliver(forged(ref1, { ...change, transactionId }));
    expect(room.get(id)).toMatchObject({ state: 'waiting', captured: baht(0) });
  });

  it('of another payment leave this one as it is, and one that is replayed pays nothing twice', async () => {
    const { bank, room, take, deliver } = await openRoom();
    const [first, second] = [await take(), await take()];
    await bank.play('guestPays', { id: room.get(first).providerPaymentId });
    const [notice = ''] = bank.deliveries.splice(0).map(({ body }) => body);
    for (let time = 0; time < 5; time += 1) await deliver(notice);
    await deliver(JSON.stringify({ ...JSON.parse(notice), billPaymentRef1: room.get(second).providerPaymentId, transactionId: 'another' }));
    expect([room.get(first).captured, room.get(second).captured]).toEqual([baht(1500), baht(0)]);
    expect(room.get(second).state).toBe('waiting');
  });

  it('are not read at all with a wrong key', async () => {
    const { bank, room, take, deliver } = await openRoom();
    const id = await take();
    await bank.play('guestPays');
    for (const { body } of bank.deliveries) expect(await deliver(body, KEY.toLowerCase())).toBe(false);
    expect(room.get(id).state).toBe('waiting');
  });
});
