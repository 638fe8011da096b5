import type { Job } from '@banrimkwae/contract/traffic';
import type { Sqlite } from '../store/database.ts';
import { mapPage, type Page, pageOf } from '../store/page.ts';
import { JOB_COLUMNS, type JobRow, toJob } from './job-row.ts';
import type { JobFilter, JobQueue } from './port.ts';

const ASIDE = `state IN ('dead', 'cancelled', 'discarded')`;
const DUE = `SELECT seq FROM jobs WHERE state = 'delayed' AND run_at <= @now`;

/** Each state in a form that its partial index serves. A delayed row whose time has come counts as waiting. */
const OF_STATE: Readonly<Record<Job['state'], string>> = {
  waiting: `seq IN (SELECT seq FROM jobs WHERE state = 'waiting' UNION ALL ${DUE})`,
  delayed: `seq IN (SELECT seq FROM jobs WHERE state = 'delayed' AND run_at > @now)`,
  running: `state = 'running' AND seq IN (SELECT value FROM json_each(@running))`,
  completed: `state = 'completed'`,
  dead: `state = 'dead' AND ${ASIDE}`,
  cancelled: `state = 'cancelled' AND ${ASIDE}`,
  discarded: `state = 'discarded' AND ${ASIDE}`,
};

/** The time, and the rows that this process runs. */
export type Present = { now: string; running: readonly number[] };

/** Newest first; `cursor` of one page fetches the next. */
export function listJobs(database: Sqlite, filter: JobFilter, { now, running }: Present): Page<Job> {
  const before = Number(filter.cursor ?? Number.MAX_SAFE_INTEGER);
  const conditions = [
    'seq < @before',
    ...(filter.state ? [OF_STATE[filter.state]] : []),
    ...(filter.kind === undefined ? [] : ['kind = @kind']),
  ];
  const rows = database
    .prepare<unknown[], JobRow>(`SELECT ${JOB_COLUMNS} FROM jobs WHERE ${conditions.join(' AND ')} ORDER BY seq DESC LIMIT @limit`)
    .all({
      before: Number.isSafeInteger(before) ? before : 0,
      now,
      running: JSON.stringify(running),
      kind: filter.kind ?? null,
      limit: filter.limit + 1,
    });
  return mapPage(
    pageOf(rows, filter.limit, ({ seq }) => String(seq)),
    (row) => toJob(row, now),
  );
}

type Waiting = { count: number; oldest: string | null };

/** For health and metrics. `oldestWaitingAt` is when the longest-waiting ready job became ready. */
export function countJobs(database: Sqlite, { now, running }: Present): ReturnType<JobQueue['counts']> {
  const ready = database.prepare<[], Waiting>(`SELECT count(*) AS count, min(run_at) AS oldest FROM jobs WHERE state = 'waiting'`).get();
  const due = database
    .prepare<[string], Waiting>(`SELECT count(*) AS count, min(run_at) AS oldest FROM jobs WHERE state = 'delayed' AND run_at <= ?`)
    .get(now);
  const dead = countDeadJobs(database);
  const oldest = [ready?.oldest, due?.oldest].filter((instant) => typeof instant === 'string').sort()[0];
  return { waiting: (ready?.count ?? 0) + (due?.count ?? 0), running: running.length, dead, oldestWaitingAt: oldest ?? null };
}

/** Those that gave up and wait for staff. */
export function countDeadJobs(database: Sqlite): number {
  return database.prepare<[], number>(`SELECT count(*) FROM jobs WHERE state = 'dead' AND ${ASIDE}`).pluck().get() ?? 0;
}
