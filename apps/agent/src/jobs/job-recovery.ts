import type { Clock } from '../clock.ts';
import type { Sqlite } from '../store/database.ts';
import type { Ring } from './job-row.ts';

/** A job during which the agent died this often in a row is taken for the cause. */
export const MAX_INTERRUPTIONS = 10;
/** From so many on it waits before it is begun again, so that others do not run beside it at every start, and are not taken for the cause with it. */
const SUSPECT_AFTER = 5;
const LONGEST_WAIT_SECONDS = 8;
const INTERRUPTED = 'The agent stopped each time this ran, so it is not tried again by itself.';

/**
 * Rows that a process which is gone left running: back to waiting without using up an attempt, ever longer if that happened often in a row. A
 * power supply that comes and goes ends a job as well as a deadly job ends the agent; only time tells them apart. One agent per data folder is
 * taken for granted. Answers how many there were.
 */
export function recoverRunning(database: Sqlite, now: string): number {
  return database
    .prepare(
      `UPDATE jobs SET
         state = CASE WHEN cancel_requested THEN 'cancelled' WHEN interruptions >= :most THEN 'dead'
           WHEN interruptions >= :suspect THEN 'delayed' ELSE 'waiting' END,
         run_at = CASE WHEN interruptions >= :suspect
           THEN strftime('%Y-%m-%dT%H:%M:%fZ', :now, '+' || min(:longest, 1 << (interruptions - :suspect)) || ' seconds') ELSE run_at END,
         finished_at = CASE WHEN cancel_requested OR interruptions >= :most THEN :now END,
         error = CASE WHEN NOT cancel_requested AND interruptions >= :most THEN :interrupted ELSE error END,
         attempts = max(0, attempts - 1), interruptions = interruptions + 1, turn = turn + 1
       WHERE state = 'running'`,
    )
    .run({ now, most: MAX_INTERRUPTIONS, suspect: SUSPECT_AFTER, longest: LONGEST_WAIT_SECONDS, interrupted: INTERRUPTED }).changes;
}

/** Rows whose run was stopped from our side go back as if it had not begun. */
export function giveBack(database: Sqlite, sequences: readonly number[], now: string): void {
  database
    .prepare(
      `UPDATE jobs SET state = CASE WHEN cancel_requested THEN 'cancelled' ELSE 'waiting' END,
         finished_at = CASE WHEN cancel_requested THEN ? END,
         attempts = max(0, attempts - 1), turn = turn + 1
       WHERE state = 'running' AND seq IN (SELECT value FROM json_each(?))`,
    )
    .run(now, JSON.stringify(sequences));
}

const RING = 'seq, id, kind, priority, turn, run_at AS runAt';
const PAGE_ROWS = 1000;
const OVERDUE_MS = 10_000;

type RingSource = { table: { database: Sqlite }; clock: Clock; kinds: () => ReadonlyMap<string, unknown> };

/** Everything that waits, page by page in the order it is to run; each page is read when it is asked for. */
export function* unfinishedPages({ table: { database }, kinds }: RingSource): Generator<Ring[]> {
  for (const kind of kinds().keys()) yield* pages((last) => readyPage(database, kind, last));
  yield* pages((last) => delayedPage(database, last));
}

/** The first of what should have begun a while ago: its ring may be lost. */
export function* overduePages({ table: { database }, clock, kinds }: RingSource): Generator<Ring[]> {
  const before = new Date(clock.now().getTime() - OVERDUE_MS).toISOString();
  const overdue = (rings: Ring[]): Ring[] => rings.filter(({ runAt }) => runAt < before);
  for (const kind of kinds().keys()) yield overdue(readyPage(database, kind, undefined));
  yield overdue(delayedPage(database, undefined));
}

function* pages(read: (last: Ring | undefined) => Ring[]): Generator<Ring[]> {
  let last: Ring | undefined;
  do {
    const page = read(last);
    if (page.length > 0) yield page;
    last = page.length < PAGE_ROWS ? undefined : page.at(-1);
  } while (last);
}

function readyPage(database: Sqlite, kind: string, last: Ring | undefined): Ring[] {
  return database
    .prepare<unknown[], Ring>(
      `SELECT ${RING} FROM jobs WHERE state = 'waiting' AND kind = ? AND (priority, seq) > (?, ?) ORDER BY priority, seq LIMIT ${PAGE_ROWS}`,
    )
    .all(kind, last?.priority ?? -1, last?.seq ?? 0);
}

function delayedPage(database: Sqlite, last: Ring | undefined): Ring[] {
  return database
    .prepare<unknown[], Ring>(
      `SELECT ${RING} FROM jobs WHERE state = 'delayed' AND (run_at, seq) > (?, ?) ORDER BY run_at, seq LIMIT ${PAGE_ROWS}`,
    )
    .all(last?.runAt ?? '', last?.seq ?? 0);
}
