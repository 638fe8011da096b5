import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convertMoney, decimalText, divideDecimals, isRate } from './decimal.ts';
import { money } from './index.ts';

const rate = fc.tuple(fc.bigInt({ min: 1n, max: 10n ** 14n }), fc.integer({ min: 0, max: 12 })).map(([digits, scale]) => {
  const text = String(digits).padStart(scale + 1, '0');
  return scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
});
/** As a fraction of whole numbers, to compare exactly. */
const fraction = (text: string): [bigint, bigint] => {
  const [whole = '', digits = ''] = text.split('.');
  return [BigInt(whole + digits), 10n ** BigInt(digits.length)];
};
const size = (value: bigint) => (value < 0n ? -value : value);

describe('a rate', () => {
  it.each(['33.4112', '0.0013', '1', '100'])('is %s', (text) => expect(isRate(text)).toBe(true));
  it.each(['', '0', '0.000', '-1', '1,000.5', '1e3', ' 1', '.5', '5.', 'NaN'])('is not "%s"', (text) => expect(isRate(text)).toBe(false));
});

describe('the decimal that a number was written as', () => {
  it.each([
    [33.4112, '33.4112'],
    [0.00000123, '0.00000123'],
    [1.5e-9, '0.0000000015'],
    [1e21, '1000000000000000000000'],
    [1.25e22, '12500000000000000000000'],
    [-2.5e-8, '-0.000000025'],
    [7, '7'],
  ])('%s', (value, text) => expect(decimalText(value)).toBe(text));

  it('says the same number again', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(decimalText(value)).not.toContain('e');
        expect(Number(decimalText(value))).toBe(value === 0 ? 0 : value);
      }),
    );
  });

  it('is not there for what is no number', () => expect(() => decimalText(Number.NaN)).toThrow(RangeError));
});

describe('a quotient', () => {
  it.each([
    ['22.1534', '100', '0.221534'],
    ['38.5', '1.152', '33.42013889'],
    ['1', '3', '0.3333333333'],
    ['2', '3', '0.6666666667'],
    ['1', '38.5', '0.02597402597'],
    ['9999999999.5', '1', '10000000000'],
    ['10000000000.5', '1', '10000000000'],
    ['12345678901234', '1', '12345678900000'],
    ['100', '0.0001', '1000000'],
  ])('%s ÷ %s = %s', (left, right, result) => expect(divideDecimals(left, right)).toBe(result));

  it('is within half of its tenth digit of the truth, and has no more digits', () => {
    fc.assert(
      fc.property(rate, rate, (left, right) => {
        fc.pre(isRate(left) && isRate(right));
        const text = divideDecimals(left, right);
        const [[a, b], [c, d], [n, m]] = [fraction(left), fraction(right), fraction(text)];
        // |n/m − ad/bc| ≤ ½·10⁻⁹·n/m, hence ½ of the tenth digit at the least.
        expect(size(n * b * c - a * d * m) * 2n * 10n ** 9n <= n * b * c).toBe(true);
        const [, significant = ''] = /^0*([1-9]\d*)$/.exec(text.replace('.', '')) ?? [];
        expect(significant.replace(/0+$/, '').length).toBeLessThanOrEqual(10);
      }),
    );
  });

  it.each([
    ['1', '0'],
    ['0', '1'],
    ['x', '1'],
  ])('is refused for %s ÷ %s', (left, right) => expect(() => divideDecimals(left, right)).toThrow(RangeError));
});

describe('an amount in another currency', () => {
  it.each([
    [money(10_000, 'USD'), '33.4112', 'THB', 334_112],
    [money(6800, 'JPY'), '0.221534', 'THB', 150_643],
    [money(150_643, 'THB'), '4.514', 'JPY', 6800],
    [money(1, 'KWD'), '109.25', 'THB', 11],
    // The half goes to the even neighbour.
    [money(1, 'THB'), '0.5', 'USD', 0],
    [money(3, 'THB'), '0.5', 'USD', 2],
    [money(-3, 'THB'), '0.5', 'USD', -2],
  ])('%o at %s in %s', (value, at, currency, amount) => expect(convertMoney(value, at, currency)).toEqual({ amount, currency }));

  it('is never off by more than half a minor unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), rate, (amount, at) => {
        fc.pre(isRate(at) && Number(at) < 1_000_000);
        const [n, m] = fraction(at);
        const converted = BigInt(convertMoney(money(amount, 'USD'), at, 'THB').amount);
        expect(size(converted * m - BigInt(amount) * n) * 2n <= m).toBe(true);
      }),
    );
  });

  it('is refused beyond what can be counted', () =>
    expect(() => convertMoney(money(9_000_000_000_000_000, 'USD'), '33.4', 'THB')).toThrow(RangeError));
});
