import { DAY_MS, HOUR_MS } from './gap-ground.ts';

/** `week` counts from 1970. */
export type HourOfWeek = (at: number) => { week: number; hour: number };

const HOURS_A_WEEK = 168;
const MOST_REMEMBERED = 5000;
/** 1 January 1970 was a Thursday; weeks begin on Monday. */
const FIRST_MONDAY_DAYS = 3;

/** Tells the hour of the week at the resort, Monday 00:00 being 0. Remembers by the hour: asking the calendar for each event would be slow. */
export function hourOfWeek(timeZone: string): HourOfWeek {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
  });
  const known = new Map<number, { week: number; hour: number }>();
  return (at) => {
    const key = Math.floor(at / (HOUR_MS / 4));
    const found = known.get(key);
    if (found) return found;
    const part = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const local = Date.UTC(part.get('year') ?? 1970, (part.get('month') ?? 1) - 1, part.get('day') ?? 1, part.get('hour') ?? 0);
    const hours = Math.floor(local / HOUR_MS) + (FIRST_MONDAY_DAYS * DAY_MS) / HOUR_MS;
    const made = { week: Math.floor(hours / HOURS_A_WEEK), hour: hours % HOURS_A_WEEK };
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(key, made);
    return made;
  };
}

/** The hours that a silence touches, in order; one that lasts longer than `mostMs` is followed only that far from its end. */
export function* hoursBetween(from: number, to: number, mostMs: number): Generator<{ at: number; until: number }> {
  for (let at = Math.max(from, to - mostMs); at < to; ) {
    // Time zones are whole quarters of an hour off UTC; a quarter more costs nothing.
    const until = Math.min(to, (Math.floor(at / (HOUR_MS / 4)) + 1) * (HOUR_MS / 4));
    yield { at, until };
    at = until;
  }
}

/** An hour of the week and its neighbours: two before, since a slow morning must not look like a stop after an ordinary night, and one after. */
export function around(hour: number): readonly number[] {
  return [-2, -1, 0, 1].map((step) => (hour + HOURS_A_WEEK + step) % HOURS_A_WEEK);
}
