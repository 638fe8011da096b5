const SOON = 3 * 86_400_000;

/** Whether less than three days are left, or none. */
export function dueSoon(at: string, now: Date): boolean {
  return Date.parse(at) - now.getTime() < SOON;
}
