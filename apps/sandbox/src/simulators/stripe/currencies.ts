import { money } from '@banrimkwae/money';
import { convertMoney, divideDecimals } from '@banrimkwae/money/decimal';
import { invalid } from './refusal.ts';

/**
 * Currencies that guests of the practice resort pay in: digits behind the point, least amount of a charge, and baht for one.
 * https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
 */
const CURRENCIES: Readonly<Record<string, { digits: number; minimum: number; baht: string }>> = {
  thb: { digits: 2, minimum: 1000, baht: '1' },
  usd: { digits: 2, minimum: 50, baht: '34.1' },
  eur: { digits: 2, minimum: 50, baht: '38.6' },
  gbp: { digits: 2, minimum: 30, baht: '44.9' },
  jpy: { digits: 0, minimum: 50, baht: '0.226' },
  sgd: { digits: 2, minimum: 50, baht: '25.9' },
  hkd: { digits: 2, minimum: 400, baht: '4.38' },
  myr: { digits: 2, minimum: 200, baht: '8.02' },
  aud: { digits: 2, minimum: 50, baht: '22.4' },
  nzd: { digits: 2, minimum: 50, baht: '20.1' },
  cad: { digits: 2, minimum: 50, baht: '24.6' },
  chf: { digits: 2, minimum: 50, baht: '40.9' },
  sek: { digits: 2, minimum: 300, baht: '3.41' },
  nok: { digits: 2, minimum: 300, baht: '3.22' },
  dkk: { digits: 2, minimum: 250, baht: '5.17' },
  krw: { digits: 0, minimum: 700, baht: '0.0245' },
  inr: { digits: 2, minimum: 50, baht: '0.405' },
};
const LARGEST = 99_999_999;

/** The currency in Stripe's lower case; refuses one the account cannot take. */
export function currencyOf(given: string): string {
  const currency = given.toLowerCase();
  if (!CURRENCIES[currency])
    throw invalid(`Invalid currency: ${currency}. Stripe currently supports these currencies: ${Object.keys(CURRENCIES).join(', ')}`, {
      param: 'currency',
    });
  return currency;
}

/** Refuses what is below the currency's minimum or longer than eight digits. */
export function checkAmount(amount: number, currency: string, param = 'amount'): void {
  const { minimum } = known(currency);
  if (amount < minimum)
    throw invalid(`Amount must be at least ${written(minimum, currency)} ${currency}`, { code: 'amount_too_small', param });
  if (amount > LARGEST)
    throw invalid(`Amount must be no more than ${written(LARGEST, currency)} ${currency}`, { code: 'amount_too_large', param });
}

/** `฿1,500.00`, as guests read it. */
export function written(amount: number, currency: string): string {
  const { digits } = known(currency);
  const format = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return format.format(amount / 10 ** digits);
}

/** Into the currency the account is paid in; the rate is between whole units. */
export function settled(amount: number, currency: string, into: string): { amount: number; rate: number | null } {
  if (currency === into) return { amount, rate: null };
  const rate = divideDecimals(known(currency).baht, known(into).baht);
  return { amount: convertMoney(money(amount, currency), rate, into.toUpperCase()).amount, rate: Number(rate) };
}

function known(currency: string) {
  const found = CURRENCIES[currency];
  if (!found) throw new RangeError(`The account takes no ${currency}`);
  return found;
}
