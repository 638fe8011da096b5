import type { Job } from '@banrimkwae/contract/traffic';

/** A row of `jobs` as it is read for the outside. */
export type JobRow = {
  seq: number;
  id: string;
  kind: string;
  subject_id: string;
  state: Job['state'];
  priority: number;
  attempts: number;
  max_attempts: number;
  progress_done: number | null;
  progress_note: string | null;
  error: string | null;
  discard_reason: string | null;
  created_at: string;
  run_at: string;
  finished_at: string | null;
};

/** A row that is ready, or will be at `runAt`. */
export type Ring = { seq: number; id: string; kind: string; priority: number; turn: number; runAt: string };

export const JOB_COLUMNS =
  'seq, id, kind, subject_id, state, priority, attempts, max_attempts, progress_done, progress_note, error, discard_reason, created_at, run_at, finished_at';

/** A delayed job whose time has come is shown as waiting, whether or not its row was touched since. */
export function toJob(row: JobRow, now: string): Job {
  return {
    id: row.id,
    kind: row.kind,
    subjectId: row.subject_id,
    state: row.state === 'delayed' && row.run_at <= now ? 'waiting' : row.state,
    priority: row.priority,
    attempts: row.attempts,
    maxAttempts: row.max_attempts,
    progress: row.progress_done === null ? null : { done: row.progress_done, note: row.progress_note ?? '' },
    error: row.discard_reason === null ? row.error : `${row.error ?? ''} Given up: ${row.discard_reason}`.trim(),
    createdAt: row.created_at,
    runAt: row.run_at,
    finishedAt: row.finished_at,
  };
}
