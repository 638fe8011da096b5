import { describe, expect, it } from 'vitest';
import { knownReason } from './dispute-reason.ts';
import { dueSoon } from './due-soon.ts';

describe('a dispute', () => {
  const now = new Date('2026-11-24T03:20:00.000Z');
  it.each([
    ['2026-11-27T03:20:00.000Z', false],
    ['2026-11-27T03:19:59.000Z', true],
    ['2026-11-20T00:00:00.000Z', true],
  ])('due at %s is pressing: %s', (at, soon) => {
    expect(dueSoon(at, now)).toBe(soon);
  });

  it('has a reason in words, whoever tells it', () => {
    expect(knownReason('product_not_received')).toBe('product_not_received');
    expect(knownReason('MERCHANDISE_OR_SERVICE_NOT_RECEIVED')).toBe('product_not_received');
    expect(knownReason('something_new')).toBeUndefined();
  });
});
