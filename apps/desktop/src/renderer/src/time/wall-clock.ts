const format = (timeZone: string) =>
  new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });

/** What the clock at the resort shows at a moment (ISO 8601, UTC), as date fields write it: 2026-12-24T18:30. */
export function wallClockAt(instant: string, timeZone: string): string {
  const parts = format(timeZone).formatToParts(new Date(instant));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

/** The moment at which the clock at the resort shows this; undefined for what is no time. */
export function instantAt(wallClock: string, timeZone: string): string | undefined {
  const asUtc = Date.parse(`${wallClock}Z`);
  if (Number.isNaN(asUtc)) return undefined;
  const offset = Date.parse(`${wallClockAt(new Date(asUtc).toISOString(), timeZone)}Z`) - asUtc;
  return new Date(asUtc - offset).toISOString();
}
