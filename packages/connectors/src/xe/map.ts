import type { FxQuote } from '@banrimkwae/connector-kit/capabilities/fx';
import type { ProviderAnswer, ProviderFault } from '@banrimkwae/connector-kit/connector';
import { decimalText, divideDecimals, isRate } from '@banrimkwae/money/decimal';
import { type Converted, ErrorBody } from './schemas.ts';

/** `inverse`: units of the currency asked from for one of the other, which is what we want; where it is left out, one divided by `mid`. */
export function quotesFrom({ from, to, timestamp }: Converted): FxQuote[] {
  return to.flatMap(({ quotecurrency: base, mid, inverse }) => {
    const written = decimalText(mid);
    const rate = inverse === undefined ? (isRate(written) ? divideDecimals('1', written) : '') : decimalText(inverse);
    const at = new Date(timestamp).toISOString();
    return isRate(rate) ? [{ base, quote: from, rate, buying: null, selling: null, at }] : [];
  });
}

export function faultOf({ status, body }: ProviderAnswer): ProviderFault | undefined {
  if (status < 400) return undefined;
  const parsed = ErrorBody.safeParse(body);
  const told = parsed.success ? { message: parsed.data.message, providerCode: String(parsed.data.code) } : { message: `HTTP ${status}` };
  if (status === 401 || status === 403) return { code: 'provider_credentials', ...told };
  if (status === 429) return { code: 'rate_limited', ...told };
  return { code: status >= 500 ? 'provider_failed' : 'provider_rejected', ...told };
}
