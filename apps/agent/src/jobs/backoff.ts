/** Waiting time before a retry grows from `firstMs` by doubling, up to `maximumMs`. */
export type Backoff = { firstMs: number; maximumMs: number };

export const DEFAULT_BACKOFF: Backoff = { firstMs: 1000, maximumMs: 300_000 };

/**
 * Milliseconds to wait after the failed attempt number `attempt` (1 for the first): exponential with full jitter, so that
 * jobs that failed together do not come back together. `random` gives 0 (in) to 1 (out).
 */
export function backoffMs(backoff: Backoff, attempt: number, random: () => number): number {
  const ceiling = Math.min(backoff.maximumMs, backoff.firstMs * 2 ** (attempt - 1));
  return Math.round(random() * ceiling);
}
