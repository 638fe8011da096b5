/** Money is an integer count of a currency's smallest unit (satang, cent, yen). No float ever holds an amount. */
export type Money = { readonly amount: number; readonly currency: string };

/** Digits behind the point by ISO 4217, e.g. THB 2, JPY 0, KWD 3. Source: the runtime's CLDR data. */
export function minorUnitDigits(currency: string): number {
  const known = DIGITS.get(currency);
  if (known !== undefined) return known;
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  DIGITS.set(currency, digits);
  return digits;
}

/** Asking the runtime takes longer than all the rest of a conversion. There are as many as there are currencies. */
const DIGITS = new Map<string, number>();

/** Makes money from minor units. Throws RangeError on a fraction, an unsafe integer or a currency that is not three letters. */
export function money(amount: number, currency: string): Money {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`An amount is a whole number of minor units, not ${amount}`);
  if (!/^[A-Za-z]{3}$/.test(currency)) throw new RangeError(`"${currency}" is not an ISO 4217 currency`);
  return { amount, currency: currency.toUpperCase() };
}

export function zero(currency: string): Money {
  return money(0, currency);
}

/** Sum of two amounts of one currency. Throws RangeError when the currencies differ. */
export function add(left: Money, right: Money): Money {
  requireSameCurrency(left, right);
  return money(left.amount + right.amount, left.currency);
}

/** left − right; may be negative. Throws RangeError when the currencies differ. */
export function subtract(left: Money, right: Money): Money {
  requireSameCurrency(left, right);
  return money(left.amount - right.amount, left.currency);
}

export function sameCurrency(left: Money, right: Money): boolean {
  return left.currency === right.currency;
}

/** "1234.50" → 123450 THB. Exact: works on the digits, not on a float. Throws RangeError on more digits than the currency has. */
export function parseDecimal(text: string, currency: string): Money {
  const digits = minorUnitDigits(currency);
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (!match) throw new RangeError(`"${text}" is not a decimal amount`);
  const [, sign, whole = '0', fraction = ''] = match;
  const kept = fraction.slice(0, digits).padEnd(digits, '0');
  if (/[1-9]/.test(fraction.slice(digits))) throw new RangeError(`"${text}" has more than ${digits} decimals for ${currency}`);
  return money(Number(`${sign}${whole}${kept}`), currency);
}

/** 123450 THB → "1234.50". */
export function toDecimal({ amount, currency }: Money): string {
  const digits = minorUnitDigits(currency);
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  const sign = amount < 0 ? '-' : '';
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** For people: "฿1,234.50". The locale decides grouping, not the digits. */
export function formatMoney(value: Money, locale: string): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency: value.currency, currencyDisplay: 'narrowSymbol' });
  return format.format(toDecimal(value) as Intl.StringNumericLiteral);
}

function requireSameCurrency(left: Money, right: Money): void {
  if (left.currency !== right.currency) throw new RangeError(`Cannot combine ${left.currency} with ${right.currency}`);
}
