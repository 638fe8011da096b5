import type { Job } from '@banrimkwae/contract/traffic';
import { type Backoff, DEFAULT_BACKOFF } from './backoff.ts';
import type { Ring } from './job-row.ts';
import type { JobTable } from './job-table.ts';
import type { Run } from './run.ts';
import { type Ending, type Settlement, settle } from './settlement.ts';

export type StoredEnding = { run: Run; settlement: Settlement; state: Job['state']; ring: Ring | undefined };
export type EndedRun = { run: Run; ending: Ending };

export type StoreEndings = {
  table: JobTable;
  kinds: ReadonlyMap<string, { backoff: Backoff }>;
  random: () => number;
  now: Date;
};

const COMPLETED: Settlement = { to: 'completed' };

/** Writes what became of runs; within the caller's transaction. The completed, nearly all of them, go in one statement. */
export function storeEndings(ended: readonly EndedRun[], context: StoreEndings): StoredEnding[] {
  const completed: number[] = [];
  const stored = ended.map(({ run, ending }): StoredEnding => {
    if ('outcome' in ending && 'done' in ending.outcome) {
      completed.push(run.row.seq);
      return { run, settlement: COMPLETED, state: 'completed', ring: undefined };
    }
    return storeOther(run, ending, context);
  });
  if (completed.length > 0) context.table.complete(completed, context.now.toISOString());
  return stored;
}

function storeOther(run: Run, ending: Ending, { table, kinds, random, now }: StoreEndings): StoredEnding {
  const { seq, attempt, maxAttempts } = run.row;
  const backoff = kinds.get(run.kind)?.backoff ?? DEFAULT_BACKOFF;
  const settlement = settle({ attempt, maxAttempts, cancelRequested: table.cancelRequested(seq) }, ending, { backoff, random });
  const at = now.toISOString();
  if (settlement.to === 'requeued') {
    const runAt = new Date(now.getTime() + settlement.afterMs).toISOString();
    const ring = table.requeue({ seq, now: at, runAt, attempts: settlement.attempts, error: settlement.error });
    return { run, settlement, state: settlement.afterMs > 0 ? 'delayed' : 'waiting', ring };
  }
  if (settlement.to !== 'completed')
    table.end({ seq, state: settlement.to, error: 'error' in settlement ? settlement.error : null, now: at });
  return { run, settlement, state: settlement.to, ring: undefined };
}
