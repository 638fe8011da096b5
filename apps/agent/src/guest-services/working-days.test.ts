import { describe, expect, it } from 'vitest';
import { workingDaysBetween } from './working-days.ts';

describe('working days', () => {
  it.each([
    // Friday evening in Bangkok.
    ['2026-11-20T11:00:00Z', '2026-11-20T16:59:59Z', 0],
    ['2026-11-20T11:00:00Z', '2026-11-22T12:00:00Z', 0],
    ['2026-11-20T11:00:00Z', '2026-11-22T16:59:59Z', 0],
    ['2026-11-20T11:00:00Z', '2026-11-22T17:00:00Z', 1],
    ['2026-11-20T11:00:00Z', '2026-11-24T03:00:00Z', 2],
    ['2026-11-20T11:00:00Z', '2026-11-27T03:00:00Z', 5],
    ['2026-11-27T03:00:00Z', '2026-11-20T11:00:00Z', 0],
    // The sixty days after a Sunday.
    ['2016-11-20T11:00:00Z', '2026-11-20T11:00:00Z', 44],
  ])('from %s to %s are %i', (from, to, days) => {
    const counted = workingDaysBetween(new Date(from), new Date(to), 'Asia/Bangkok');
    expect(counted).toBe(days);
  });
});
