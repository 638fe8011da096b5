import { type Money, minorUnitDigits, money } from '@banrimkwae/money';

/**
 * Digits behind the point in Stripe's amounts. These are Stripe's own list, not the runtime's: ISK, UGX, HUF or IDR are written without
 * decimals among people and keep two at Stripe. https://docs.stripe.com/currencies#zero-decimal
 */
const NO_DECIMALS = new Set(['BIF', 'CLP', 'DJF', 'GNF', 'JPY', 'KMF', 'KRW', 'MGA', 'PYG', 'RWF', 'VND', 'VUV', 'XAF', 'XOF', 'XPF']);
const THREE_DECIMALS = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND']);

/** An amount as Stripe counts it. */
export function toStripeAmount({ amount, currency }: Money): number {
  return Math.round(amount * 10 ** (stripeDigits(currency) - minorUnitDigits(currency)));
}

/** An amount of Stripe's in our minor units. `currency` in any case. */
export function fromStripeAmount(amount: number, currency: string): Money {
  return money(Math.round(amount * 10 ** (minorUnitDigits(currency) - stripeDigits(currency))), currency);
}

function stripeDigits(currency: string): number {
  const code = currency.toUpperCase();
  if (NO_DECIMALS.has(code)) return 0;
  return THREE_DECIMALS.has(code) ? 3 : 2;
}
