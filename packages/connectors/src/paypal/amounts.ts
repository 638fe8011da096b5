import { AppError } from '@banrimkwae/connector-kit/connector';
import { type Money, minorUnitDigits, parseDecimal, toDecimal } from '@banrimkwae/money';
import type { PayPalMoney } from './schemas.ts';

/** Written without decimals, whatever ISO 4217 says of them. https://developer.paypal.com/docs/api/reference/currency-codes/ */
const WITHOUT_DECIMALS: ReadonlySet<string> = new Set(['HUF', 'JPY', 'TWD']);

/** What an account anywhere may hold; three more are for accounts inside Brazil, China and Malaysia only. */
export const CURRENCIES = [
  ...['AUD', 'CAD', 'CHF', 'CZK', 'DKK', 'EUR', 'GBP', 'HKD', 'HUF', 'ILS', 'JPY', 'MXN'],
  ...['NOK', 'NZD', 'PHP', 'PLN', 'SEK', 'SGD', 'THB', 'TWD', 'USD'],
] as const;

/** 150000 THB → {THB, "1500.00"}. Throws AppError `invalid_input` for a part of a currency that PayPal takes whole only. */
export function toPayPalMoney(money: Money): PayPalMoney {
  const text = toDecimal(money);
  if (!WITHOUT_DECIMALS.has(money.currency) || minorUnitDigits(money.currency) === 0) return { currency_code: money.currency, value: text };
  const [whole = '', fraction = ''] = text.split('.');
  if (/[1-9]/.test(fraction))
    throw new AppError('invalid_input', {
      message: `PayPal takes ${money.currency} in whole units only.`,
      fields: { amount: 'Enter a whole amount.' },
    });
  return { currency_code: money.currency, value: whole };
}

export function fromPayPalMoney({ currency_code: currency, value }: PayPalMoney): Money {
  return parseDecimal(value, currency);
}
