import { money } from '@banrimkwae/money';
import { convertMoney, divideDecimals } from '@banrimkwae/money/decimal';

/** Baht for one unit on an ordinary day; every source of the practice world starts from the same market. */
const BAHT: Readonly<Record<string, string>> = {
  THB: '1',
  USD: '33.4112',
  EUR: '38.5524',
  GBP: '44.1870',
  JPY: '0.221534',
  CNY: '4.6981',
  KRW: '0.024105',
  HKD: '4.2914',
  SGD: '25.7330',
  MYR: '7.9852',
  TWD: '1.0841',
  INR: '0.3889',
  AUD: '21.8846',
  NZD: '19.3107',
  CAD: '23.9120',
  CHF: '41.5263',
  SEK: '3.5012',
  NOK: '3.2856',
  DKK: '5.1629',
  AED: '9.0976',
  RUB: '0.4127',
  IDR: '0.0020517',
  VND: '0.00127',
};
const DAY_MS = 86_400_000;

export const quotedCurrencies: readonly string[] = Object.keys(BAHT);

/** Baht for one unit on that day: it wanders by half a per cent at most, the same way at every asking. Undefined: not quoted. `perMille`: an order from outside. */
export function bahtFor(currency: string, at: Date, perMille = 1000): string | undefined {
  const usual = BAHT[currency];
  if (usual === undefined || currency === 'THB') return usual;
  const day = Math.floor(at.getTime() / DAY_MS);
  const step = ((day * 7 + currency.charCodeAt(0) * 13 + currency.charCodeAt(2) * 5) % 11) - 5;
  return divideDecimals(usual, divideDecimals('1000000', String((1000 + step) * perMille)));
}

/** Units of `to` for one of `from` on that day. */
export function crossRate(from: string, to: string, at: Date): string | undefined {
  const [left, right] = [bahtFor(from, at), bahtFor(to, at)];
  return left === undefined || right === undefined ? undefined : divideDecimals(left, right);
}

/** A rate with so many digits behind the point, as sources print it. */
export function printed(rate: string, digits: 6 | 7): string {
  // Counted in ten-thousandths (or finer) of one, rounded like money.
  const scaled = convertMoney(money(10 ** digits, 'JPY'), rate, 'JPY').amount;
  const text = String(scaled).padStart(digits + 1, '0');
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
