const AHEAD_MS = 7 * 3_600_000;
const DAY_MS = 86_400_000;

/** The day in Bangkok, `2026-11-23`. Thailand has no summer time. */
export function bangkokDay(at: Date): string {
  return new Date(at.getTime() + AHEAD_MS).toISOString().slice(0, 10);
}

/** `2026-11-23 09:15:00` in Bangkok. */
export function bangkokDateTime(at: Date): string {
  return new Date(at.getTime() + AHEAD_MS).toISOString().slice(0, 19).replace('T', ' ');
}

/** SCB's times: with an offset, or else of Bangkok. Null: not a time. */
export function instantOf(text: string | null | undefined): string | null {
  if (!text) return null;
  const zoned = /(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text.replace(' ', 'T')}+07:00`;
  const milliseconds = Date.parse(zoned);
  return Number.isNaN(milliseconds) ? null : new Date(milliseconds).toISOString();
}

/** Days on which a payment asked for at `createdAt` may stand in the bank's books: its day, the day after where midnight was near, and today. */
export function daysToAsk(createdAt: Date, now: Date): readonly string[] {
  const dayAfter = new Date(createdAt.getTime() + DAY_MS);
  const days = [createdAt, ...(dayAfter < now ? [dayAfter] : []), now].map(bangkokDay);
  return [...new Set(days)];
}
