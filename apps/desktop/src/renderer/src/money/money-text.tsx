import type { Money } from '@banrimkwae/contract/primitives';
import { formatMoney, toDecimal } from '@banrimkwae/money';

/** For sentences and buttons: "฿3,500", "฿3,500.50". The same in both languages, as Thai figures are written with the same digits. */
export function showMoney(value: Money): string {
  const format = new Intl.NumberFormat('en', {
    style: 'currency',
    currency: value.currency,
    currencyDisplay: 'narrowSymbol',
    trailingZeroDisplay: 'stripIfInteger',
  });
  return format.format(toDecimal(value) as Intl.StringNumericLiteral);
}

/** For tables and columns, where the points stand below each other: "฿3,500.00". */
export function MoneyText({ value }: { value: Money }) {
  return <span className="money">{formatMoney(value, 'en')}</span>;
}
