import { describe, expect, it } from 'vitest';
import { createNewId } from './clock.ts';

describe('ids', () => {
  it('sort by the time they were made at', () => {
    const time = { now: Date.parse('2026-11-23T10:00:00.000Z') };
    const newId = createNewId({ now: () => new Date(time.now) });
    const made = Array.from({ length: 50 }, () => {
      time.now += 1;
      return newId('x');
    });
    expect([...made].sort()).toEqual(made);
    expect(made[0]).toMatch(/^x_[0-9a-hjkmnp-tv-z]{26}$/);
  });

  it('never sort before those made earlier, though the clock is set back, and keep the time again when it has caught up', () => {
    const time = { now: Date.parse('2026-11-23T10:00:00.000Z') };
    const newId = createNewId({ now: () => new Date(time.now) });
    const made = [newId('x')];
    time.now -= 3_600_000;
    for (let turn = 0; turn < 200; turn += 1) made.push(newId('x'));
    time.now += 3_600_000 + 1000;
    made.push(newId('x'));
    expect([...made].sort()).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
    const sameMoment = createNewId({ now: () => new Date(time.now) })('x');
    expect(made.at(-1)?.slice(0, 12)).toBe(sameMoment.slice(0, 12));
  });
});
