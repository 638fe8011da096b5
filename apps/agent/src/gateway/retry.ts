import type { EndpointManifest } from '@banrimkwae/connector-kit/manifest';
import { ERRORS } from '@banrimkwae/contract/errors';
import type { CallFault } from './faults.ts';

export type RetryHints = {
  policy: EndpointManifest['retry'];
  hasKey: boolean;
  /** Repeats allowed after the first attempt. */
  retries: number;
  /** Time left in which another attempt may begin, in milliseconds. */
  remainingMs: number;
  /** 0 (in) to 1 (out). */
  random: () => number;
};

export type RetryDecision =
  | { retry: true; waitMs: number; reason: 'nothing_was_sent' | 'provider_refused_for_now' | 'safe_to_repeat' | 'same_key' }
  | { retry: false; reason: 'attempts_used_up' | 'would_be_the_same' | 'provider_says_no' | 'may_have_applied' | 'would_be_too_late' };

const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 8000;

/** Whether the failed attempt number `attempt` (1 for the first) is followed by another one, and when. Pure. */
export function decideRetry(fault: CallFault, attempt: number, hints: RetryHints): RetryDecision {
  if (fault.retryable === false) return { retry: false, reason: 'provider_says_no' };
  if (fault.retryable !== true && !ERRORS[fault.code].retryable) return { retry: false, reason: 'would_be_the_same' };
  if (attempt > hints.retries) return { retry: false, reason: 'attempts_used_up' };
  const reason = permission(fault, hints);
  if (reason === undefined) return { retry: false, reason: 'may_have_applied' };
  const waitMs = Math.max(fullJitter(attempt, hints.random), fault.retryAfterMs ?? 0);
  return waitMs > hints.remainingMs ? { retry: false, reason: 'would_be_too_late' } : { retry: true, waitMs, reason };
}

/** Why a repeat does no harm; undefined when it might. */
function permission(fault: CallFault, { policy, hasKey }: RetryHints): Extract<RetryDecision, { retry: true }>['reason'] | undefined {
  if (fault.stage === 'before') return 'nothing_was_sent';
  if (policy === 'safe') return 'safe_to_repeat';
  if (policy === 'with_key' && hasKey) return 'same_key';
  return fault.stage === 'answered' && fault.outcome === 'refused' ? 'provider_refused_for_now' : undefined;
}

/** Anything from no wait at all up to a ceiling that doubles: calls that failed together do not come back together. */
function fullJitter(attempt: number, random: () => number): number {
  return Math.round(random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1)));
}
