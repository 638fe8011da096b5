import { unprocessable } from './refusal.ts';

export type PayPalAmount = { currency_code: string; value: string };
/** In PayPal's smallest units. */
export type Minor = { currency: string; amount: number };

/** https://developer.paypal.com/docs/api/reference/currency-codes/ */
const CURRENCIES: ReadonlySet<string> = new Set(
  'AUD BRL CAD CNY CZK DKK EUR HKD HUF ILS JPY MYR MXN TWD NZD NOK PHP PLN GBP SGD SEK CHF THB USD'.split(' '),
);
const WITHOUT_DECIMALS: ReadonlySet<string> = new Set(['HUF', 'JPY', 'TWD']);
const LONGEST = 15;

function digitsOf(currency: string): number {
  return WITHOUT_DECIMALS.has(currency) ? 0 : 2;
}

/** Throws what PayPal refuses of an amount. */
export function readAmount({ currency_code: currency, value }: PayPalAmount): Minor {
  if (!CURRENCIES.has(currency))
    throw unprocessable('INVALID_CURRENCY_CODE', 'Currency code should be a three-character ISO-4217 currency code.');
  const [, whole = '', fraction = ''] = /^(\d+)(?:\.(\d+))?$/.exec(value) ?? [];
  if (whole === '' || whole.length > LONGEST) throw unprocessable('CANNOT_BE_ZERO_OR_NEGATIVE', 'Must be greater than zero.');
  const digits = digitsOf(currency);
  if (digits === 0 && /[1-9]/.test(fraction)) throw unprocessable('DECIMALS_NOT_SUPPORTED', 'Currency does not support decimals.');
  if (fraction.length > 2)
    throw unprocessable('DECIMAL_PRECISION', 'If the currency supports decimals, only two decimal place precision is supported.');
  const amount = Number(`${whole}${fraction.slice(0, digits).padEnd(digits, '0')}`);
  if (amount === 0) throw unprocessable('CANNOT_BE_ZERO_OR_NEGATIVE', 'Must be greater than zero.');
  return { currency, amount };
}

export function written({ currency, amount }: Minor): PayPalAmount {
  const digits = digitsOf(currency);
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  const value = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  return { currency_code: currency, value: amount < 0 ? `-${value}` : value };
}

const FEE_BASIS_POINTS = 440n;
/** Of a whole unit of the currency, in its smallest. */
const FIXED_FEES: Readonly<Record<string, number>> = { THB: 1100, USD: 30, EUR: 35, JPY: 40 };

/** 4.4 % and a fixed part, never more than the payment. */
export function feeOf({ currency, amount }: Minor): Minor {
  const part = Number((BigInt(amount) * FEE_BASIS_POINTS + 5_000n) / 10_000n);
  return { currency, amount: Math.min(amount, part + (FIXED_FEES[currency] ?? 30)) };
}

/** Baht for one unit, in ten-thousandths. */
const RATES: Readonly<Record<string, bigint>> = { USD: 341_200n, EUR: 370_500n, GBP: 431_000n, JPY: 2_310n };
const RATE_DIGITS = 4;

/** What an amount becomes in the account's currency. Undefined: it is kept as it is. */
export function converted({ currency, amount }: Minor, into: string): { amount: Minor; rate: string } | undefined {
  const rate = currency === into || into !== 'THB' ? undefined : RATES[currency];
  if (rate === undefined) return undefined;
  const scale = 10n ** BigInt(RATE_DIGITS + digitsOf(currency) - digitsOf(into));
  const text = String(rate).padStart(RATE_DIGITS + 1, '0');
  return {
    amount: { currency: into, amount: Number((BigInt(amount) * rate) / scale) },
    rate: `${text.slice(0, -RATE_DIGITS)}.${text.slice(-RATE_DIGITS)}`,
  };
}
