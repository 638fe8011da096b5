import { describe, expect, it } from 'vitest';
import { slopeOf } from './memory-slope.ts';

const minutes = Array.from({ length: 300 }, (_, second) => second / 60);

describe('the slope of memory', () => {
  it('is that of a straight line, surely', () => {
    const { mbPerMinute, margin } = slopeOf(minutes.map((at) => ({ minutes: at, mb: 100 + 3 * at })));
    expect(mbPerMinute).toBeCloseTo(3);
    expect(margin).toBeLessThan(0.001);
  });

  it('of a saw that comes back is nothing, within its margin', () => {
    const { mbPerMinute, margin } = slopeOf(minutes.map((at, second) => ({ minutes: at, mb: 150 + (second % 20) })));
    expect(Math.abs(mbPerMinute)).toBeLessThan(Math.max(0.2, margin));
    expect(margin).toBeGreaterThan(0.2);
  });

  it('shows a leak under the saw', () => {
    const { mbPerMinute, margin } = slopeOf(minutes.map((at, second) => ({ minutes: at, mb: 150 + (second % 20) + 8 * at })));
    expect(mbPerMinute - margin).toBeGreaterThan(3);
  });
});
