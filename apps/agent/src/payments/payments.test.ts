import { AppError } from '@banrimkwae/contract/errors';
import { describe, expect, it } from 'vitest';
import { NOK, paymentsRig } from './payments-rig.ts';

const refund = (paymentId: string, amount: number, key = `key-${paymentId}-${amount}`) => ({
  paymentId,
  idempotencyKey: key,
  amount: { amount, currency: 'THB' },
  reason: 'guest_request' as const,
  note: null,
});
const codeOf = async (act: () => unknown): Promise<string> => {
  try {
    await act();
    return 'no fault';
  } catch (fault) {
    return fault instanceof AppError ? fault.code : String(fault);
  }
};

describe('taking a payment', () => {
  it('shows the QR when the provider answers, and is paid only by its word', async () => {
    const rig = paymentsRig();
    const id = await rig.take();
    expect(rig.room.get(id)).toMatchObject({ state: 'waiting', action: { kind: 'qr', payload: 'qr-1' }, captured: { amount: 0 } });
    await rig.webhook('pi_1');
    expect(rig.room.get(id).state).toBe('waiting');
    rig.provider.pay('pi_1');
    await rig.webhook('cs_1');
    expect(rig.room.get(id)).toMatchObject({ state: 'paid', captured: { amount: 150_000, currency: 'THB' }, action: null });
    expect(rig.events.filter(({ type }) => type === 'payment_changed').at(-1)).toMatchObject({ paymentId: id, state: 'paid' });
    expect(rig.audited).toEqual([expect.objectContaining({ actor: 'op_nok', action: 'payment.take', subject: id })]);
  });
  it('does a double click once, and refuses the same form with another amount or way of paying', async () => {
    const rig = paymentsRig();
    const id = await rig.take({ idempotencyKey: 'the-same-key' });
    expect(await rig.take({ idempotencyKey: 'the-same-key' })).toBe(id);
    expect(rig.provider.payments.size).toBe(1);
    const other = { idempotencyKey: 'the-same-key', amount: { amount: 1, currency: 'THB' } };
    expect(await codeOf(() => rig.take(other))).toBe('conflict');
    expect(await codeOf(() => rig.take({ idempotencyKey: 'the-same-key', method: 'promptpay_qr' }))).toBe('conflict');
  });
  it('calls an answer that never came unknown, and finds out before it sends again', async () => {
    const rig = paymentsRig();
    rig.provider.forecast('lost');
    const id = await rig.take();
    expect(rig.room.get(id).state).toBe('unknown');
    rig.pass(6000);
    await rig.drain();
    expect(rig.room.get(id)).toMatchObject({ state: 'waiting', providerPaymentId: 'pi_1' });
    expect(rig.provider.calls).toEqual(['createPayment', 'findPayment']);
  });
  it('creates it with the same key when the provider surely has none', async () => {
    const rig = paymentsRig();
    rig.provider.forecast('cut');
    const id = await rig.take();
    rig.pass(6000);
    await rig.drain();
    expect([rig.room.get(id).state, rig.provider.payments.size]).toEqual(['waiting', 1]);
  });
  it('tells a refusal in the provider’s words, and tries again by itself what was never sent', async () => {
    const refused = paymentsRig();
    refused.provider.forecast('refused');
    const id = await refused.take();
    expect(refused.room.get(id)).toMatchObject({ state: 'failed', failure: { code: 'no', message: 'The bank said no.' } });
    const unsent = paymentsRig();
    unsent.provider.forecast('unsent', 'unsent');
    const taking = unsent.take();
    for (const _ of [1, 2, 3]) {
      await unsent.drain();
      unsent.pass(2000);
    }
    await unsent.drain();
    expect(unsent.room.get(await taking).state).toBe('waiting');
  });
  it('goes on after the process died between intent and sending', async () => {
    const rig = paymentsRig();
    const taking = rig.room.take({ ...form(), idempotencyKey: 'before-the-crash' }, NOK);
    rig.restart();
    await rig.drain();
    expect((await taking).state).toBe('waiting');
  });
  it('says which provider rule stands in the way', async () => {
    const rig = paymentsRig();
    expect(await codeOf(() => rig.take({ amount: { amount: 100, currency: 'USD' } }))).toBe('currency_mismatch');
    expect(await codeOf(() => rig.take({ method: 'promptpay_qr', capture: 'manual' }))).toBe('not_supported');
    expect(await codeOf(() => rig.take({ method: 'promptpay_qr', guest: { name: 'A', email: null, phone: null, country: null } }))).toBe(
      'invalid_input',
    );
    expect(await codeOf(() => rig.take({ provider: 'nobody' }))).toBe('not_found');
    rig.pause(true);
    expect(await codeOf(() => rig.take({ provider: 'fake' }))).toBe('provider_paused');
    expect(await codeOf(() => rig.take())).toBe('not_supported');
    expect(rig.room.options()).toContainEqual(
      expect.objectContaining({ method: 'card_link', available: false, reason: 'provider_paused' }),
    );
  });
});

