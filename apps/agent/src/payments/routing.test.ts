import type { PaymentMethodRules } from '@banrimkwae/connector-kit/capabilities/payments';
import type { MoneyRules } from '@banrimkwae/contract/money-rules';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WantedPayment } from './method-rules.ts';
import { type Candidate, chooseRoute, explainRoute, isUsable, refusal } from './routing.ts';

const RULES: PaymentMethodRules = { currencies: ['THB'], manualCapture: false, refund: { way: 'provider', partial: true }, needs: [] };
const NO_PREFERENCES = { routing: [], costs: [] };
const wanted = (change: Partial<WantedPayment> = {}): WantedPayment => ({
  method: 'promptpay_qr',
  amount: { amount: 100_000, currency: 'THB' },
  capture: 'automatic',
  guest: { email: null, phone: null },
  details: {},
  ...change,
});
const provider = (id: string, rules: Partial<PaymentMethodRules> | null = {}, change: Partial<Candidate> = {}): Candidate => ({
  id,
  name: id.toUpperCase(),
  rules: rules === null ? undefined : { ...RULES, ...rules },
  whyNot: null,
  downSince: null,
  canTell: true,
  ...change,
});
const cost = (id: string, basisPoints: number, fixed: number | null = null): MoneyRules['costs'][number] => ({
  provider: id,
  method: 'promptpay_qr',
  basisPoints,
  fixed: fixed === null ? null : { amount: fixed, currency: 'THB' },
});
const rule = (change: Partial<MoneyRules['routing'][number]>) => ({
  method: null,
  currency: null,
  from: null,
  upTo: null,
  providers: ['b'],
  ...change,
});

describe('the way of a payment', () => {
  it('takes one that tells of the money before a cheaper one where a person must see to it, unless a rule says otherwise', () => {
    const candidates = [provider('a', { costBasisPoints: 0 }, { canTell: false }), provider('b', { costBasisPoints: 300 })];
    expect(chooseRoute(candidates, wanted(), NO_PREFERENCES)).toMatchObject({ chosen: { id: 'b' }, why: 'tells' });
    expect(chooseRoute([provider('b'), provider('a')], wanted(), NO_PREFERENCES)).toMatchObject({ chosen: { id: 'a' }, why: 'priceless' });
    const preferences = { ...NO_PREFERENCES, routing: [rule({ providers: ['a'] })] };
    expect(chooseRoute(candidates, wanted(), preferences)?.chosen.id).toBe('a');
    expect(chooseRoute(candidates.slice(0, 1), wanted(), NO_PREFERENCES)?.chosen.id).toBe('a');
  });

  it('is the cheapest, the fixed part included', () => {
    const candidates = [provider('a'), provider('b'), provider('c')];
    const costs = [cost('a', 200), cost('b', 100, 500), cost('c', 150)];
    const of = (amount: number) => {
      const route = chooseRoute(candidates, wanted({ amount: { amount, currency: 'THB' } }), { routing: [], costs });
      return [route?.chosen.id, route?.why];
    };
    // 1 % and ฿5 equal 1.5 % at ฿1,000, where the id decides; a satang less and they are half a hundredth of a satang dearer.
    expect(of(100_000)).toEqual(['b', 'cheapest']);
    expect(of(99_999)).toEqual(['c', 'cheapest']);
    expect(of(100_001)).toEqual(['b', 'cheapest']);
  });
  it('takes what the connector says it costs until somebody sets it, and what nobody knows comes last', () => {
    const candidates = [provider('a'), provider('b', { costBasisPoints: 300 })];
    expect(chooseRoute(candidates, wanted(), NO_PREFERENCES)?.chosen.id).toBe('b');
    expect(chooseRoute(candidates, wanted(), { routing: [], costs: [cost('a', 299)] })?.chosen.id).toBe('a');
  });
  it('follows the first rule that fits, by method, currency and amount', () => {
    const routing = [
      rule({ method: 'paypal', providers: ['a'] }),
      rule({ currency: 'USD', providers: ['a'] }),
      rule({ currency: 'THB', upTo: 99_999, providers: ['a'] }),
      rule({ currency: 'THB', from: 100_000, upTo: 100_000, providers: ['b', 'a'] }),
      rule({ providers: ['a'] }),
    ];
    const candidates = [provider('a', { costBasisPoints: 1 }), provider('b', { costBasisPoints: 900 })];
    const route = chooseRoute(candidates, wanted(), { routing, costs: [] });
    expect(route).toMatchObject({ chosen: { id: 'b' }, why: 'rule' });
    const less = chooseRoute(candidates, wanted({ amount: { amount: 99_999, currency: 'THB' } }), { routing, costs: [] });
    expect(less?.chosen.id).toBe('a');
  });
  it('passes over who is down or paused, and says so in both languages', () => {
    const candidates = [
      provider('omise', { costBasisPoints: 100 }, { downSince: '2026-11-23T06:40:00.000Z' }),
      provider('scb', { costBasisPoints: 150 }, { whyNot: 'provider_paused' }),
      provider('never-set-up', { costBasisPoints: 1 }, { whyNot: 'provider_not_configured' }),
      provider('stripe', { costBasisPoints: 365 }),
    ];
    const route = chooseRoute(candidates, wanted(), NO_PREFERENCES);
    expect(route && explainRoute(route, 'Asia/Bangkok')).toEqual({
      en: 'STRIPE, because OMISE is down since 13:40 and SCB is paused',
      th: 'ใช้ STRIPE เพราะ OMISE ใช้งานไม่ได้ตั้งแต่ 13:40 น. และ SCB หยุดใช้งานอยู่',
    });
  });
  it.each([
    ['another currency', { amount: { amount: 1, currency: 'USD' } }, {}, 'currency_mismatch'],
    ['less than it takes', {}, { minimum: 100_001 }, 'invalid_input'],
    ['more than it takes', {}, { maximum: 99_999 }, 'invalid_input'],
    ['holding what cannot be held', { capture: 'manual' as const }, {}, 'not_supported'],
    ['no e-mail where it is needed', {}, { needs: ['email' as const] }, 'invalid_input'],
    ['no phone where it is needed', {}, { needs: ['phone' as const] }, 'invalid_input'],
    ['no token where it is needed', {}, { needs: ['token' as const] }, 'invalid_input'],
    [
      'a bank that is not on the list',
      { details: { bank: 'x' } },
      { needs: ['bank' as const], banks: [{ id: 'y', name: 'Y' }] },
      'invalid_input',
    ],
  ])('is not with a provider that would refuse %s', (_what, change, rules, code) => {
    const strict = provider('a', rules);
    expect(chooseRoute([strict], wanted(change), NO_PREFERENCES)).toBeUndefined();
    expect(refusal([strict], wanted(change)).code).toBe(code);
    const lenient = provider('b', { currencies: [], manualCapture: true });
    expect(chooseRoute([strict, lenient], wanted(change), NO_PREFERENCES)).toMatchObject({ chosen: { id: 'b' }, why: 'only' });
  });
  it('says why there is none', () => {
    const down = provider('a', {}, { downSince: '2026-11-23T06:40:00.000Z' });
    const paused = provider('b', {}, { whyNot: 'provider_paused' });
    expect(refusal([down, paused, provider('c', null)], wanted())).toMatchObject({
      code: 'provider_unavailable',
      message: /^A does not answer/,
    });
    expect(refusal([paused, provider('c', null)], wanted())).toMatchObject({ code: 'not_supported', message: /paused/ });
    expect(refusal([provider('c', null)], wanted())).toMatchObject({ code: 'not_supported', message: /set up/ });
  });
});

