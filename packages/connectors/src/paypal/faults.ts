import type { ProviderAnswer, ProviderFault } from '@banrimkwae/connector-kit/connector';
import { ErrorBody } from './schemas.ts';

/** Reads PayPal's error envelope: the issue says more than the name. https://developer.paypal.com/api/rest/responses/ */
export function faultOf({ status, body }: ProviderAnswer): ProviderFault | undefined {
  if (status < 400) return undefined;
  const parsed = ErrorBody.safeParse(body);
  const said = parsed.success ? parsed.data : undefined;
  const detail = said?.details?.find(({ issue }) => issue);
  // The older APIs write a sentence where the newer have a code.
  const issue = /^[A-Z_]+$/.test(detail?.issue ?? '') ? detail?.issue : undefined;
  const providerCode = issue ?? said?.name ?? said?.error ?? undefined;
  return {
    code: codeFor(status, providerCode),
    ...(providerCode ? { providerCode } : {}),
    message: detail?.description ?? detail?.issue ?? said?.message ?? said?.error_description ?? `HTTP ${status}`,
    ...(IN_PROGRESS.has(providerCode ?? '') ? { retryable: true } : {}),
    // Behind a 5xx the order may have been made or the money taken; the key tells, or a look.
    outcome: status >= 500 ? 'unknown' : 'refused',
  };
}

/** The same request is being worked on, or the same object by another: later it gets an answer. */
const IN_PROGRESS: ReadonlySet<string> = new Set(['RESOURCE_CONFLICT', 'ORDER_COMPLETION_IN_PROGRESS', 'PREVIOUS_REQUEST_IN_PROGRESS']);

/** Of the keys or what they may do, whatever the status. */
const OF_THE_KEYS: ReadonlySet<string> = new Set([
  'AUTHENTICATION_FAILURE',
  'NOT_AUTHORIZED',
  'PERMISSION_DENIED',
  'invalid_client',
  'invalid_token',
  'unauthorized_client',
]);

function codeFor(status: number, providerCode: string | undefined): ProviderFault['code'] {
  if (status === 401 || status === 403 || OF_THE_KEYS.has(providerCode ?? '')) return 'provider_credentials';
  if (status === 429 || providerCode === 'RATE_LIMIT_REACHED') return 'rate_limited';
  return status >= 500 ? 'provider_failed' : 'provider_rejected';
}
