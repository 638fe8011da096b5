import { describe, expect, it } from 'vitest';
import { bahtFor, crossRate, printed } from './exchange-rates.ts';

const FRIDAY = new Date('2026-11-20T03:15:00Z');
const MONDAY = new Date('2026-11-23T03:15:00Z');

describe('exchange rates of the practice world', () => {
  it('are the same at every asking of a day, near the usual, and other ones on other days', () => {
    expect(bahtFor('USD', FRIDAY)).toBe(bahtFor('USD', new Date('2026-11-20T23:00:00Z')));
    expect(bahtFor('USD', FRIDAY)).not.toBe(bahtFor('USD', MONDAY));
    expect(Math.abs(Number(bahtFor('USD', FRIDAY)) / 33.4112 - 1)).toBeLessThan(0.0051);
    expect(bahtFor('THB', FRIDAY)).toBe('1');
    expect(bahtFor('XAU', FRIDAY)).toBeUndefined();
  });

  it('follow an order from outside', () => {
    expect(Number(bahtFor('USD', FRIDAY, 1020)) / Number(bahtFor('USD', FRIDAY))).toBeCloseTo(1.02, 6);
  });

  it('agree with each other across currencies', () => {
    expect(Number(crossRate('USD', 'JPY', FRIDAY)) * Number(crossRate('JPY', 'USD', FRIDAY))).toBeCloseTo(1, 8);
  });

  it('are printed with as many digits as asked', () => {
    expect(printed('33.41', 7)).toBe('33.4100000');
    expect(printed('0.0020517', 6)).toBe('0.002052');
  });
});
