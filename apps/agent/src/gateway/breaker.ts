/** What a breaker remembers. Times in milliseconds since 1970. */
export type BreakerMemory = Readonly<{
  state: 'closed' | 'open' | 'half_open';
  /** Faults in a row since the last success. */
  failures: number;
  successes: number;
  lastFailureAt: number | null;
  nextAttemptAt: number | null;
  /** Set by a person; stands above everything else. */
  held: 'open' | 'closed' | null;
  reason: string | null;
  /** Probes in a row that failed. */
  failedProbes: number;
  /** Counts changes of state: an attempt admitted before the last change says nothing about the time after it. */
  era: number;
}>;

export type BreakerSettings = { failureThreshold: number; openMs: number };
/** Given to an admitted attempt, and back with its result. */
export type Ticket = number;
export type Admission = { admitted: true; ticket: Ticket } | { admitted: false; retryAfterMs: number };

/** A provider that is back is noticed within 30 s, so no breaker stays open for longer than this without trying. */
export const LONGEST_OPEN_MS = 25_000;
const GROWTH = 1.25;

export const CLOSED: BreakerMemory = {
  state: 'closed',
  failures: 0,
  successes: 0,
  lastFailureAt: null,
  nextAttemptAt: null,
  held: null,
  reason: null,
  failedProbes: 0,
  era: 0,
};

/** Whether an attempt may go out now. An open breaker whose time has come lets exactly one through and waits for its result. */
export function admit(memory: BreakerMemory, now: number): { memory: BreakerMemory; admission: Admission } {
  if (memory.held === 'open') return { memory, admission: { admitted: false, retryAfterMs: LONGEST_OPEN_MS } };
  if (memory.held === 'closed' || memory.state === 'closed') return { memory, admission: { admitted: true, ticket: memory.era } };
  if (memory.state === 'half_open') return { memory, admission: { admitted: false, retryAfterMs: 1000 } };
  if (!isDue(memory, now)) return { memory, admission: { admitted: false, retryAfterMs: (memory.nextAttemptAt ?? now) - now } };
  const probing: BreakerMemory = { ...memory, state: 'half_open', era: memory.era + 1 };
  return { memory: probing, admission: { admitted: true, ticket: probing.era } };
}

/** Takes the result of an admitted attempt. `neutral`: it says nothing about the provider (refused by us, cancelled). */
export function settle(
  memory: BreakerMemory,
  ticket: Ticket,
  result: { result: 'success' | 'failure' | 'neutral'; now: number; settings: BreakerSettings },
): BreakerMemory {
  const { now, settings } = result;
  if (ticket !== memory.era || memory.held !== null) return memory;
  if (result.result === 'neutral')
    return memory.state === 'half_open' ? { ...memory, state: 'open', nextAttemptAt: now, era: memory.era + 1 } : memory;
  if (result.result === 'success') return succeeded(memory);
  const failed: BreakerMemory = { ...memory, failures: memory.failures + 1, successes: 0, lastFailureAt: now };
  if (memory.state === 'half_open') return opened({ ...failed, failedProbes: memory.failedProbes + 1 }, now, settings);
  return failed.failures >= settings.failureThreshold ? opened(failed, now, settings) : failed;
}

/** A person's decision; `reset` forgets it and starts closed. */
export function hold(memory: BreakerMemory, action: 'open' | 'close' | 'reset', reason: string): BreakerMemory {
  const era = memory.era + 1;
  if (action === 'reset') return { ...CLOSED, lastFailureAt: memory.lastFailureAt, era };
  return { ...memory, held: action === 'open' ? 'open' : 'closed', reason, era };
}

/** State as shown: what was decided by hand, else open only while nothing may go out. */
export function shownState(memory: BreakerMemory, now: number): BreakerMemory['state'] {
  if (memory.held !== null) return memory.held;
  return memory.state === 'open' && isDue(memory, now) ? 'half_open' : memory.state;
}

function succeeded(memory: BreakerMemory): BreakerMemory {
  if (memory.state !== 'half_open') return { ...memory, failures: 0, successes: memory.successes + 1 };
  return { ...CLOSED, successes: 1, lastFailureAt: memory.lastFailureAt, era: memory.era + 1 };
}

function opened(memory: BreakerMemory, now: number, settings: BreakerSettings): BreakerMemory {
  const openMs = Math.min(LONGEST_OPEN_MS, settings.openMs * GROWTH ** memory.failedProbes);
  return { ...memory, state: 'open', nextAttemptAt: now + openMs, era: memory.era + 1 };
}

/** Also when the wait would be longer than any breaker's: the clock was set back, or the row comes from another setting. */
function isDue(memory: BreakerMemory, now: number): boolean {
  const left = (memory.nextAttemptAt ?? now) - now;
  return left <= 0 || left > LONGEST_OPEN_MS;
}
