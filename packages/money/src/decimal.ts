import { type Money, minorUnitDigits, money } from './index.ts';

/**
 * Rates as exact decimals in text ("33.4112", "0.0013"): whole numbers of a power of ten underneath, no float. A rate of
 * money to money has no minor units of its own, so it is not Money.
 */
type Decimal = { digits: bigint; scale: number };

/** Digits that matter in a quotient: more than any source publishes. */
const QUOTIENT_DIGITS = 10;

/** True for an unsigned decimal above zero, as a rate must be. */
export function isRate(text: string): boolean {
  return /^\d+(\.\d+)?$/.test(text) && /[1-9]/.test(text);
}

/** The decimal that a number of a JSON answer was written as; true to 15 digits, which is what sources write. Throws RangeError when it is none. */
export function decimalText(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is not a decimal`);
  const [coefficient = '', exponent] = String(value).split('e');
  if (exponent === undefined) return coefficient;
  const { digits, scale } = read(coefficient.replace('-', ''));
  return (value < 0 ? '-' : '') + write({ digits, scale: scale - Number(exponent) });
}

/** left ÷ right to ten significant digits, the half to the even neighbour. Throws RangeError unless both are above zero. */
export function divideDecimals(left: string, right: string): string {
  const [dividend, divisor] = [readRate(left), readRate(right)];
  const shift = QUOTIENT_DIGITS + String(divisor.digits).length - String(dividend.digits).length;
  const raised = raise({ digits: dividend.digits, scale: 0 }, shift);
  const quotient = divideHalfEven(raised.digits, divisor.digits * 10n ** BigInt(Math.max(0, -shift)));
  const scale = dividend.scale - divisor.scale + shift;
  // The estimate of the length may be one digit too long.
  const excess = String(quotient).length - QUOTIENT_DIGITS;
  if (excess <= 0) return write({ digits: quotient, scale });
  const exact = divideHalfEven(raised.digits, divisor.digits * 10n ** BigInt(excess + Math.max(0, -shift)));
  return write({ digits: exact, scale: scale - excess });
}

/**
 * An amount in another currency. `rate`: units of that currency for one of the amount's, both in whole units (not minor). Rounded to
 * the minor unit, the half to the even neighbour. Throws RangeError on a rate that is none, and on a sum beyond what can be counted.
 */
export function convertMoney(value: Money, rate: string, currency: string): Money {
  const { digits, scale } = readRate(rate);
  const power = scale + minorUnitDigits(value.currency) - minorUnitDigits(currency);
  const product = BigInt(value.amount) * digits;
  const sign = product < 0n ? -1n : 1n;
  const size = product * sign;
  const converted = power <= 0 ? size * 10n ** BigInt(-power) : divideHalfEven(size, 10n ** BigInt(power));
  return money(Number(converted * sign) || 0, currency);
}

function readRate(text: string): Decimal {
  if (!isRate(text)) throw new RangeError(`"${text}" is not a rate`);
  return read(text);
}

function read(text: string): Decimal {
  const [whole = '', fraction = ''] = text.split('.');
  return { digits: BigInt(whole + fraction), scale: fraction.length };
}

function raise({ digits, scale }: Decimal, by: number): Decimal {
  return by <= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(by), scale: scale + by };
}

/** Without zeros at the end; "0.05", not ".05". */
function write({ digits, scale }: Decimal): string {
  if (scale <= 0) return String(digits * 10n ** BigInt(-scale));
  const text = String(digits).padStart(scale + 1, '0');
  return `${text.slice(0, -scale)}.${text.slice(-scale)}`.replace(/\.?0+$/, '');
}

function divideHalfEven(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const twice = (dividend % divisor) * 2n;
  const up = twice > divisor || (twice === divisor && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
}
