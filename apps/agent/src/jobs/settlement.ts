import { AppError, ERRORS } from '@banrimkwae/contract/errors';
import { type Backoff, backoffMs } from './backoff.ts';
import type { JobOutcome } from './port.ts';

/** How a handler came back. */
export type Ending = { outcome: JobOutcome } | { fault: unknown };

/** What becomes of the row. `requeued` waits `afterMs` and has used up `attempts`. */
export type Settlement =
  | { to: 'completed' }
  | { to: 'requeued'; afterMs: number; attempts: number; error: string | null }
  | { to: 'dead'; error: string }
  | { to: 'cancelled' };

export type Policy = { backoff: Backoff; random: () => number };
export type SettledRun = { attempt: number; maxAttempts: number; cancelRequested: boolean };

/**
 * Decides what follows on an ended run. What a cancelled job has done already counts as done; it is only never started again.
 * `again` starts the count of attempts anew, since only failures in a row make a job dead.
 */
export function settle(run: SettledRun, ending: Ending, policy: Policy): Settlement {
  const outcome = 'outcome' in ending ? ending.outcome : undefined;
  if (outcome && 'done' in outcome) return { to: 'completed' };
  if (run.cancelRequested) return { to: 'cancelled' };
  if (outcome) return { to: 'requeued', afterMs: Math.max(0, outcome.again.afterMs), attempts: 0, error: null };
  return settleFault(run, 'fault' in ending ? ending.fault : undefined, policy);
}

function settleFault(run: SettledRun, fault: unknown, policy: Policy): Settlement {
  const error = faultSentence(fault);
  if (!isRetryable(fault) || run.attempt >= run.maxAttempts) return { to: 'dead', error };
  const wait = backoffMs(policy.backoff, run.attempt, policy.random);
  return { to: 'requeued', afterMs: Math.max(wait, retryAfterMs(fault)), attempts: run.attempt, error };
}

/** One sentence for staff. The text of an unforeseen fault may hold anything, so only its name is shown; the log has the rest. */
function faultSentence(fault: unknown): string {
  if (fault instanceof AppError) return fault.message;
  const name = fault instanceof Error ? fault.name : typeof fault;
  return `${ERRORS.internal.message.en} (${name})`;
}

function isRetryable(fault: unknown): boolean {
  return fault instanceof AppError ? ERRORS[fault.code].retryable : true;
}

function retryAfterMs(fault: unknown): number {
  return fault instanceof AppError ? (fault.details.retryAfterSeconds ?? 0) * 1000 : 0;
}