const candidate: fc.Arbitrary<Candidate> = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  name: fc.constant('Name'),
  rules: fc.option(
    fc.record({
      currencies: fc.constantFrom([], ['THB'], ['USD']),
      manualCapture: fc.boolean(),
      refund: fc.constant({ way: 'provider' as const, partial: true }),
      needs: fc.constantFrom([], ['email' as const]),
      maximum: fc.integer({ min: 1, max: 200_000 }),
      costBasisPoints: fc.integer({ min: 0, max: 500 }),
    }),
    { nil: undefined },
  ),
  whyNot: fc.constantFrom(null, null, 'provider_paused' as const, 'provider_not_configured' as const),
  downSince: fc.constantFrom(null, null, '2026-11-23T06:40:00.000Z'),
  canTell: fc.boolean(),
});
const candidates = fc.uniqueArray(candidate, { selector: ({ id }) => id, maxLength: 5 });
const request = fc
  .record({
    amount: fc.integer({ min: 1, max: 250_000 }),
    currency: fc.constantFrom('THB', 'USD'),
    capture: fc.constantFrom('automatic' as const, 'manual' as const),
  })
  .map(({ amount, currency, capture }) => wanted({ amount: { amount, currency }, capture }));
const preferences = fc.record({
  routing: fc.array(
    fc.constantFrom(['a'], ['b', 'c'], ['e', 'a']).map((providers) => rule({ providers: [...providers] })),
    { maxLength: 2 },
  ),
  costs: fc.array(
    fc
      .tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 3000 }))
      .map((row) => cost(...row)),
    { maxLength: 4 },
  ),
});

describe('whatever providers and rules there are', () => {
  it('is one that can be used and would not refuse; there is none only when no such provider exists; the order given does not matter', () => {
    fc.assert(
      fc.property(candidates, request, preferences, (given, asked, preferred) => {
        const route = chooseRoute(given, asked, preferred);
        const alone = given.filter((each) => chooseRoute([each], asked, preferred) !== undefined);
        expect(route === undefined).toBe(alone.length === 0);
        expect(chooseRoute(given.toReversed(), asked, preferred)?.chosen.id).toBe(route?.chosen.id);
        if (route === undefined) return;
        expect(alone.map(({ id }) => id)).toContain(route.chosen.id);
        expect(isUsable(route.chosen)).toBe(true);
        expect(route.passed.filter(isUsable)).toEqual([]);
        const named = preferred.routing[0]?.providers.find((id) => alone.some((each) => each.id === id));
        if (named !== undefined) expect(route.chosen.id).toBe(named);
      }),
    );
  });
});
