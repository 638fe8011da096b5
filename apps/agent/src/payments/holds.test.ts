import type { MoneyRules } from '@banrimkwae/contract/money-rules';
import type { Risk } from '@banrimkwae/contract/payments';
import { describe, expect, it } from 'vitest';
import { reviewWarned } from './holds.ts';
import { MALEE, NOK, type PaymentsRig, paymentsRig } from './payments-rig.ts';
import { FakeProvider } from './provider-rig.ts';

const RISK: Risk = { level: 'normal', score: 10, message: null, country: 'TH' };
const OFF: MoneyRules['holds'] = { riskLevels: [], amountOver: [], countryMismatch: false, triesOver: null };
const baht = (amount: number) => ({ amount, currency: 'THB' });
const GUEST = { name: 'Somchai', email: 'somchai@example.com', phone: null, country: 'TH' };
const TAKE = {
  method: 'card_link' as const,
  amount: baht(150_000),
  description: 'Deposit',
  guest: GUEST,
  reservationId: null,
  room: null,
  capture: 'automatic' as const,
  details: {},
};

function rigWith(holds: Partial<MoneyRules['holds']>, options: Parameters<typeof paymentsRig>[0] = {}) {
  const rig = paymentsRig(options);
  rig.room.setMoneyRules({ ...rig.room.moneyRules(), holds: { ...OFF, ...holds } }, NOK);
  rig.audited.length = 0;
  return rig;
}
const captures = (rig: PaymentsRig) => rig.provider.calls.filter((call) => call === 'capturePayment').length;
const waiting = (rig: PaymentsRig) => rig.ground.approvals.list({ state: 'waiting', limit: 9 });
async function authorize(rig: PaymentsRig, risk = RISK) {
  const id = await rig.take({ guest: GUEST });
  const { providerPaymentId } = rig.room.get(id);
  rig.provider.authorize(providerPaymentId ?? '', risk);
  await rig.webhook(providerPaymentId ?? '');
  await rig.drain();
  return id;
}
function decide(rig: PaymentsRig, approve: boolean) {
  const [approval] = waiting(rig);
  if (!approval) throw new Error('Nothing waits');
  rig.room.approvals.decide(
    { id: approval.id, idempotencyKey: approval.id, approve, reason: approve ? null : 'Odd', bankReference: null },
    MALEE,
  );
}

