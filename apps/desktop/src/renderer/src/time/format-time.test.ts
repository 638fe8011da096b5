import { describe, expect, it } from 'vitest';
import { addDays, dayAt, formatAgo, formatCountdown, formatDay, formatInstant, nightsBetween } from './format-time.ts';

const zone = { timeZone: 'Asia/Bangkok' };
const now = new Date('2026-11-23T14:00:00.000Z');

describe('times', () => {
  it('are written in the zone of the resort, and by the Buddhist year in Thai', () => {
    const at = '2026-11-23T20:30:05.000Z';
    expect(formatInstant(at, 'exact', { ...zone, language: 'en' })).toBe('24 Nov 2026, 03:30:05');
    expect(formatInstant(at, 'exact', { ...zone, language: 'th' })).toBe('24 พ.ย. 2569 03:30:05');
    expect(formatInstant(at, 'clock', { ...zone, language: 'th' })).toBe('03:30');
  });

  it('of a calendar day do not move with a zone', () => {
    expect(formatDay('2026-12-31', 'day', 'en')).toBe('31 Dec 2026');
    expect(formatDay('2026-12-31', 'day', 'th')).toBe('31 ธ.ค. 2569');
  });

  it.each([
    ['2026-11-23T13:59:59.000Z', 'en', '1 sec ago'],
    ['2026-11-23T13:56:10.000Z', 'en', '3 min ago'],
    ['2026-11-23T14:00:20.000Z', 'en', 'in 20 sec'],
    ['2026-11-23T11:59:00.000Z', 'th', '2 ชม. ที่แล้ว'],
    ['2026-11-20T14:00:00.000Z', 'en', '3 days ago'],
  ] as const)('%s in %s is %s', (at, language, text) => {
    expect(formatAgo(at, now, language)).toBe(text);
  });

  it('are a date beyond two weeks', () => {
    expect(formatAgo('2026-11-01T14:00:00.000Z', now, 'en')).toBeUndefined();
  });
});

describe('a countdown', () => {
  it.each([
    ['2026-11-23T14:09:41.000Z', '9:41'],
    ['2026-11-23T15:09:41.000Z', '1:09:41'],
    ['2026-11-23T14:00:00.300Z', '0:01'],
    ['2026-11-23T13:00:00.000Z', '0:00'],
  ])('to %s shows %s', (until, shown) => {
    expect(formatCountdown(until, now)).toBe(shown);
  });
});

describe('days', () => {
  it('begin at midnight of the resort', () => {
    expect(dayAt(new Date('2026-11-23T16:59:59Z'), 'Asia/Bangkok')).toBe('2026-11-23');
    expect(dayAt(new Date('2026-11-23T17:00:00Z'), 'Asia/Bangkok')).toBe('2026-11-24');
  });

  it('go on over the ends of months', () => {
    expect(addDays('2026-02-27', 2)).toBe('2026-03-01');
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
    expect(nightsBetween('2026-12-30', '2027-01-02')).toBe(3);
  });
});
