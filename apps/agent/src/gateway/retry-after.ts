/** Counters that say when the next call is allowed; seconds from now, or a Unix time. Sent with a 429 by SendGrid, X, XE and others. */
const RESET_HEADERS = ['x-ratelimit-reset', 'x-rate-limit-reset', 'ratelimit-reset'];
/** Anything above is a Unix time, not a number of seconds to wait. */
const UNIX_TIME = 1_000_000_000;

/**
 * How long an answer asks us to wait, in milliseconds: `Retry-After` in seconds or as a date (RFC 9110, 10.2.3), on a 429 also the rate limit's reset.
 * Undefined when it does not say.
 */
export function retryAfterOf(status: number, headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const asked = headers['retry-after'];
  const wait = asked === undefined ? undefined : fromRetryAfter(asked.trim(), now);
  if (wait !== undefined || status !== 429) return wait;
  for (const name of RESET_HEADERS) {
    const reset = Number(headers[name] ?? Number.NaN);
    if (Number.isFinite(reset) && reset >= 0) return reset > UNIX_TIME ? Math.max(0, reset * 1000 - now) : reset * 1000;
  }
  return undefined;
}

function fromRetryAfter(value: string, now: number): number | undefined {
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
