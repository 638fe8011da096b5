import type { Language } from '../text/i18n.ts';

/** How times are written: language of the reader, zone of the resort. */
export type TimeStyle = { language: Language; timeZone: string };

/** Thai dates count years from the Buddha (2026 is 2569). */
const localeOf = (language: Language) => (language === 'th' ? 'th-TH-u-ca-buddhist-nu-latn' : 'en-GB');

const formats = {
  clock: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  clockWithSeconds: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  day: { day: 'numeric', month: 'short', year: 'numeric' },
  dayShort: { day: 'numeric', month: 'short' },
  weekday: { weekday: 'short' },
  month: { month: 'long', year: 'numeric' },
  exact: { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  dayAndClock: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** A moment (ISO 8601, UTC) as people at the resort write it. */
export function formatInstant(instant: string, format: keyof typeof formats, { language, timeZone }: TimeStyle): string {
  return new Intl.DateTimeFormat(localeOf(language), { ...formats[format], timeZone }).format(new Date(instant));
}

/** A calendar day (2026-12-24), which has no zone. */
export function formatDay(day: string, format: 'day' | 'dayShort' | 'weekday' | 'month', language: Language): string {
  return new Intl.DateTimeFormat(localeOf(language), { ...formats[format], timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
}

const steps = [
  { unit: 'second', size: 1, upTo: 60 },
  { unit: 'minute', size: 60, upTo: 3600 },
  { unit: 'hour', size: 3600, upTo: 86_400 },
  { unit: 'day', size: 86_400, upTo: 86_400 * 14 },
] as const;

/** "4 min ago", "in 20 sec"; `undefined` beyond two weeks, where a date says more. */
export function formatAgo(instant: string, now: Date, language: Language): string | undefined {
  const seconds = Math.round((new Date(instant).getTime() - now.getTime()) / 1000);
  const size = Math.abs(seconds);
  const step = steps.find(({ upTo }) => size < upTo);
  if (!step) return undefined;
  const format = new Intl.RelativeTimeFormat(language === 'th' ? 'th' : 'en-GB', { style: 'short', numeric: size < 5 ? 'auto' : 'always' });
  return format.format(Math.trunc(seconds / step.size) || 0, step.unit);
}

/** "09:41" or "1:09:41" until a moment; "0:00" once it is over. */
export function formatCountdown(until: string, now: Date): string {
  const seconds = Math.max(0, Math.ceil((new Date(until).getTime() - now.getTime()) / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const tail = String(seconds % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
}

/** The calendar day of a moment at the resort, e.g. 2026-12-24. */
export function dayAt(instant: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

export function addDays(day: string, count: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + count);
  return date.toISOString().slice(0, 10);
}

/** Nights from arrival to departure. */
export function nightsBetween(arrival: string, departure: string): number {
  return Math.round((Date.parse(`${departure}T00:00:00Z`) - Date.parse(`${arrival}T00:00:00Z`)) / 86_400_000);
}
