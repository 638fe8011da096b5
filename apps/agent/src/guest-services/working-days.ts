const DAY_MS = 86_400_000;
const LONGEST_LOOK_DAYS = 60;

/** Mondays to Fridays that began after the day of `from`, up to the day of `to`. Past sixty days the exact number does not matter. */
export function workingDaysBetween(from: Date, to: Date, timeZone: string): number {
  const [first, last] = [dayNumber(from, timeZone), dayNumber(to, timeZone)];
  const days = Math.min(Math.max(0, last - first), LONGEST_LOOK_DAYS);
  return Array.from({ length: days }, (_, index) => new Date((first + 1 + index) * DAY_MS).getUTCDay()).filter(
    (weekday) => weekday !== 0 && weekday !== 6,
  ).length;
}

/** The calendar day of a time zone, counted from 1970. */
function dayNumber(at: Date, timeZone: string): number {
  return Date.parse(`${new Intl.DateTimeFormat('en-CA', { timeZone }).format(at)}T00:00:00Z`) / DAY_MS;
}