const form = () => ({
  idempotencyKey: 'form-key-1',
  method: 'card_link' as const,
  amount: { amount: 500, currency: 'THB' },
  description: 'Deposit',
  guest: { name: 'Somchai', email: null, phone: null, country: null },
  reservationId: null,
  room: null,
  capture: 'automatic' as const,
  details: {},
});

describe('capture and cancel', () => {
  it('takes part of what was authorised', async () => {
    const rig = paymentsRig();
    const id = await rig.take({ capture: 'manual' });
    rig.provider.set('pi_1', 'authorized');
    await rig.webhook('pi_1');
    const over = { paymentId: id, kind: 'capture' as const, idempotencyKey: 'capture-1', amount: { amount: 150_001, currency: 'THB' } };
    expect(await codeOf(() => rig.room.act(over, NOK))).toBe('invalid_input');
    const acting = rig.room.act({ ...over, amount: { amount: 90_000, currency: 'THB' } }, NOK);
    await rig.drain();
    expect(await acting).toMatchObject({ state: 'paid', captured: { amount: 90_000 } });
  });
  it('does not repeat a capture whose answer was lost', async () => {
    const rig = paymentsRig();
    const id = await rig.take({ capture: 'manual' });
    rig.provider.set('pi_1', 'authorized');
    await rig.webhook('pi_1');
    rig.provider.forecast('lost');
    const acting = rig.room.act({ paymentId: id, kind: 'capture', idempotencyKey: 'capture-1' }, NOK);
    await rig.drain();
    rig.pass(5000);
    await rig.drain();
    expect((await acting).state).toBe('paid');
    expect(rig.provider.calls.filter((call) => call === 'capturePayment')).toHaveLength(1);
  });
  it('cancels what nobody paid; a guest who paid in that moment stays paid', async () => {
    const rig = paymentsRig();
    const first = await rig.take();
    const cancelling = rig.room.act({ paymentId: first, kind: 'cancel', idempotencyKey: 'cancel-1' }, NOK);
    await rig.drain();
    expect((await cancelling).state).toBe('cancelled');
    const second = await rig.take();
    rig.provider.pay('pi_2');
    const late = rig.room.act({ paymentId: second, kind: 'cancel', idempotencyKey: 'cancel-2' }, NOK);
    await rig.drain();
    expect((await late).state).toBe('paid');
    expect(await codeOf(() => rig.room.act({ paymentId: second, kind: 'cancel', idempotencyKey: 'cancel-3' }, NOK))).toBe('conflict');
  });
});

