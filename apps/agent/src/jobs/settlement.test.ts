import { AppError } from '@banrimkwae/contract/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs } from './backoff.ts';
import { settle } from './settlement.ts';

const policy = { backoff: { firstMs: 1000, maximumMs: 60_000 }, random: () => 0.5 };
const run = { attempt: 1, maxAttempts: 3, cancelRequested: false };

describe('what follows on a run', () => {
  it('waits with back-off after a fault that may pass', () => {
    const ending = { fault: new AppError('provider_timeout') };
    expect(settle({ ...run, attempt: 2 }, ending, policy)).toEqual({
      to: 'requeued',
      afterMs: 1000,
      attempts: 2,
      error: 'The provider did not answer in time.',
    });
  });

  it('waits at least as long as the provider asked', () => {
    expect(settle(run, { fault: new AppError('rate_limited', { retryAfterSeconds: 90 }) }, policy)).toMatchObject({
      to: 'requeued',
      afterMs: 90_000,
    });
  });

  it('is dead after the last attempt, and at once after a fault that stays', () => {
    expect(settle({ ...run, attempt: 3 }, { fault: new Error('x') }, policy)).toEqual({
      to: 'dead',
      error: 'Something went wrong on our side. (Error)',
    });
    expect(settle(run, { fault: new AppError('outcome_unknown') }, policy)).toMatchObject({ to: 'dead' });
  });

  it('never starts a cancelled job again, but counts what it has done', () => {
    const cancelled = { ...run, cancelRequested: true };
    expect(settle(cancelled, { fault: new Error('aborted') }, policy)).toEqual({ to: 'cancelled' });
    expect(settle(cancelled, { outcome: { again: { afterMs: 5, reason: 'later' } } }, policy)).toEqual({ to: 'cancelled' });
    expect(settle(cancelled, { outcome: { done: true } }, policy)).toEqual({ to: 'completed' });
  });
});

describe('back-off', () => {
  it('stays between nothing and the doubled ceiling, never above the maximum', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempt, chance) => {
        const wait = backoffMs(policy.backoff, attempt, () => chance);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(Math.min(60_000, 1000 * 2 ** (attempt - 1)));
      }),
    );
  });

  it('uses the full width of the jitter', () => {
    const nearlyOne = 1 - Number.EPSILON;
    expect([backoffMs(policy.backoff, 3, () => 0), backoffMs(policy.backoff, 3, () => nearlyOne)]).toEqual([0, 4000]);
  });
});
