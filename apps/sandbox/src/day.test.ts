import { describe, expect, it } from 'vitest';
import { createDay } from './day.ts';
import type { Simulator } from './simulator.ts';

function shop(pay: () => unknown): Simulator {
  return {
    id: 'shop',
    hosts: {},
    scenes: { guestPays: pay },
    state: () => ({}),
    reset: () => undefined,
    errorBody: () => ({ contentType: '', body: '' }),
  };
}

function openDay(options: { pace: number; draw: number; resting?: boolean; pay?: () => unknown }) {
  let beat: () => void = () => undefined;
  let ended = 0;
  const played: string[] = [];
  const day = createDay({
    simulators: [shop(options.pay ?? (() => played.push('paid')))],
    random: () => options.draw,
    pace: options.pace,
    resting: () => options.resting ?? false,
    every: (_milliseconds, given) => {
      beat = given;
      return () => {
        ended += 1;
      };
    },
  });
  day.start();
  return { day, played, tick: () => beat(), ended: () => ended };
}

describe('the day', () => {
  it('lets something happen when the draw is below the pace', () => {
    const { played, tick } = openDay({ pace: 6, draw: 0.05 });
    tick();
    expect(played).toEqual(['paid']);
  });

  it.each([
    ['stands still at pace 0', { pace: 0, draw: 0 }],
    ['waits when the draw is above the pace', { pace: 6, draw: 0.2 }],
    ['rests while the clock stands elsewhere', { pace: 600, draw: 0, resting: true }],
  ])('%s', (_name, options) => {
    const { played, tick } = openDay(options);
    tick();
    expect(played).toEqual([]);
  });

  it('passes over what cannot happen now, and ends when told', async () => {
    const { day, ended } = openDay({
      pace: 1,
      draw: 0,
      pay: () => {
        throw new Error('Nobody has to pay.');
      },
    });
    expect(await day.beat()).toBeUndefined();
    day.stop();
    day.stop();
    expect(ended()).toBe(1);
  });
});
