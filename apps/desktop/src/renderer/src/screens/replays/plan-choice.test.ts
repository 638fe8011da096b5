import { describe, expect, it } from 'vitest';
import { chosenCount, startChoice } from './plan-choice.ts';

const plan = {
  groups: [
    { effect: 'none' as const, total: 900, applied: 400, open: 500 },
    { effect: 'message' as const, total: 60, applied: 50, open: 10 },
    { effect: 'money' as const, total: 7, applied: 2, open: 5 },
  ],
};

describe('what a replay would work through', () => {
  it('leaves money and what is done out at first', () => {
    expect(chosenCount(plan, startChoice)).toBe(510);
  });

  it('counts what is switched on', () => {
    expect(chosenCount(plan, { ...startChoice, effects: ['none', 'message', 'money'] })).toBe(515);
    expect(chosenCount(plan, { ...startChoice, effects: ['money'], includeApplied: true })).toBe(7);
    expect(chosenCount(plan, { ...startChoice, effects: [] })).toBe(0);
  });
});
