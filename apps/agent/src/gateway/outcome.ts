import { type AppError, ERRORS } from '@banrimkwae/contract/errors';

/**
 * Where a failed call leaves us. `not_sent`: nothing left the house, try again freely. `refused`: the provider said no.
 * `unknown`: it may have happened; ask before anything else is sent.
 */
export type CallOutcome = 'not_sent' | 'refused' | 'unknown';

const NOT_SENT = new Set(['provider_unavailable', 'provider_paused', 'provider_not_configured', 'host_refused', 'rate_limited', 'busy']);
const REFUSED = new Set(['provider_rejected', 'provider_credentials', 'not_supported', 'invalid_input', 'not_found']);

export function outcomeOf(error: AppError): CallOutcome {
  if (error.details.outcome === 'unknown') return 'unknown';
  if (NOT_SENT.has(error.code)) return 'not_sent';
  return REFUSED.has(error.code) ? 'refused' : 'unknown';
}

/** The sentence for staff, with the provider's own words behind it. */
export function explain(error: AppError): string {
  const said = error.details.providerMessage;
  return said === undefined ? (error.details.message ?? ERRORS[error.code].message.en) : said;
}
