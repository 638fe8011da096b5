import { describe, expect, it } from 'vitest';
import { fetchWindow, type WindowOf } from './fetch-window.ts';

const NOW = new Date('2026-11-23T12:00:00.000Z');
const windowOf = (change: Partial<WindowOf>) => {
  const { from, beyondReach } = fetchWindow({ now: NOW, reachDays: 30, completeUntil: null, since: null, outages: [], ...change });
  return { from: from.toISOString(), beyondReach };
};

describe('from when on a provider is asked', () => {
  it.each<[string, Partial<WindowOf>, string, boolean]>([
    ['at first the last hour, not its history', {}, '2026-11-23T11:00:00.000Z', false],
    ['then from what is complete, with an overlap', { completeUntil: '2026-11-23T11:45:00.000Z' }, '2026-11-23T11:35:00.000Z', false],
    [
      'from before an outage',
      { completeUntil: '2026-11-23T11:45:00.000Z', outages: ['2026-11-23T09:00:00.000Z'] },
      '2026-11-23T08:50:00.000Z',
      false,
    ],
    [
      'further back when staff ask for it',
      { completeUntil: '2026-11-23T11:45:00.000Z', since: '2026-11-20T00:00:00.000Z' },
      '2026-11-19T23:50:00.000Z',
      false,
    ],
    [
      'no hole is left when staff ask for less',
      { completeUntil: '2026-11-22T00:00:00.000Z', since: '2026-11-23T11:00:00.000Z' },
      '2026-11-21T23:50:00.000Z',
      false,
    ],
    ['never further than the reach, and says so', { completeUntil: '2026-10-01T00:00:00.000Z' }, '2026-10-24T12:05:00.000Z', true],
    [
      'an outage that began before the reach',
      { completeUntil: NOW.toISOString(), outages: ['2026-10-01T00:00:00.000Z'] },
      '2026-10-24T12:05:00.000Z',
      true,
    ],
    ['all of it, when the clock had been ahead', { completeUntil: '2026-12-01T00:00:00.000Z' }, '2026-10-24T12:05:00.000Z', false],
  ])('%s', (_name, change, from, beyondReach) => expect(windowOf(change)).toEqual({ from, beyondReach }));
});
