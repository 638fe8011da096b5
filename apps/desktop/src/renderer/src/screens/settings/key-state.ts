export type KeyState = 'good' | 'unused' | 'ending' | 'ended';

const DAY = 86_400_000;
const SOON = 14 * DAY;

/** How an API key stands: over, about to be over within two weeks, never used, or in use. */
export function keyState(key: { lastUsedAt: string | null; expiresAt: string | null }, now: Date): KeyState {
  const left = key.expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(key.expiresAt) - now.getTime();
  if (left <= 0) return 'ended';
  if (left <= SOON) return 'ending';
  return key.lastUsedAt === null ? 'unused' : 'good';
}
