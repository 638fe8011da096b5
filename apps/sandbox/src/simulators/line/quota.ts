const JAPAN = 9 * 3_600_000;

export type Quota = {
  /** The answer of `GET /v2/bot/message/quota`. */
  limit: () => { type: 'none' } | { type: 'limited'; value: number };
  used: () => number;
  /** Counts messages by receivers; false, and nothing counted, when the month's limit would be passed. */
  take: (receivers: number) => boolean;
  exhaust: () => void;
};

/**
 * The month's message allowance. Months change at midnight UTC+9. Several message objects in one request to one guest
 * count as one; replies are free (https://developers.line.biz/en/docs/messaging-api/pricing/).
 */
export function createQuota(deps: { now: () => Date; monthlyLimit: number | null }): Quota {
  const usage = new Map<string, number>();
  const month = (): string => new Date(deps.now().getTime() + JAPAN).toISOString().slice(0, 7);
  const used = (): number => usage.get(month()) ?? 0;
  const { monthlyLimit } = deps;
  return {
    limit: () => (monthlyLimit === null ? { type: 'none' } : { type: 'limited', value: monthlyLimit }),
    used,
    take: (receivers) => {
      const total = used() + receivers;
      if (monthlyLimit !== null && total > monthlyLimit) return false;
      usage.set(month(), total);
      return true;
    },
    exhaust: () => {
      if (monthlyLimit !== null) usage.set(month(), monthlyLimit);
    },
  };
}
