import type { PaymentMethodRules } from '@banrimkwae/connector-kit/capabilities/payments';
import { AppError } from '@banrimkwae/contract/errors';
import { describe, expect, it } from 'vitest';
import { NOK, paymentsRig } from './payments-rig.ts';
import { FakeProvider, type Traits } from './provider-rig.ts';

const MINUTE = 60_000;
const cheap = (traits: Traits = {}) => new FakeProvider({ id: 'omise', name: 'Omise', rules: { costBasisPoints: 100 }, ...traits });
const dear = (rules: Partial<PaymentMethodRules> = {}) =>
  new FakeProvider({ id: 'stripe', name: 'Stripe', rules: { costBasisPoints: 365, ...rules } });
const two = (first = cheap(), second = dear()) => ({ first, second, rig: paymentsRig({ providers: [first, second] }) });
const lines = (rig: ReturnType<typeof paymentsRig>, id: string) =>
  rig.room
    .timeline(id)
    .filter(({ kind }) => kind === 'state')
    .map(({ title }) => title.en);
/** The clerk's form, not waited for: the job is run by the test. */
const ask = (rig: ReturnType<typeof paymentsRig>, change: { provider?: string } = {}) => {
  const taking = rig.room.take({ ...FORM, ...change }, NOK);
  return { taking, id: () => rig.room.search({ limit: 1 }).items[0]?.id ?? '' };
};
const FORM = {
  idempotencyKey: 'form-1',
  method: 'card_link' as const,
  amount: { amount: 5000, currency: 'THB' },
  description: 'Deposit',
  guest: { name: 'Somchai', email: null, phone: null, country: null },
  reservationId: null,
  room: null,
  capture: 'automatic' as const,
  details: { token: 'tok_once' },
};

describe('a provider that cannot be reached', () => {
  it('is passed over when its breaker is open, with the reason on the timeline and in the audit', async () => {
    const { rig, first, second } = two();
    rig.down('omise', '2026-11-23T01:40:00.000Z');
    expect(rig.room.options().find(({ provider }) => provider === 'omise')).toMatchObject({
      available: false,
      reason: 'provider_unavailable',
    });
    const id = await rig.take();
    expect([first.calls, second.calls]).toEqual([[], ['createPayment']]);
    expect(lines(rig, id)[0]).toBe('Stripe, because Omise is down since 08:40');
    expect(rig.audited[0]?.detail).toMatchObject({ provider: 'stripe', why: 'Stripe, because Omise is down since 08:40' });
  });
  it('is left for the next one at once when nothing of the payment went out', async () => {
    const { rig, first, second } = two();
    first.forecast('unsent');
    const id = await rig.take();
    expect(rig.room.get(id)).toMatchObject({ provider: 'stripe', state: 'waiting' });
    expect([first.payments.size, second.payments.size]).toEqual([0, 1]);
    expect(lines(rig, id)).toEqual([
      'Omise, the cheapest for this payment',
      'Stripe, because Omise is down since 09:00',
      'Waiting for the guest',
    ]);
    expect(rig.audited.at(-1)).toMatchObject({ actor: 'agent', action: 'payment.route', detail: { from: 'omise', provider: 'stripe' } });
  });
  it('keeps what it may have got: a lost answer is asked for there, also after a crash and while it is down', async () => {
    const { rig, first, second } = two();
    first.forecast('lost');
    const { id } = ask(rig);
    await rig.drain();
    rig.restart();
    rig.down('omise', '2026-11-23T02:00:00.000Z');
    await rig.drain();
    expect(rig.room.get(id())).toMatchObject({ provider: 'omise', state: 'waiting' });
    expect([first.calls, second.calls]).toEqual([['createPayment', 'findPayment'], []]);
  });
  it('keeps it when the agent died in the call itself, though the row still says that it is being created', async () => {
    const { rig, first, second } = two();
    const { id } = ask(rig);
    // As the row stands when the machine goes off behind the words "it goes out now".
    rig.database.prepare("UPDATE payments SET sent_at = '2026-11-23T02:00:00.000Z'").run();
    rig.pause(true, 'omise');
    rig.restart();
    await rig.drain();
    expect(rig.room.get(id())).toMatchObject({ provider: 'omise', state: 'waiting' });
    expect([first.calls, second.calls]).toEqual([['findPayment', 'createPayment'], []]);
  });
  it('does not let go of it because it refuses the question', async () => {
    const refusing = cheap({ further: { findPayment: () => Promise.reject(new AppError('provider_credentials')) } });
    const { rig, first, second } = two(refusing);
    first.forecast('cut');
    const { id } = ask(rig);
    for (let round = 0; round < 3; round += 1) {
      await rig.drain();
      rig.pass(MINUTE);
    }
    expect(rig.room.get(id())).toMatchObject({ provider: 'omise', state: 'unknown' });
    expect([first.calls, second.calls]).toEqual([['createPayment'], []]);
  });
  it('is never replaced when the caller named it: refused at the desk, waited for later, given up after ten minutes', async () => {
    const { rig, first, second } = two();
    rig.down('omise', '2026-11-23T02:00:00.000Z');
    await expect(rig.take({ provider: 'omise' })).rejects.toMatchObject({ code: 'provider_unavailable' });
    rig.down('omise', null);
    const { taking, id } = ask(rig, { provider: 'omise' });
    rig.down('omise', '2026-11-23T02:00:00.000Z');
    await rig.drain();
    rig.pass(9 * MINUTE);
    await rig.drain();
    expect(rig.room.get(id()).state).toBe('creating');
    rig.pass(MINUTE);
    await rig.drain();
    expect(await taking).toMatchObject({
      state: 'failed',
      failure: { message: /^Omise could not be reached for ten minutes\. Nothing was sent/ },
    });
    expect([first.calls, second.calls]).toEqual([[], []]);
  });
  it('goes on with the other one after a restart, when the agent died before anything went out', async () => {
    const { rig, first, second } = two();
    const { id } = ask(rig);
    rig.down('omise', '2026-11-23T02:00:00.000Z');
    rig.restart();
    await rig.drain();
    expect(rig.room.get(id()).provider).toBe('stripe');
    expect([first.calls, second.calls]).toEqual([[], ['createPayment']]);
  });
  it('is not replaced by one that does not fit', async () => {
    const { rig, second } = two(cheap(), dear({ maximum: 4999 }));
    rig.provider.forecast('unsent');
    const { id } = ask(rig);
    await rig.drain();
    expect(rig.room.get(id())).toMatchObject({ provider: 'omise', state: 'creating' });
    expect(second.calls).toEqual([]);
  });
});

