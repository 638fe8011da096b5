import type { FxQuote } from '@banrimkwae/connector-kit/capabilities/fx';
import type { ProviderAnswer, ProviderFault } from '@banrimkwae/connector-kit/connector';
import { decimalText, divideDecimals, isRate } from '@banrimkwae/money/decimal';
import { ErrorBody, type Latest } from './schemas.ts';

/** All rates are of one euro, on every plan: from one currency to another they are divided. */
export function quotesFrom({ base, rates, timestamp }: Latest, quote: string, currencies: readonly string[]): FxQuote[] {
  const ofBase = (currency: string) => (currency === base ? '1' : rates[currency] === undefined ? '' : decimalText(rates[currency]));
  const target = ofBase(quote);
  if (!isRate(target)) return [];
  return currencies
    .filter((currency) => isRate(ofBase(currency)))
    .map((currency) => ({
      base: currency,
      quote,
      rate: divideDecimals(target, ofBase(currency)),
      buying: null,
      selling: null,
      at: new Date(timestamp * 1000).toISOString(),
    }));
}

type Meaning = Pick<ProviderFault, 'code' | 'retryable'>;

/** https://fixer.io/documentation#errorcodes : the key or its account (101, 102), the month is used up (104), no rates just now (106). */
const CODES: Readonly<Record<string, Meaning>> = {
  101: { code: 'provider_credentials' },
  102: { code: 'provider_credentials' },
  104: { code: 'rate_limited', retryable: false },
  105: { code: 'provider_rejected', retryable: false },
  106: { code: 'provider_failed', retryable: true },
};
const STATUSES: Readonly<Record<number, Meaning>> = {
  401: { code: 'provider_credentials' },
  403: { code: 'provider_credentials' },
  429: { code: 'rate_limited' },
};

/** fixer.io answers errors inside a 200; apilayer by the status. */
export function faultOf({ status, body }: ProviderAnswer): ProviderFault | undefined {
  const parsed = ErrorBody.safeParse(body);
  const told = parsed.success ? parsed.data : undefined;
  if (status < 400 && told?.success !== false) return undefined;
  const code = told?.error?.code;
  const meaning = CODES[String(code)] ?? STATUSES[status] ?? { code: status >= 500 ? 'provider_failed' : 'provider_rejected' };
  const message = told?.error?.info ?? told?.error?.message ?? told?.error?.type ?? told?.message ?? `HTTP ${status}`;
  return { ...meaning, message, ...(code === undefined ? {} : { providerCode: String(code) }) };
}
