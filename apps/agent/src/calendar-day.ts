/** The instant at which the calendar day of `at` began in this time zone. */
export function startOfDay(at: Date, timeZone: string): Date {
  const midnight = new Date(Math.floor((at.getTime() + offsetMs(at, timeZone)) / DAY_MS) * DAY_MS);
  const guess = new Date(midnight.getTime() - offsetMs(at, timeZone));
  // Where clocks changed since midnight, the offset at midnight was another one.
  return new Date(midnight.getTime() - offsetMs(guess, timeZone));
}

const DAY_MS = 86_400_000;

/** How far local time is ahead of UTC. */
function offsetMs(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((each) => each.type === type)?.value);
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return local - Math.floor(at.getTime() / 1000) * 1000;
}

/** The calendar day of `at` in this time zone: 2026-12-24. */
export function dayOf(at: Date, timeZone: string): string {
  return new Date(at.getTime() + offsetMs(at, timeZone)).toISOString().slice(0, 10);
}

/** From its first instant up to, but not including, the first of the next day. Throws RangeError for what is no day. */
export function boundsOfDay(day: string, timeZone: string): { from: Date; to: Date } {
  // Noon UTC and noon there are the same day, or neighbours: the day after is found from a time that surely lies in it.
  const noon = new Date(`${day}T12:00:00.000Z`);
  const from = startOfDay(new Date(noon.getTime() - offsetMs(noon, timeZone)), timeZone);
  return { from, to: startOfDay(new Date(from.getTime() + 1.5 * DAY_MS), timeZone) };
}

/** Every day from the first to the last, both included; none when the last is before the first. */
export function daysBetween(first: string, last: string): string[] {
  const days: string[] = [];
  for (let at = Date.parse(`${first}T00:00:00.000Z`); at <= Date.parse(`${last}T00:00:00.000Z`); at += DAY_MS)
    days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}
