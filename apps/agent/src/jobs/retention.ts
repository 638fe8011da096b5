import type { Clock } from '../clock.ts';
import type { Sqlite } from '../store/database.ts';
import type { JobLog } from './bell.ts';

const KEEP_DAYS = 7;
const WINDOW_ROWS = 1000;
const BETWEEN_WINDOWS_MS = 50;
const BETWEEN_SWEEPS_MS = 6 * 3_600_000;
const DAY_MS = 86_400_000;

type Window = { lastSeq: number | null; newest: string | null };

/**
 * Deletes rows that ended over seven days ago, among the next `WINDOW_ROWS` rows after `after`; dead ones stay until staff decides.
 * Answers where to go on, or undefined when the rest is too young: rows stand in the order of their creation.
 */
export function sweepWindow(database: Sqlite, after: number, now: Date): number | undefined {
  const cutoff = new Date(now.getTime() - KEEP_DAYS * DAY_MS).toISOString();
  const window = database
    .prepare<[number, number], Window>(
      'SELECT max(seq) AS lastSeq, max(created_at) AS newest FROM (SELECT seq, created_at FROM jobs WHERE seq > ? ORDER BY seq LIMIT ?)',
    )
    .get(after, WINDOW_ROWS);
  if (!window || window.lastSeq === null) return undefined;
  database
    .prepare(`DELETE FROM jobs WHERE seq > ? AND seq <= ? AND state IN ('completed', 'cancelled', 'discarded') AND finished_at < ?`)
    .run(after, window.lastSeq, cutoff);
  return (window.newest ?? '') < cutoff ? window.lastSeq : undefined;
}

/** Sweeps now and then in small steps, each its own short transaction. Answers the function that ends it. */
export function keepSwept(deps: { database: Sqlite; clock: Clock; log: JobLog }): () => void {
  let timer: NodeJS.Timeout;
  const sweepFrom = (after: number): void => {
    let next: number | undefined;
    try {
      next = sweepWindow(deps.database, after, deps.clock.now());
    } catch (fault) {
      deps.log.error({ err: fault }, 'finished jobs could not be cleaned up; it is tried again later');
    }
    timer = setTimeout(() => sweepFrom(next ?? 0), next === undefined ? BETWEEN_SWEEPS_MS : BETWEEN_WINDOWS_MS);
    timer.unref();
  };
  timer = setTimeout(() => sweepFrom(0), BETWEEN_WINDOWS_MS);
  timer.unref();
  return () => clearTimeout(timer);
}
