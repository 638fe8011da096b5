import { describe, expect, it } from 'vitest';
import { differing, faultOf, type NightsValues, nightsOf } from './nights-values.ts';

const price = { amount: 450_000, currency: 'THB' };
const values: NightsValues = {
  from: '2026-12-30',
  to: '2027-01-02',
  available: 5,
  price: '4,500',
  minimumStay: 2,
  closed: false,
  closedToArrival: false,
  closedToDeparture: false,
};

describe('a stretch of nights', () => {
  it('is every night, both ends included, over the end of the year', () => {
    const cells = nightsOf('villa', values, price);
    expect(cells.map(({ day }) => day)).toEqual(['2026-12-30', '2026-12-31', '2027-01-01', '2027-01-02']);
    expect(cells[0]).toEqual({
      roomTypeId: 'villa',
      day: '2026-12-30',
      available: 5,
      price,
      minimumStay: 2,
      closed: false,
      closedToArrival: false,
      closedToDeparture: false,
    });
  });

  it.each([
    ['ends before it begins', { from: '2026-12-30', to: '2026-12-29' }, price, 'rangeWrong'],
    ['has no end', { from: '2026-12-30', to: '' }, price, 'rangeWrong'],
    ['is longer than a year', { from: '2026-01-01', to: '2027-01-02' }, price, 'rangeLong'],
    ['has no price', values, undefined, 'priceWrong'],
    ['is sound', values, price, undefined],
  ])('that %s', (_name, range, given, fault) => {
    expect(faultOf(range, given)).toBe(fault);
  });

  it('sends only the nights that are not so already', () => {
    const cells = nightsOf('villa', values, price);
    const present = cells.slice(1).map((cell, index) => (index === 0 ? { ...cell, price: { amount: 1, currency: 'THB' } } : cell));
    expect(differing(cells, present).map(({ day }) => day)).toEqual(['2026-12-30', '2026-12-31']);
  });
});