describe('refunding', () => {
  it('gives a part back, and never more than is left', async () => {
    const rig = paymentsRig();
    const id = await rig.paid(1000);
    const asked = rig.room.refund(refund(id, 400), NOK);
    expect(asked.state).toBe('approved');
    expect(rig.room.get(id)).toMatchObject({ refunding: { amount: 400 }, refunded: { amount: 0 }, refundable: { amount: 600 } });
    expect(await codeOf(() => rig.room.refund(refund(id, 601), NOK))).toBe('refund_too_large');
    await rig.drain();
    expect(rig.room.getRefund(asked.id)).toMatchObject({ state: 'succeeded', providerRefundId: 're_1' });
    expect(rig.room.get(id)).toMatchObject({ refunding: { amount: 0 }, refunded: { amount: 400 }, refundable: { amount: 600 } });
  });
  it('lets only one of two clerks refund the whole, and a double click once', async () => {
    const rig = paymentsRig();
    const id = await rig.paid(1000);
    const first = rig.room.refund(refund(id, 1000, 'clerk-one'), NOK);
    expect(rig.room.refund(refund(id, 1000, 'clerk-one'), NOK).id).toBe(first.id);
    expect(await codeOf(() => rig.room.refund(refund(id, 1000, 'clerk-two'), NOK))).toBe('refund_too_large');
    await rig.drain();
    expect(rig.provider.refunds).toHaveLength(1);
    expect(rig.room.get(id).canRefund.allowed).toBe(false);
  });
  it('does not call a refund done before the provider said so, and asks before it sends again', async () => {
    const rig = paymentsRig();
    const id = await rig.paid(1000);
    rig.provider.forecast('lost');
    const asked = rig.room.refund(refund(id, 1000), NOK);
    await rig.drain();
    const unknown = rig.room.getRefund(asked.id);
    expect(unknown.state).toBe('unknown');
    expect(unknown.guestSentence.en).not.toMatch(/have refunded/);
    rig.pass(5000);
    await rig.drain();
    expect(rig.room.getRefund(asked.id).state).toBe('succeeded');
    expect(rig.provider.calls.filter((call) => call === 'createRefund')).toHaveLength(1);
  });
  it('does not send an unknown refund anew once the provider may have forgotten its key', async () => {
    const rig = paymentsRig();
    const id = await rig.paid(1000);
    rig.provider.forecast('cut');
    const asked = rig.room.refund(refund(id, 1000), NOK);
    await rig.drain();
    rig.pass(21 * 3600_000);
    await rig.drain();
    expect(rig.room.getRefund(asked.id).state).toBe('unknown');
    expect(rig.provider.refunds).toHaveLength(0);
    expect(rig.room.summary('2026-01-01', 'THB').unknownRefunds).toEqual([expect.objectContaining({ id: asked.id })]);
  });
  it('frees the money when the provider refuses, and tells why', async () => {
    const rig = paymentsRig();
    const id = await rig.paid(1000);
    rig.provider.forecast('refused');
    const asked = rig.room.refund(refund(id, 1000), NOK);
    await rig.drain();
    expect(rig.room.getRefund(asked.id)).toMatchObject({ state: 'failed', failureReason: 'The bank said no.' });
    expect(rig.room.get(id).refundable.amount).toBe(1000);
    expect(rig.room.summary('2026-01-01', 'THB').failedRefunds).toHaveLength(1);
  });
  it('counts a refund made in the provider’s own console', async () => {
    const rig = paymentsRig();
    const id = await rig.paid(1000);
    rig.provider.refundInConsole('pi_1', 700);
    await rig.webhook('pi_1', 'refund');
    await rig.webhook('pi_1', 'refund');
    expect(rig.room.get(id)).toMatchObject({ refunded: { amount: 700 }, refundable: { amount: 300 } });
    expect(rig.room.get(id).refunds).toHaveLength(1);
  });
  it('takes over that a bank returned a refund later', async () => {
    const rig = paymentsRig();
    const id = await rig.paid(1000);
    const asked = rig.room.refund(refund(id, 1000), NOK);
    await rig.drain();
    rig.provider.setRefund('re_1', 'failed');
    await rig.webhook('pi_1', 'refund');
    expect(rig.room.getRefund(asked.id).state).toBe('failed');
    expect(rig.room.get(id).refundable.amount).toBe(1000);
  });
  it('refuses another currency, an unpaid payment, and one that is not there', async () => {
    const rig = paymentsRig();
    const unpaid = await rig.take();
    const id = await rig.paid(1000);
    const dollars = { ...refund(id, 10), amount: { amount: 10, currency: 'USD' } };
    expect(await codeOf(() => rig.room.refund(dollars, NOK))).toBe('currency_mismatch');
    expect(await codeOf(() => rig.room.refund(refund(unpaid, 10), NOK))).toBe('conflict');
    expect(await codeOf(() => rig.room.refund(refund('pay_none', 10), NOK))).toBe('not_found');
  });
});

