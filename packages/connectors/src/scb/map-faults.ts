import type { ProviderAnswer, ProviderFault } from '@banrimkwae/connector-kit/connector';
import { Envelope } from './schemas.ts';

const SUCCESS = 1000;
const NOT_FOUND = 1104;

/** https://developer.scb/#/documents/documentation/basics/error-codes.html */
const CODES: Readonly<Record<number, ProviderFault['code']>> = {
  1101: 'provider_rejected',
  1102: 'provider_rejected',
  1103: 'provider_rejected',
  1104: 'provider_rejected',
  1105: 'provider_rejected',
  1111: 'provider_rejected',
  // A channel or feature that the contract with the bank does not have.
  4101: 'provider_rejected',
  8101: 'provider_failed',
  8102: 'provider_failed',
  9100: 'provider_credentials',
  // A token that ended early: the gateway fetches another one, once.
  9300: 'provider_credentials',
  9500: 'provider_credentials',
  9503: 'provider_credentials',
  9700: 'provider_failed',
};
/** Where a number that leads to nothing is an answer, not a fault. */
const LOOKED_UP = new Set(['inquiry', 'slip', 'deeplink_get']);

/** The code in the body decides, also inside a 200. */
export function faultOf({ endpoint, status, body }: ProviderAnswer): ProviderFault | 'none' | undefined {
  const read = Envelope.safeParse(body);
  if (!read.success) return undefined;
  const { code: providerCode, description } = read.data.status;
  if (providerCode === SUCCESS && status < 400) return undefined;
  if (providerCode === NOT_FOUND && LOOKED_UP.has(endpoint)) return 'none';
  const said = { providerCode: String(providerCode), message: description ?? `HTTP ${status}` };
  if (status === 429) return { ...said, code: 'rate_limited' };
  const code = CODES[providerCode] ?? (status >= 500 ? 'provider_failed' : 'provider_rejected');
  return { ...said, code };
}
