import type { Statement } from 'better-sqlite3';
import type { Sqlite } from '../store/database.ts';
import { JOB_COLUMNS, type JobRow, type Ring } from './job-row.ts';

export type NewJob = {
  id: string;
  kind: string;
  subjectId: string;
  priority: number;
  maxAttempts: number;
  dedupeKey: string | null;
  createdAt: string;
  runAt: string;
};

export type ClaimedRow = {
  seq: number;
  id: string;
  kind: string;
  subjectId: string;
  attempt: number;
  maxAttempts: number;
  priority: number;
  turn: number;
};
export type Requeue = { seq: number; now: string; runAt: string; attempts: number; error: string | null };
export type End = { seq: number; state: 'dead' | 'cancelled'; error: string | null; now: string };

const CLAIMED = 'seq, id, kind, subject_id AS subjectId, attempts + 1 AS attempt, max_attempts AS maxAttempts, priority, turn';
const RING = 'seq, id, kind, priority, turn, run_at AS runAt';
const OPEN = `state IN ('waiting', 'delayed', 'running')`;

/** The hot SQL of the queue: prepared once, no transaction of its own. Times are ISO 8601 UTC. */
export class JobTable {
  readonly database: Sqlite;
  readonly #insert: Statement<unknown[]>;
  readonly #openByDedupeKey: Statement<[string], { id: string }>;
  readonly #ready: Statement<[string, number], ClaimedRow>;
  readonly #readyOne: Statement<[string, string], ClaimedRow>;
  readonly #claim: Statement<[string]>;
  readonly #complete: Statement<unknown[]>;
  readonly #requeue: Statement<unknown[], Ring>;
  readonly #end: Statement<unknown[]>;
  readonly #cancelRequested: Statement<[number], number>;
  readonly #progress: Statement<unknown[]>;
  readonly #promote: Statement<unknown[], string>;
  readonly #hasten: Statement<[number, string], Ring>;
  readonly #newTurns: Statement<[string]>;
  readonly #newest: Statement<[], string | null>;
  readonly #nextDue: Statement<[], string | null>;
  readonly #byId: Statement<[string], JobRow>;

