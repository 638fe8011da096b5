import { describe, expect, it } from 'vitest';
import { showMoney } from './money-text.tsx';
import { parseAmount } from './parse-amount.ts';

const thb = (amount: number) => ({ amount, currency: 'THB' });

describe('an amount as people type it', () => {
  it.each([
    ['3500', 350_000],
    ['3,500.50', 350_050],
    ['฿ 3 500', 350_000],
    ['๓,๕๐๐ บาท', 350_000],
    ['0.01', 1],
  ])('%s', (text, amount) => {
    expect(parseAmount(text, 'THB')).toEqual(thb(amount));
  });

  it.each(['', '0', '-5', 'abc', '1.2.3', '1.005', '1e5', '.5', '99999999999999999'])('refuses "%s"', (text) => {
    expect(parseAmount(text, 'THB')).toBeUndefined();
  });

  it('knows a currency without a smaller unit', () => {
    expect(parseAmount('5000', 'JPY')).toEqual({ amount: 5000, currency: 'JPY' });
    expect(parseAmount('5000.5', 'JPY')).toBeUndefined();
  });
});

describe('an amount in a sentence', () => {
  it('shows satang only where there are some', () => {
    expect([showMoney(thb(350_000)), showMoney(thb(350_050)), showMoney({ amount: 5000, currency: 'JPY' })]).toEqual([
      '฿3,500',
      '฿3,500.50',
      '¥5,000',
    ]);
  });
});
