const DAY = 86_400_000;

/** True for an existing calendar date written YYYY-MM-DD. */
export function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && isoDate(new Date(time)) === text;
}

/** The UTC calendar date of an instant, YYYY-MM-DD. */
export function isoDate(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

/** The instant without milliseconds and zone, as Booking.com writes `ResID_Date` and `TimeStamp`. */
export function isoSecond(instant: Date): string {
  return instant.toISOString().slice(0, 19);
}

export function addDays(date: string, days: number): string {
  return isoDate(new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY));
}

/** All dates from `start` to `end`, both inclusive. */
export function datesBetween(start: string, end: string): string[] {
  const count = Math.round((Date.parse(`${end}T00:00:00Z`) - Date.parse(`${start}T00:00:00Z`)) / DAY) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => addDays(start, index));
}

/** The nights of a stay: from the arrival date on, without the departure date. */
export function nightsOf(arrival: string, nights: number): string[] {
  return datesBetween(arrival, addDays(arrival, nights - 1));
}

/**
 * Booking.com judges "in the past" by Central European Time
 * (https://developers.booking.com/connectivity/docs/ota-hotelavailnotif).
 */
export function todayInCentralEurope(now: Date): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Amsterdam' }).format(now);
}
