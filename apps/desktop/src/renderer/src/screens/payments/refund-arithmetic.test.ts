import { describe, expect, it } from 'vitest';
import { amountFault, isDisputed, needsSecondPerson, noteMissing, refundShares, suggestions } from './refund-arithmetic.ts';

const thb = (amount: number) => ({ amount, currency: 'THB' });
const sums = (captured: number, refunded: number, refunding = 0) => ({
  captured: thb(captured),
  refunded: thb(refunded),
  refunding: thb(refunding),
  refundable: thb(captured - refunded - refunding),
});
const stay = { arrival: '2026-11-20', departure: '2026-11-23', total: thb(900_000) };

describe('the bar of a refund', () => {
  it('shares out what was paid', () => {
    expect(refundShares(sums(1_240_000, 310_000, 124_000))).toEqual({ refunded: 25, refunding: 10, left: 65 });
  });

  it('is empty before anything was paid', () => {
    expect(refundShares(sums(0, 0))).toEqual({ refunded: 0, refunding: 0, left: 0 });
  });
});

describe('suggested amounts', () => {
  it('are one night, half and all that is left', () => {
    expect(suggestions(sums(1_000_000, 0), stay).map(({ name, amount }) => [name, amount.amount])).toEqual([
      ['night', 300_000],
      ['half', 500_000],
      ['all', 1_000_000],
    ]);
  });

  it('never exceed what is left, and name the whole rest once', () => {
    expect(suggestions(sums(1_000_000, 750_000), stay).map(({ name }) => name)).toEqual(['all']);
    expect(suggestions(sums(1_000_000, 500_000), undefined).map(({ name }) => name)).toEqual(['all']);
  });

  it('leave the night out where it is the whole stay or in another currency', () => {
    expect(suggestions(sums(1_000_000, 0), { ...stay, departure: '2026-11-21' }).map(({ name }) => name)).toEqual(['half', 'all']);
    expect(suggestions(sums(1_000_000, 0), { ...stay, total: { amount: 9000, currency: 'USD' } }).map(({ name }) => name)).toEqual([
      'half',
      'all',
    ]);
  });

  it('are none once nothing is left', () => {
    expect(suggestions(sums(500_000, 500_000), stay)).toEqual([]);
  });
});

describe('a second person', () => {
  it('is needed above the limit, and for every transfer by hand', () => {
    const above = (way: 'provider' | 'manual_transfer', limit: number | null, amount: number) =>
      needsSecondPerson({ way, approvalAbove: limit === null ? null : thb(limit) }, thb(amount));
    expect([
      above('provider', 500, 500),
      above('provider', 500, 501),
      above('provider', null, 1e9),
      above('manual_transfer', null, 1),
    ]).toEqual([false, true, false, true]);
  });
});

describe('what stands in the way of a refund', () => {
  it('is no amount, or one above what is left', () => {
    expect([amountFault(undefined, thb(100)), amountFault(thb(101), thb(100)), amountFault(thb(100), thb(100))]).toEqual([
      'missing',
      'tooMuch',
      undefined,
    ]);
  });

  it('is the reason "other" without a note', () => {
    expect([noteMissing('other', ' a '), noteMissing('other', 'late'), noteMissing('duplicate', ''), noteMissing(null, '')]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

it('a payment is disputed until the last of its disputes is over', () => {
  expect(isDisputed([])).toBe(false);
  expect(isDisputed([{ state: 'won' }, { state: 'closed' }, { state: 'lost' }])).toBe(false);
  expect(isDisputed([{ state: 'won' }, { state: 'under_review' }])).toBe(true);
  expect(isDisputed([{ state: 'needs_response' }])).toBe(true);
});