describe('a payment under hold rules', () => {
  it('is authorised first and taken by the agent itself when nothing speaks against it', async () => {
    const rig = rigWith({ riskLevels: ['elevated', 'highest'] });
    const id = await authorize(rig);
    expect(rig.room.get(id)).toMatchObject({ state: 'paid', hold: null, captured: baht(150_000) });
    expect(rig.audited.map(({ actor, action }) => `${actor} ${action}`)).toEqual(['op_nok payment.take', 'agent payment.capture']);
    expect(waiting(rig)).toEqual([]);
  });
  it('is taken once, however often its authorisation is told and the agent dies', async () => {
    const rig = rigWith({ riskLevels: ['highest'] });
    const id = await rig.take({ guest: GUEST });
    rig.provider.authorize('pi_1', RISK);
    rig.provider.forecast('lost');
    await rig.webhook('pi_1');
    await rig.webhook('pi_1');
    await rig.drain();
    await rig.webhook('cs_1');
    rig.restart();
    await rig.webhook('cs_1');
    rig.pass(10_000);
    await rig.drain();
    expect([rig.room.get(id).state, captures(rig)]).toEqual(['paid', 1]);
    expect(rig.room.timeline(id).filter(({ title }) => title.en === 'Capture asked for')).toHaveLength(1);
  });
  it('is not said to be held when it is on its way already, whatever the same guest tries meanwhile', async () => {
    const rig = rigWith({ triesOver: 1 });
    const id = await rig.take({ guest: GUEST });
    rig.provider.authorize('pi_1', RISK);
    await rig.webhook('pi_1');
    const second = rig.room.take({ ...TAKE, idempotencyKey: 'second-try' }, NOK);
    await rig.webhook('pi_1');
    expect([rig.room.get(id).hold, waiting(rig)]).toEqual([null, []]);
    await rig.drain();
    await second;
    expect(rig.room.get(id)).toMatchObject({ state: 'paid', hold: null });
  });
  it('is looked at afterwards when somebody took it at the provider before we heard that it was held', async () => {
    const rig = rigWith({ amountOver: [baht(1)] });
    await rig.take({ guest: GUEST });
    rig.provider.pay('pi_1');
    await rig.webhook('pi_1');
    expect(waiting(rig)).toEqual([expect.objectContaining({ kind: 'review', hold_reasons: ['amount'] })]);
  });
  it.each([
    ['risk', { riskLevels: ['elevated' as const] }, { ...RISK, level: 'elevated' as const }],
    ['amount', { amountOver: [baht(149_999)] }, RISK],
    ['country', { countryMismatch: true }, { ...RISK, country: 'DE' }],
  ])('waits for a person because of its %s, and is asked about once', async (reason, holds, risk) => {
    const rig = rigWith(holds);
    const id = await authorize(rig, risk);
    await rig.webhook('pi_1');
    await rig.drain();
    expect(waiting(rig)).toEqual([
      expect.objectContaining({ kind: 'capture', payment_id: id, hold_reasons: [reason], requested_by_id: 'agent', amount: 150_000 }),
    ]);
    expect(rig.room.get(id)).toMatchObject({ state: 'authorized', hold: { reasons: [reason], approvalId: waiting(rig)[0]?.id } });
    expect(rig.events.filter(({ type }) => type === 'approval_changed')).toHaveLength(1);
    expect(captures(rig)).toBe(0);
    await expect(rig.room.act({ paymentId: id, kind: 'capture', idempotencyKey: 'by-hand' }, NOK)).rejects.toMatchObject({
      code: 'second_person',
    });
  });
  it('is judged by what the same guest tried within a day, however the number is written', async () => {
    const rig = rigWith({ triesOver: 2 });
    await rig.take({ guest: { ...GUEST, email: 'other@example.com', phone: '081-234 5678' } });
    rig.pass(23 * 3600_000);
    await rig.take({ guest: { ...GUEST, email: null, phone: '+66 81 234 5678' } });
    const third = await rig.take({ guest: { ...GUEST, phone: '0812345678', email: 'Somchai@Example.com' } });
    rig.provider.authorize('pi_3', RISK);
    await rig.webhook('pi_3');
    expect(rig.room.get(third).hold?.reasons).toEqual(['tries']);
    rig.pass(25 * 3600_000);
    const nextDay = await authorize(rig);
    expect(rig.room.get(nextDay)).toMatchObject({ hold: null, state: 'paid' });
  });
  it('compares a foreign amount by the daily rate', async () => {
    const rateFor = () => ({ rate: '34', source: 'Bank of Thailand', at: '2026-11-22T11:00:00.000Z' });
    const rig = rigWith({ amountOver: [baht(300_000)] }, { providers: [new FakeProvider({ rules: { currencies: [] } })], rateFor });
    const id = await rig.take({ amount: { amount: 10_000, currency: 'USD' } });
    rig.provider.authorize('pi_1');
    await rig.webhook('pi_1');
    expect(rig.room.get(id).hold?.reasons).toEqual(['amount']);
  });
  it('is taken though its worth here is beyond counting', async () => {
    const rateFor = () => ({ rate: '34', source: 'Bank of Thailand', at: '2026-11-22T11:00:00.000Z' });
    const rig = paymentsRig({ providers: [new FakeProvider({ rules: { currencies: [] } })], rateFor });
    const id = await rig.take({ amount: { amount: Number.MAX_SAFE_INTEGER, currency: 'USD' } });
    expect(rig.room.get(id)).toMatchObject({ state: 'waiting', conversion: null });
  });
  it('is taken when a second person approves, also when the agent dies before it did', async () => {
    const rig = rigWith({ amountOver: [baht(1)] });
    const id = await authorize(rig);
    decide(rig, true);
    await rig.drain();
    expect([rig.room.get(id).state, captures(rig)]).toEqual(['paid', 1]);
  });
  it('is let go when a second person rejects it', async () => {
    const rig = rigWith({ amountOver: [baht(1)] });
    const id = await authorize(rig);
    decide(rig, false);
    await rig.drain();
    expect([rig.room.get(id).state, captures(rig)]).toEqual(['cancelled', 0]);
    await rig.webhook('pi_1');
    expect(waiting(rig)).toEqual([]);
  });
  it('that the provider does not let go is told as a problem until it does, and cannot be taken by hand instead', async () => {
    const rig = rigWith({ amountOver: [baht(1)] });
    const id = await authorize(rig);
    rig.provider.forecast('refused');
    decide(rig, false);
    await rig.drain();
    expect(rig.room.problems()).toMatchObject([{ id: `payment-kept-${id}`, severity: 'money' }]);
    const take = rig.room.act({ paymentId: id, kind: 'capture', idempotencyKey: 'by-hand' }, NOK);
    await expect(take).rejects.toMatchObject({ code: 'conflict', message: 'Somebody has decided not to take this amount.' });
    const letting = rig.room.act({ paymentId: id, kind: 'cancel', idempotencyKey: 'once-more' }, NOK);
    expect(rig.room.problems()).toEqual([]);
    await rig.drain();
    expect(await letting).toMatchObject({ state: 'cancelled' });
  });
  it('asks nobody any more once it was let go by hand', async () => {
    const rig = rigWith({ amountOver: [baht(1)] });
    const id = await authorize(rig);
    const letting = rig.room.act({ paymentId: id, kind: 'cancel', idempotencyKey: 'by-hand' }, NOK);
    await rig.drain();
    await letting;
    expect(waiting(rig)).toEqual([]);
    expect(rig.ground.approvals.list({ state: 'withdrawn', limit: 9 })).toHaveLength(1);
  });
  it('that the provider would not let us take, and one that lapses soon, are told as problems', async () => {
    const rig = rigWith({ riskLevels: ['highest'] });
    const id = await rig.take({ guest: GUEST });
    rig.provider.authorize('pi_1', RISK);
    rig.provider.forecast('refused');
    await rig.webhook('pi_1');
    await rig.drain();
    expect(rig.room.get(id).state).toBe('authorized');
    expect(rig.room.problems().map((problem) => problem.id)).toEqual([`payment-untaken-${id}`]);
    rig.pass(5 * 24 * 3600_000);
    expect(rig.room.problems().map((problem) => problem.id)).toEqual([`payment-lapsing-${id}`, `payment-untaken-${id}`]);
  });
});

