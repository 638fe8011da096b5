import { AppError } from '@banrimkwae/contract/errors';
import type { Job } from '@banrimkwae/contract/traffic';
import type { Clock } from '../clock.ts';
import type { Sqlite } from '../store/database.ts';
import type { Announcer } from './announcer.ts';
import type { Ring } from './job-row.ts';
import type { JobQueue } from './port.ts';

type StaffActionsDeps = {
  database: Sqlite;
  clock: Clock;
  announcer: Announcer;
  get: (id: string) => Job | undefined;
  ring: (ring: Ring) => void;
  abort: (id: string) => void;
};

const RETRY = `UPDATE jobs SET state = 'waiting', run_at = ?, attempts = 0, interruptions = 0, cancel_requested = 0, turn = turn + 1, finished_at = NULL
  WHERE id = ? AND state = 'dead' RETURNING seq, id, kind, priority, turn, run_at AS runAt`;
const DISCARD = `UPDATE jobs SET state = 'discarded', discard_reason = ?, finished_at = ? WHERE id = ? AND state = 'dead'`;
const CANCEL_WAITING = `UPDATE jobs SET state = 'cancelled', finished_at = ? WHERE id = ? AND state IN ('waiting', 'delayed')`;
const CANCEL_RUNNING = `UPDATE jobs SET cancel_requested = 1 WHERE id = ? AND state = 'running'`;

/**
 * What staff may do with a job. May be called inside a transaction (with the audit row): rings, aborts and events come at the
 * next turn of the event loop and look at the row again.
 */
export function createStaffActions(deps: StaffActionsDeps): Pick<JobQueue, 'retry' | 'discard' | 'cancel'> {
  const { database, clock } = deps;
  const now = (): string => clock.now().toISOString();
  const discard = database.prepare(DISCARD);
  const cancelWaiting = database.prepare(CANCEL_WAITING);
  const cancelRunning = database.prepare(CANCEL_RUNNING);
  const changed = (id: string): Job | undefined => {
    setImmediate(() => {
      const job = database.open ? deps.get(id) : undefined;
      if (job) deps.announcer.changed(job);
    });
    return deps.get(id);
  };
  return {
    retry: (id) => {
      const ring = revive(database, id, now());
      if (ring) deps.ring(ring);
      return ring && changed(id);
    },
    discard: (id, reason) => (discard.run(reason, now(), id).changes > 0 ? changed(id) : undefined),
    cancel: (id) => {
      if (cancelWaiting.run(now(), id).changes > 0) return changed(id);
      if (cancelRunning.run(id).changes === 0) return undefined;
      setImmediate(() => {
        if (database.open && isCancelRequested(database, id)) deps.abort(id);
      });
      return deps.get(id);
    },
  };
}

function revive(database: Sqlite, id: string, now: string): Ring | undefined {
  try {
    return database.prepare<[string, string], Ring>(RETRY).get(now, id);
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'SQLITE_CONSTRAINT_UNIQUE') {
      throw new AppError('conflict', { message: 'A newer job already does the same work.', hint: 'Give this one up.', cause: fault });
    }
    throw fault;
  }
}

function isCancelRequested(database: Sqlite, id: string): boolean {
  return database.prepare<[string], number>(`SELECT cancel_requested FROM jobs WHERE id = ? AND state = 'running'`).pluck().get(id) === 1;
}