describe('a creation whose answer was lost, at a provider that cannot look it up', () => {
  const forgetful = (keyLifetimeSeconds?: number) =>
    paymentsRig({
      providers: [new FakeProvider({ without: ['findPayment'], further: keyLifetimeSeconds === undefined ? {} : { keyLifetimeSeconds } })],
    });

  it('is repeated with the same key while the key lives', async () => {
    const rig = forgetful(6 * 3600);
    rig.provider.forecast('lost');
    const { id } = ask(rig);
    await rig.drain();
    rig.pass(5 * 3600_000);
    await rig.drain();
    expect([rig.room.get(id()).state, rig.provider.payments.size]).toEqual(['waiting', 1]);
  });
  it('is not repeated afterwards: it stays unknown, and a person is told', async () => {
    const rig = forgetful(6 * 3600);
    rig.provider.forecast('lost');
    const { id } = ask(rig);
    await rig.drain();
    rig.pass(6 * 3600_000);
    await rig.drain();
    expect([rig.room.get(id()).state, rig.provider.calls]).toEqual(['unknown', ['createPayment']]);
    expect(rig.room.problems()).toEqual([
      expect.objectContaining({ id: `payment-unknown-${id()}`, severity: 'money', link: `/payments/${id()}` }),
    ]);
  });
});

describe('what the method asked for', () => {
  it('is kept while it may be needed again, and dropped with the answer', async () => {
    const kept = (rig: ReturnType<typeof paymentsRig>) => rig.database.prepare('SELECT details FROM payments').pluck().get();
    const rig = paymentsRig();
    rig.provider.forecast('cut');
    ask(rig);
    await rig.drain();
    expect(kept(rig)).toBe('{"token":"tok_once"}');
    rig.pass(6000);
    await rig.drain();
    expect(kept(rig)).toBeNull();
    const refused = paymentsRig();
    refused.provider.forecast('refused');
    ask(refused);
    await refused.drain();
    expect(kept(refused)).toBeNull();
    expect(JSON.stringify(refused.audited)).not.toContain('tok_once');
  });
});

describe('another currency', () => {
  it('is told in ours by the daily rate, with its source and time', async () => {
    const rate = { rate: '34.125', source: 'Bank of Thailand', at: '2026-11-22T11:00:00.000Z' };
    const rig = paymentsRig({
      providers: [new FakeProvider({ rules: { currencies: [] } })],
      rateFor: (from, to) => (from === 'USD' && to === 'THB' ? rate : null),
    });
    const dollars = await rig.take({ amount: { amount: 12_345, currency: 'USD' } });
    // 123.45 × 34.125 = 4212.73125
    expect(rig.room.get(dollars).conversion).toEqual({ ...rate, money: { amount: 421_273, currency: 'THB' } });
    expect(rig.room.get(await rig.take()).conversion).toBeNull();
    expect(rig.room.get(await rig.take({ amount: { amount: 12_345, currency: 'EUR' } })).conversion).toBeNull();
  });
});
