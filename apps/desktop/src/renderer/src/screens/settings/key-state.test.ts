import { describe, expect, it } from 'vitest';
import { keyState } from './key-state.ts';

const now = new Date('2026-11-24T02:00:00.000Z');

describe('how an API key stands', () => {
  it.each([
    [null, null, 'unused'],
    ['2026-11-20T00:00:00.000Z', null, 'good'],
    ['2026-11-20T00:00:00.000Z', '2027-11-20T00:00:00.000Z', 'good'],
    ['2026-11-20T00:00:00.000Z', '2026-12-08T02:00:00.000Z', 'ending'],
    [null, '2026-12-01T00:00:00.000Z', 'ending'],
    ['2026-11-20T00:00:00.000Z', '2026-11-24T02:00:00.000Z', 'ended'],
  ])('used %s, valid until %s: %s', (lastUsedAt, expiresAt, state) => {
    expect(keyState({ lastUsedAt, expiresAt }, now)).toBe(state);
  });
});