describe('a payment that could not be held', () => {
  it('is looked at afterwards; nothing moves by itself', async () => {
    const rig = rigWith({ amountOver: [baht(1)] });
    const id = await rig.take({ method: 'promptpay_qr' });
    rig.provider.pay('pi_1');
    await rig.webhook('pi_1');
    await rig.webhook('pi_1');
    expect(waiting(rig)).toEqual([expect.objectContaining({ kind: 'review', hold_reasons: ['amount'] })]);
    decide(rig, false);
    await rig.drain();
    await rig.webhook('pi_1');
    expect(waiting(rig)).toEqual([]);
    expect(rig.room.get(id)).toMatchObject({ state: 'paid', refunded: baht(0) });
    expect(rig.room.timeline(id).map(({ title }) => title.en)).toContainEqual(expect.stringMatching(/Nothing is given back by itself/));
  });
  it('is left alone without rules', async () => {
    const rig = paymentsRig();
    await rig.paid(1000);
    expect(waiting(rig)).toEqual([]);
  });
  it('is looked at when a card network warns of it, once', async () => {
    const rig = paymentsRig();
    const id = await rig.paid(1000);
    const room = rig.ground;
    const payment = room.payments.find(id);
    if (!payment) throw new Error('gone');
    reviewWarned(room, payment, 'made_with_stolen_card');
    reviewWarned(room, payment, 'made_with_stolen_card');
    expect(waiting(rig)).toEqual([expect.objectContaining({ kind: 'review', note: 'Early fraud warning: made_with_stolen_card' })]);
  });
});

describe('the rules of money', () => {
  it('are kept, written into the audit, and refused when they cannot work', () => {
    const rig = paymentsRig();
    const rules = rig.room.moneyRules();
    const changed = { ...rules, routing: [{ method: null, currency: 'THB', from: 1, upTo: 5, providers: ['fake'] }] };
    expect(rig.room.setMoneyRules(changed, NOK)).toEqual(changed);
    rig.restart();
    expect(rig.room.moneyRules()).toEqual(changed);
    expect(rig.audited).toEqual([
      expect.objectContaining({ actor: 'op_nok', action: 'payments.rules', detail: { before: rules, after: changed } }),
    ]);
    const wrong: MoneyRules = {
      refundLimits: [...rules.refundLimits, { holder: 'manager', upTo: { amount: 1, currency: 'THB' } }],
      routing: [
        { method: null, currency: null, from: 1, upTo: null, providers: ['fake', 'nobody'] },
        { method: null, currency: 'XYZ', from: 2, upTo: 1, providers: ['fake'] },
      ],
      costs: [{ provider: 'nobody', method: 'paypal', basisPoints: 1, fixed: { amount: 1, currency: 'QQQ' } }],
      holds: { ...OFF, amountOver: [{ amount: 1, currency: 'ZZZ' }] },
    };
    expect(fieldsOf(() => rig.room.setMoneyRules(wrong, NOK))).toEqual([
      'costs.0.fixed',
      'costs.0.provider',
      'holds.amountOver.0',
      'refundLimits.3',
      'routing.0.currency',
      'routing.0.providers.1',
      'routing.1.currency',
      'routing.1.upTo',
    ]);
    expect(rig.room.moneyRules()).toEqual(changed);
  });
});

function fieldsOf(act: () => unknown): string[] {
  try {
    act();
  } catch (fault) {
    return Object.keys((fault as { details: { fields: object } }).details.fields).sort();
  }
  return [];
}
