import { describe, expect, it } from 'vitest';
import { nextRain } from '../screens/today/next-rain.ts';
import { showCount, showMilliseconds, showRate } from './figures.ts';

describe('figures of a connection', () => {
  it('never round a failure away', () => {
    expect([showRate(1), showRate(0.9999), showRate(0.998), showRate(0), showRate(null)]).toEqual([
      '100 %',
      '99.9 %',
      '99.8 %',
      '0 %',
      '–',
    ]);
  });

  it('are grouped', () => {
    expect([showCount(1204), showMilliseconds(4210.4), showMilliseconds(30_000), showMilliseconds(null)]).toEqual([
      '1,204',
      '4,210 ms',
      '30 s',
      '–',
    ]);
  });
});

describe('the next rain', () => {
  const now = new Date('2026-11-23T06:00:00Z');
  const reading = (at: string, rainProbability: number | null, rainMm = 0) => ({
    at,
    rainProbability,
    rainMm,
    temperatureC: 30,
    feelsLikeC: 33,
    humidityPercent: 70,
    windMetresPerSecond: 1,
    description: '',
    icon: 'rain' as const,
  });

  it('is the first likely one of the coming hours', () => {
    const later = reading('2026-11-23T09:00:00Z', 0.7);
    expect(nextRain([reading('2026-11-23T07:00:00Z', 0.2), later], now)).toBe(later);
    expect(nextRain([reading('2026-11-23T09:00:00Z', null, 1.2)], now)).toBeDefined();
  });

  it('is none when it is dry, over, or days away', () => {
    expect(
      nextRain([reading('2026-11-23T05:00:00Z', 1), reading('2026-11-23T09:00:00Z', null), reading('2026-11-25T09:00:00Z', 1)], now),
    ).toBeUndefined();
  });
});