describe('events and search', () => {
  it('changes nothing twice: the same event again adds no line to the story', async () => {
    const rig = paymentsRig();
    const id = await rig.paid(1000);
    const lines = rig.room.timeline(id).length;
    const event = {
      id: 'evt_x',
      type: 'payment.changed',
      occurredAt: new Date(0),
      about: { kind: 'payment', providerPaymentIds: ['pi_1'] },
      data: {},
    } as const;
    await rig.room.applyEvent(event, 'fake');
    await rig.room.applyEvent(event, 'fake');
    expect(rig.room.timeline(id)).toHaveLength(lines + 1);
  });
  it('of a replay ask behind everybody else, and a word known already touches no row', async () => {
    const rig = paymentsRig();
    const id = await rig.paid(1000);
    rig.room.refund(refund(id, 300), NOK);
    await rig.drain();
    const rows = () => ['payments', 'refunds'].map((table) => rig.database.prepare(`SELECT * FROM ${table}`).all());
    const before = rows();
    rig.traces.length = 0;
    rig.pass(3_600_000);
    const { signal } = new AbortController();
    await rig.webhook('pi_1', 'refund', { signal });
    expect(rows()).toEqual(before);
    expect(rig.traces.length).toBeGreaterThan(1);
    for (const trace of rig.traces) expect(trace).toEqual({ paymentId: id, background: true, signal });
    await rig.webhook('pi_1', 'payment');
    expect(rig.traces.at(-1)).toEqual({ paymentId: id });
  });

  it('learns the provider’s id from an event that overtook the answer', async () => {
    const rig = paymentsRig();
    rig.provider.forecast('lost');
    const id = await rig.take();
    rig.provider.pay('pi_1');
    const about = { kind: 'payment', providerPaymentIds: ['pi_1'], ourReference: id } as const;
    await rig.room.applyEvent({ id: 'evt_early', type: 'paid', occurredAt: new Date(0), about, data: {} }, 'fake');
    expect(rig.room.get(id).state).toBe('paid');
  });
  it('ignores payments of others on the same account', async () => {
    const rig = paymentsRig();
    await rig.take();
    await expect(rig.webhook('pi_of_someone_else')).resolves.toBeUndefined();
  });
  it('finds by guest, room, reference, and gives pages newest first', async () => {
    const rig = paymentsRig();
    const ids: string[] = [];
    for (const room of ['101', '102', '103']) {
      rig.pass(1000);
      ids.unshift(await rig.take({ room, guest: { name: `Guest ${room}`, email: null, phone: null, country: null } }));
    }
    const first = rig.room.search({ limit: 2 });
    expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect(rig.room.search({ limit: 2, cursor: first.cursor }).items.map(({ id }) => id)).toEqual(ids.slice(2));
    expect(rig.room.search({ limit: 9, q: 'guest 102' }).items).toHaveLength(1);
    expect(rig.room.search({ limit: 9, q: 'cs_3' }).items).toHaveLength(1);
    expect(rig.room.search({ limit: 9, q: '%' }).items).toHaveLength(0);
  });
  it('asks anew when told to', async () => {
    const rig = paymentsRig();
    const id = await rig.take();
    rig.provider.pay('pi_1');
    expect((await rig.room.refresh(id)).state).toBe('paid');
    const asked = rig.room.refund(refund(id, 100), NOK);
    await rig.drain();
    expect((await rig.room.refreshRefund(asked.id)).state).toBe('succeeded');
    expect(await codeOf(() => rig.room.refreshRefund('rf_none'))).toBe('not_found');
    expect(rig.room.summary('2026-01-01', 'THB').paid).toMatchObject({ total: 150_000, count: 1 });
  });
});
