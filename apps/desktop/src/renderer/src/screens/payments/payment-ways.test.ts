import { describe, expect, it } from 'vitest';
import { banksOf, currenciesOf, limitsOf, needsOf, type Option, waysOf } from './payment-ways.ts';

const thb = (amount: number) => ({ amount, currency: 'THB' });
const option = (part: Partial<Option>): Option => ({
  provider: 'one',
  providerName: 'One',
  method: 'promptpay_qr',
  currencies: ['THB'],
  available: true,
  reason: null,
  needs: [],
  banks: [],
  manualCapture: false,
  limits: { minimum: null, maximum: null },
  deskUse: true,
  ...part,
});
const wish = { currency: 'THB', amount: undefined, hold: false, provider: null };
const only = (options: Option[], part: object = {}) => {
  const [way] = waysOf(options, { ...wish, ...part });
  if (!way) throw new Error('No way');
  return way;
};

describe('the ways to pay', () => {
  it('are each method once, those that work first, without what is only for other systems', () => {
    const ways = waysOf(
      [
        option({ method: 'truemoney', available: false, reason: 'provider_paused' }),
        option({}),
        option({ provider: 'two' }),
        option({ method: 'card_token', deskUse: false }),
      ],
      wish,
    );
    expect(ways.map(({ method, fitting }) => [method, fitting.length])).toEqual([
      ['promptpay_qr', 2],
      ['truemoney', 0],
    ]);
    expect(ways[1]?.obstacle).toEqual({ kind: 'down', reason: 'provider_paused' });
  });

  it('name what stands in the way: currency, holding, too little, too much', () => {
    const limited = option({ limits: { minimum: thb(2000), maximum: thb(5000) } });
    expect([
      only([limited], { currency: 'USD' }).obstacle,
      only([limited], { hold: true }).obstacle,
      only([limited], { amount: thb(1999) }).obstacle,
      only([limited], { amount: thb(5001) }).obstacle,
      only([limited], { amount: thb(5000) }).obstacle,
    ]).toEqual([
      { kind: 'currency' },
      { kind: 'hold' },
      { kind: 'tooLittle', least: thb(2000) },
      { kind: 'tooMuch', most: thb(5000) },
      undefined,
    ]);
  });

  it('leave out the provider that cannot while another can', () => {
    const way = only([option({ limits: { minimum: thb(2000), maximum: null } }), option({ provider: 'two' })], { amount: thb(500) });
    expect(way.fitting.map(({ provider }) => provider)).toEqual(['two']);
  });

  it('keep to the provider the clerk picked', () => {
    const way = only([option({ available: false, reason: 'provider_paused' }), option({ provider: 'two' })], { provider: 'one' });
    expect(way.obstacle).toEqual({ kind: 'down', reason: 'provider_paused' });
  });
});

describe('what a way asks for', () => {
  it('must be given where every provider asks, and may where only some do', () => {
    const way = only([option({ needs: ['email', 'phone'] }), option({ provider: 'two', needs: ['phone'] })]);
    expect(needsOf(way)).toEqual({ must: ['phone'], may: ['email'] });
  });

  it('names a limit only where no provider is without it', () => {
    const bounded = option({ limits: { minimum: thb(2000), maximum: thb(9000) } });
    expect(limitsOf(only([bounded, option({ limits: { minimum: thb(100), maximum: null } })]), 'THB')).toEqual({
      least: thb(100),
      most: undefined,
    });
    expect(limitsOf(only([bounded]), 'THB')).toEqual({ least: thb(2000), most: thb(9000) });
    const asTheFormat = option({ limits: { minimum: null, maximum: thb(999_999_999_999) } });
    expect(limitsOf(only([asTheFormat]), 'THB')).toEqual({ least: undefined, most: undefined });
  });

  it('offers each bank once', () => {
    const banks = [{ id: 'kbank', name: 'KBank' }];
    expect(banksOf(only([option({ banks }), option({ provider: 'two', banks })]))).toEqual(banks);
  });

  it('takes the currencies of all ways, the resort’s own first', () => {
    expect(currenciesOf([option({ currencies: ['USD', 'THB', 'EUR'] }), option({ deskUse: false, currencies: ['JPY'] })], 'THB')).toEqual([
      'THB',
      'EUR',
      'USD',
    ]);
  });
});
