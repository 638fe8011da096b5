import type { Clock } from '../clock.ts';

const DAY_MS = 86_400_000;

/** The calendar day it is in a time zone, YYYY-MM-DD. */
export function dayTeller(clock: Clock, timeZone: string): () => string {
  // Canada writes its dates the ISO way.
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return () => format.format(clock.now());
}

export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
}

/** Every night of a stay: from the day of arrival on, without the day of departure. */
export function nightsOf({ arrival, departure }: { arrival: string; departure: string }): string[] {
  const nights: string[] = [];
  for (let day = arrival; day < departure; day = addDays(day, 1)) nights.push(day);
  return nights;
}

/** The last day of the month that a day is in. */
export function endOfMonth(day: string): string {
  const [year = 0, month = 1] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}
