const HOUR_MS = 3_600_000;
/** Orders keep it for six hours, captures and refunds for 45 days. https://developer.paypal.com/api/rest/reference/idempotency/ */
export const ORDER_KEYS_MS = 6 * HOUR_MS;
export const PAYMENT_KEYS_MS = 45 * 24 * HOUR_MS;

/** `latest` shows the object as it stands then: a repeat learns what has become of it. */
export type Done = { latest: () => unknown };
export type RequestIds = { find: (key: string) => Done | undefined; keep: (key: string, done: Done, lifetimeMs: number) => void };

/** What was refused is not kept: the same id may try again. */
export function createRequestIds(now: () => Date): RequestIds {
  const kept = new Map<string, Done & { until: number }>();
  return {
    find: (key) => {
      const found = kept.get(key);
      return found && now().getTime() < found.until ? found : undefined;
    },
    keep: (key, done, lifetimeMs) => void kept.set(key, { ...done, until: now().getTime() + lifetimeMs }),
  };
}
