import { describe, expect, it } from 'vitest';
import { createRefusalBudgets } from './refusal-budgets.ts';

function open() {
  const time = { now: 0 };
  const budgets = createRefusalBudgets(() => time.now);
  const refuse = (address: string | null, times: number) => {
    for (let turn = 0; turn < times; turn += 1) budgets.refused(address);
  };
  return { time, budgets, refuse };
}

describe('what an address may spend on refused deliveries', () => {
  it('is 60 at once and one a second after that', () => {
    const { time, budgets, refuse } = open();
    refuse('203.0.113.1', 59);
    expect(budgets.mustWait('203.0.113.1')).toBeUndefined();
    refuse('203.0.113.1', 1);
    expect(budgets.mustWait('203.0.113.1')).toBe(1);
    time.now = 999;
    expect(budgets.mustWait('203.0.113.1')).toBe(1);
    time.now = 1000;
    expect(budgets.mustWait('203.0.113.1')).toBeUndefined();
  });

  it('is its own: a flood of one address costs no other anything, nor those whose address is not known', () => {
    const { budgets, refuse } = open();
    refuse('203.0.113.1', 1000);
    refuse(null, 1000);
    expect(budgets.mustWait('203.0.113.2')).toBeUndefined();
    expect(budgets.mustWait(null)).toBeUndefined();
  });

  it('does not matter where a genuine delivery came from before, whoever sends rubbish from there as well', () => {
    const { budgets, refuse } = open();
    budgets.verified('203.0.113.1');
    refuse('203.0.113.1', 1000);
    expect(budgets.mustWait('203.0.113.1')).toBeUndefined();
  });

  it('counts for a whole network of IPv6', () => {
    const { budgets, refuse } = open();
    refuse('2001:db8:1:2:3:4:5:6', 60);
    expect(budgets.mustWait('2001:db8:1:2::1')).toBe(1);
    expect(budgets.mustWait('2001:db8:1:3::1')).toBeUndefined();
    refuse('2001:db8::7', 60);
    expect(budgets.mustWait('2001:db8:0:0:9:9:9:9')).toBe(1);
    expect(budgets.mustWait('2001:db8:0:1::7')).toBeUndefined();
    refuse('::1:2:3:4:5:6:7', 60);
    expect(budgets.mustWait('0:1:2:3::')).toBe(1);
  });

  it('is forgotten for the address that was refused longest ago when there are too many', () => {
    const { budgets, refuse } = open();
    refuse('first', 60);
    refuse('second', 60);
    for (let other = 0; other < 4998; other += 1) refuse(`other-${other}`, 1);
    refuse('first', 1);
    refuse('one more', 1);
    expect(budgets.mustWait('first')).toBe(1);
    expect(budgets.mustWait('second')).toBeUndefined();
  });
});
