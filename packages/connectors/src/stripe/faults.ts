import type { ProviderAnswer, ProviderFault } from '@banrimkwae/connector-kit/connector';
import type * as z from 'zod';
import { ErrorBody } from './schemas.ts';

/** Reads Stripe's error envelope. Every 5xx may have been applied: https://docs.stripe.com/error-low-level#server-errors */
export function faultOf(answer: ProviderAnswer): ProviderFault | undefined {
  if (answer.status < 400) return undefined;
  const parsed = ErrorBody.safeParse(answer.body);
  const error = parsed.success ? parsed.data.error : undefined;
  const code = error?.decline_code ?? error?.code ?? error?.type;
  const shouldRetry = answer.headers['stripe-should-retry'];
  return {
    code: codeFor(answer.status, error),
    ...(code ? { providerCode: code } : {}),
    message: error?.message ?? `HTTP ${answer.status}`,
    ...(shouldRetry === undefined ? retryDefault(answer.status) : { retryable: shouldRetry === 'true' }),
    outcome: answer.status >= 500 ? 'unknown' : 'refused',
  };
}

/** A 400 with the code `rate_limit` is a limit too. */
function codeFor(status: number, error: z.infer<typeof ErrorBody>['error'] | undefined): ProviderFault['code'] {
  if (status === 401 || status === 403) return 'provider_credentials';
  if (status === 429 || error?.code === 'rate_limit') return 'rate_limited';
  if (status >= 500 || error?.type === 'api_error') return 'provider_failed';
  return 'provider_rejected';
}

/** 409: another request holds the same idempotency key just now. */
function retryDefault(status: number): { retryable?: boolean } {
  return status === 409 ? { retryable: true } : {};
}
