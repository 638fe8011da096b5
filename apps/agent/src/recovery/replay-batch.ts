import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import type { Reapplied, Reapply } from '../ingress/port.ts';

export type BatchDeps = {
  reapply: Reapply;
  /** Once it aborts, nothing more is begun. */
  signal: AbortSignal;
};
/** `done`: so many from the beginning of the batch, of which `failed` could not be applied. `fault`: the inbox could not be written. */
export type BatchOutcome = { done: number; failed: number; fault?: unknown };

/** Few enough that genuine deliveries and their calls to the same provider find room beside them. */
const AT_ONCE = 24;
/** Between the tries of one event whose provider does not answer. */
const WAITS_MS = [1000, 4000];
/** How long, and how often, a limit is waited for. */
const LIMITED_MOST_MS = 60_000;
const LIMITED_TIMES = 30;

/** Works through a batch, several at a time, begun in their order. Resolves when everything that was begun has ended. */
export async function reapplyBatch(ids: readonly string[], deps: BatchDeps): Promise<BatchOutcome> {
  const outcomes: (Reapplied | undefined)[] = ids.map(() => undefined);
  const faults: unknown[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < ids.length && !deps.signal.aborted && faults.length === 0) {
      const index = next;
      next += 1;
      try {
        outcomes[index] = await reapplyOne(ids[index] ?? '', deps);
      } catch (fault) {
        faults.push(fault);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, ids.length) }, lane));
  const firstOpen = outcomes.indexOf(undefined);
  const done = firstOpen === -1 ? ids.length : firstOpen;
  const failed = outcomes.slice(0, done).filter((outcome) => outcome === 'failed').length;
  return { done, failed, ...(faults.length > 0 ? { fault: faults[0] } : {}) };
}

/** Undefined: stopped before it came to an end. */
async function reapplyOne(id: string, { reapply, signal }: BatchDeps): Promise<Reapplied | undefined> {
  for (let tries = 0, limited = 0; !signal.aborted; ) {
    const outcome = await reapply(id, { signal, isLastTry: tries === WAITS_MS.length || limited === LIMITED_TIMES });
    if (outcome === 'again') {
      await pause(WAITS_MS[tries] ?? 0, signal);
      tries += 1;
    } else if (typeof outcome === 'object') {
      await pause(Math.min(outcome.limitedMs, LIMITED_MOST_MS), signal);
      limited += 1;
    } else return outcome;
  }
  return undefined;
}

/** Ends early, and without a word, when the signal aborts. In any case deliveries that came meanwhile have their turn. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds <= 0 || signal.aborted) return nextTurn();
  await wait(milliseconds, undefined, { signal }).catch(() => undefined);
}
