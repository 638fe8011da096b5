import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, formatMoney, minorUnitDigits, money, parseDecimal, subtract, toDecimal } from './index.ts';

describe('money', () => {
  it('knows the minor unit of the currencies the resort meets', () => {
    expect(['THB', 'JPY', 'KWD', 'USD'].map(minorUnitDigits)).toEqual([2, 0, 3, 2]);
  });

  it('turns a decimal into minor units and back without loss', () => {
    fc.assert(
      fc.property(fc.integer({ min: -9_000_000_000, max: 9_000_000_000 }), fc.constantFrom('THB', 'JPY', 'KWD'), (amount, currency) => {
        expect(parseDecimal(toDecimal(money(amount, currency)), currency).amount).toBe(amount === 0 ? 0 : amount);
      }),
    );
  });

  it('refuses fractions, foreign digits and mixed currencies', () => {
    expect(() => money(1.5, 'THB')).toThrow(RangeError);
    expect(() => parseDecimal('1.005', 'THB')).toThrow(/more than 2 decimals/);
    expect(() => parseDecimal('1e3', 'THB')).toThrow(RangeError);
    expect(() => add(money(1, 'THB'), money(1, 'USD'))).toThrow(/Cannot combine/);
  });

  it('adds and subtracts exactly where floats would not', () => {
    expect(add(money(10, 'THB'), money(20, 'THB'))).toEqual({ amount: 30, currency: 'THB' });
    expect(subtract(money(30, 'THB'), money(31, 'THB')).amount).toBe(-1);
  });

  it('shows the amount as people write it', () => {
    expect(formatMoney(money(123450, 'THB'), 'en')).toBe('฿1,234.50');
    expect(formatMoney(money(5000, 'JPY'), 'en')).toBe('¥5,000');
  });
});