  constructor(database: Sqlite) {
    this.database = database;
    this.#insert = database.prepare(
      `INSERT INTO jobs (id, kind, subject_id, state, priority, max_attempts, dedupe_key, created_at, run_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#openByDedupeKey = database.prepare(`SELECT id FROM jobs WHERE dedupe_key = ? AND dedupe_key IS NOT NULL AND ${OPEN}`);
    this.#ready = database.prepare(`SELECT ${CLAIMED} FROM jobs WHERE state = 'waiting' AND kind = ? ORDER BY priority, seq LIMIT ?`);
    this.#readyOne = database.prepare(
      `SELECT ${CLAIMED} FROM jobs WHERE id = ? AND (state = 'waiting' OR (state = 'delayed' AND run_at <= ?))`,
    );
    this.#claim = database.prepare(
      `UPDATE jobs SET state = 'running', attempts = attempts + 1 WHERE seq IN (SELECT value FROM json_each(?))`,
    );
    this.#complete = database.prepare(
      `UPDATE jobs SET state = 'completed', finished_at = ?, error = NULL WHERE seq IN (SELECT value FROM json_each(?))`,
    );
    this.#requeue = database.prepare(
      `UPDATE jobs SET state = ?, run_at = ?, attempts = ?, error = ?, interruptions = 0, turn = turn + 1
       WHERE seq = ? RETURNING ${RING}`,
    );
    this.#end = database.prepare(`UPDATE jobs SET state = ?, error = coalesce(?, error), finished_at = ? WHERE seq = ?`);
    this.#cancelRequested = database.prepare<[number], number>('SELECT cancel_requested FROM jobs WHERE seq = ?').pluck();
    this.#progress = database.prepare('UPDATE jobs SET progress_done = ?, progress_note = ? WHERE seq = ?');
    this.#promote = database
      .prepare<unknown[], string>(
        `UPDATE jobs SET state = 'waiting' WHERE seq IN (SELECT seq FROM jobs WHERE state = 'delayed' AND run_at <= ? ORDER BY run_at LIMIT ?) RETURNING kind`,
      )
      .pluck();
    this.#hasten = database.prepare<[number, string], Ring>(
      `UPDATE jobs SET run_at = strftime('%Y-%m-%dT%H:%M:%fZ', run_at, '-' || (? / 1000.0) || ' seconds'), turn = turn + 1
       WHERE state = 'delayed' OR (state = 'waiting' AND run_at > ?) RETURNING ${RING}`,
    );
    this.#newTurns = database.prepare(
      `UPDATE jobs SET turn = turn + 1 WHERE state IN ('waiting', 'delayed') AND id IN (SELECT value FROM json_each(?))`,
    );
    this.#newest = database.prepare<[], string | null>('SELECT created_at FROM jobs ORDER BY seq DESC LIMIT 1').pluck();
    this.#nextDue = database.prepare<[], string | null>(`SELECT min(run_at) FROM jobs WHERE state = 'delayed'`).pluck();
    this.#byId = database.prepare(`SELECT ${JOB_COLUMNS} FROM jobs WHERE id = ?`);
  }

  insert(job: NewJob): number {
    const state = job.runAt > job.createdAt ? 'delayed' : 'waiting';
    const values = [job.id, job.kind, job.subjectId, state, job.priority, job.maxAttempts, job.dedupeKey, job.createdAt, job.runAt];
    return Number(this.#insert.run(...values).lastInsertRowid);
  }

  /** Id of the job with this key that still waits or runs. */
  openByDedupeKey(key: string): string | undefined {
    return this.#openByDedupeKey.get(key)?.id;
  }

  /** First priority first, then the oldest. Within a transaction: nothing else may come between the look and the mark. */
  claimReady(kind: string, limit: number): ClaimedRow[] {
    const rows = this.#ready.all(kind, limit);
    if (rows.length > 0) this.#claim.run(JSON.stringify(rows.map(({ seq }) => seq)));
    return rows;
  }

  claimOne(id: string, now: string): ClaimedRow | undefined {
    const row = this.#readyOne.get(id, now);
    if (row) this.#claim.run(JSON.stringify([row.seq]));
    return row;
  }

  complete(sequences: readonly number[], now: string): void {
    this.#complete.run(now, JSON.stringify(sequences));
  }

  /** Back to the queue. The ring names the new turn. */
  requeue(to: Requeue): Ring | undefined {
    return this.#requeue.get(to.runAt > to.now ? 'delayed' : 'waiting', to.runAt, to.attempts, to.error, to.seq);
  }

  end(to: End): void {
    this.#end.run(to.state, to.error, to.now, to.seq);
  }

  cancelRequested(seq: number): boolean {
    return this.#cancelRequested.get(seq) === 1;
  }

  saveProgress(seq: number, progress: { done: number; note: string }): void {
    this.#progress.run(progress.done, progress.note, seq);
  }

  /** Delayed rows whose time has come become waiting ones. Answers their kinds, one entry a row. */
  promote(now: string, limit: number): string[] {
    return this.#promote.all(now, limit);
  }

  /** Delayed rows, and waiting ones of a time that has not come, are due so much sooner, each with a new turn. */
  hasten(byMs: number, now: string): Ring[] {
    return this.#hasten.all(byMs, now);
  }

  /** Of these, those that are not running are rung under a new name from now on. */
  newTurns(ids: readonly string[]): void {
    this.#newTurns.run(JSON.stringify(ids));
  }

  newestCreatedAt(): string | null {
    return this.#newest.get() ?? null;
  }

  nextDueAt(): string | null {
    return this.#nextDue.get() ?? null;
  }

  byId(id: string): JobRow | undefined {
    return this.#byId.get(id);
  }
}
