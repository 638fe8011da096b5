import type { Money } from '@banrimkwae/contract/primitives';
import { parseDecimal } from '@banrimkwae/money';

const thaiZero = '๐'.charCodeAt(0);

/** What a person typed as an amount ("3,500", "฿3 500.50", "๓๕๐๐") as money, or undefined when it is no positive amount. */
export function parseAmount(text: string, currency: string): Money | undefined {
  const plain = text.replace(/[๐-๙]/g, (digit) => String(digit.charCodeAt(0) - thaiZero)).replace(/฿|THB|บาท|,|\s/gi, '');
  if (!/^\d+(\.\d+)?$/.test(plain)) return undefined;
  try {
    const value = parseDecimal(plain, currency);
    return value.amount > 0 ? value : undefined;
  } catch (fault) {
    if (fault instanceof RangeError) return undefined;
    throw fault;
  }
}
