import { describe, expect, it } from 'vitest';
import { boundsOfDay, dayOf, daysBetween } from './calendar-day.ts';

describe('a calendar day of the resort', () => {
  it.each([
    ['2026-11-28', 'Asia/Bangkok', '2026-11-27T17:00:00.000Z', '2026-11-28T17:00:00.000Z'],
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    ['2026-11-28', 'Pacific/Kiritimati', '2026-11-27T10:00:00.000Z', '2026-11-28T10:00:00.000Z'],
    ['2026-11-28', 'Pacific/Pago_Pago', '2026-11-28T11:00:00.000Z', '2026-11-29T11:00:00.000Z'],
  ])('%s in %s begins and ends where it does there', (day, zone, from, to) => {
    const bounds = boundsOfDay(day, zone);
    expect([bounds.from.toISOString(), bounds.to.toISOString()]).toEqual([from, to]);
    expect([dayOf(bounds.from, zone), dayOf(new Date(bounds.to.getTime() - 1), zone)]).toEqual([day, day]);
  });

  it('lists days over the end of a month, and none backwards', () => {
    expect(daysBetween('2026-11-29', '2026-12-01')).toEqual(['2026-11-29', '2026-11-30', '2026-12-01']);
    expect(daysBetween('2026-12-01', '2026-11-30')).toEqual([]);
  });
});
