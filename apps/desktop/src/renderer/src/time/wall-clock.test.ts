import { describe, expect, it } from 'vitest';
import { instantAt, wallClockAt } from './wall-clock.ts';

describe('the clock at the resort', () => {
  it.each([
    ['2026-11-24T03:20:00.000Z', 'Asia/Bangkok', '2026-11-24T10:20'],
    ['2026-11-24T17:00:00.000Z', 'Asia/Bangkok', '2026-11-25T00:00'],
    ['2026-06-24T22:30:00.000Z', 'Europe/Berlin', '2026-06-25T00:30'],
  ])('%s in %s is %s, and back', (instant, zone, wallClock) => {
    expect(wallClockAt(instant, zone)).toBe(wallClock);
    expect(instantAt(wallClock, zone)).toBe(instant);
  });

  it('is nothing while a field is half filled', () => {
    expect(instantAt('', 'Asia/Bangkok')).toBeUndefined();
  });
});
