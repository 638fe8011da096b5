import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallFault } from './faults.ts';
import { decideRetry, type RetryHints } from './retry.ts';
import { retryAfterOf } from './retry-after.ts';

const hints: RetryHints = { policy: 'safe', hasKey: false, retries: 3, remainingMs: 60_000, random: () => 0.5 };
const failed: CallFault = { code: 'provider_failed', stage: 'answered', outcome: 'unknown' };
const dropped: CallFault = { code: 'provider_timeout', stage: 'during', outcome: 'unknown' };

describe('retry decision', () => {
  it.each<[string, CallFault, Partial<RetryHints>, ReturnType<typeof decideRetry>]>([
    ['a question is asked again', dropped, {}, { retry: true, waitMs: 200, reason: 'safe_to_repeat' }],
    ['an order with its key', dropped, { policy: 'with_key', hasKey: true }, { retry: true, waitMs: 200, reason: 'same_key' }],
    ['not an order without one', dropped, { policy: 'with_key' }, { retry: false, reason: 'may_have_applied' }],
    ['not an order that knows no key', dropped, { policy: 'never', hasKey: true }, { retry: false, reason: 'may_have_applied' }],
    ['nor after a 5xx', failed, { policy: 'never' }, { retry: false, reason: 'may_have_applied' }],
    [
      'any call of which nothing was sent',
      { ...dropped, stage: 'before', outcome: 'refused' },
      { policy: 'never' },
      { retry: true, waitMs: 200, reason: 'nothing_was_sent' },
    ],
    [
      'any call refused for the moment',
      { code: 'rate_limited', stage: 'answered', outcome: 'refused' },
      { policy: 'never' },
      { retry: true, waitMs: 200, reason: 'provider_refused_for_now' },
    ],
    [
      'not a refusal that would be the same',
      { code: 'provider_rejected', stage: 'answered', outcome: 'refused' },
      {},
      { retry: false, reason: 'would_be_the_same' },
    ],
    [
      'unless the provider says otherwise',
      { code: 'provider_rejected', stage: 'answered', outcome: 'refused', retryable: true },
      {},
      { retry: true, waitMs: 200, reason: 'safe_to_repeat' },
    ],
    ['not when the provider says no', { ...failed, retryable: false }, {}, { retry: false, reason: 'provider_says_no' }],
    ['not for ever', failed, { retries: 0 }, { retry: false, reason: 'attempts_used_up' }],
    [
      'not before the time the provider asks for',
      { ...failed, retryAfterMs: 9000 },
      {},
      { retry: true, waitMs: 9000, reason: 'safe_to_repeat' },
    ],
    ['not beyond the call’s own time', { ...failed, retryAfterMs: 60_001 }, {}, { retry: false, reason: 'would_be_too_late' }],
  ])('%s', (_name, fault, change, decision) => {
    expect(decideRetry(fault, 1, { ...hints, ...change })).toEqual(decision);
  });

  it('spreads waits from nothing to a ceiling that doubles up to 8 s', () => {
    const longest = [1, 2, 3, 4, 5, 6, 7].map((attempt) => decideRetry(failed, attempt, { ...hints, retries: 9, random: () => 1 }));
    expect(longest.map((decision) => (decision.retry ? decision.waitMs : null))).toEqual([400, 800, 1600, 3200, 6400, 8000, 8000]);
    expect(decideRetry(failed, 5, { ...hints, retries: 9, random: () => 0 })).toMatchObject({ waitMs: 0 });
  });

  it('never repeats what may have been applied, unless it is safe or carries its key', () => {
    const fault: fc.Arbitrary<CallFault> = fc.record(
      {
        code: fc.constantFrom('provider_failed', 'provider_timeout', 'rate_limited', 'provider_rejected', 'provider_answer_unreadable'),
        stage: fc.constantFrom('during', 'answered'),
        outcome: fc.constant('unknown'),
        retryable: fc.boolean(),
        retryAfterMs: fc.nat(10_000),
      },
      { requiredKeys: ['code', 'stage', 'outcome'] },
    );
    const policy = fc.constantFrom<[RetryHints['policy'], boolean]>(['never', true], ['never', false], ['with_key', false]);
    fc.assert(
      fc.property(fault, policy, fc.integer({ min: 1, max: 5 }), (given, [kind, hasKey], attempt) => {
        expect(decideRetry(given, attempt, { ...hints, policy: kind, hasKey, retries: 9 }).retry).toBe(false);
      }),
    );
  });
});

describe('time a provider asks for', () => {
  const now = Date.parse('2026-11-23T02:00:00Z');
  it.each([
    [503, { 'retry-after': '120' }, 120_000],
    [429, { 'retry-after': ' 1.5 ' }, 1500],
    [503, { 'retry-after': 'Mon, 23 Nov 2026 02:00:30 GMT' }, 30_000],
    [503, { 'retry-after': 'Mon, 23 Nov 2026 01:00:00 GMT' }, 0],
    [503, { 'retry-after': 'soon' }, undefined],
    [429, { 'x-ratelimit-reset': String(now / 1000 + 45) }, 45_000],
    [429, { 'x-rate-limit-reset': '30' }, 30_000],
    [200, { 'x-ratelimit-reset': '30' }, undefined],
    [429, {}, undefined],
  ])('%i %o: %o ms', (status, headers, expected) => {
    expect(retryAfterOf(status, headers as Record<string, string>, now)).toBe(expected);
  });
});
