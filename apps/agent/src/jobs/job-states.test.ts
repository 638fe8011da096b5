import { AppError } from '@banrimkwae/contract/errors';
import type { Job } from '@banrimkwae/contract/traffic';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sqlite } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { DEFAULT_BACKOFF } from './backoff.ts';
import { claimWork } from './claim-work.ts';
import { giveBack, recoverRunning } from './job-recovery.ts';
import { JobTable } from './job-table.ts';
import { MIGRATIONS } from './queue-rig.ts';
import { Run } from './run.ts';
import type { Ending } from './settlement.ts';
import { createStaffActions } from './staff-actions.ts';
import { storeEndings } from './store-endings.ts';

type State = Job['state'];
type Row = {
  id: string;
  seq: number;
  kind: string;
  state: State;
  priority: number;
  attempts: number;
  max_attempts: number;
  dedupe_key: string | null;
  run_at: string;
  finished_at: string | null;
};

/** Where a row may go in one step. `dead → waiting` is a retry by staff. */
const LEGAL: Readonly<Record<State, readonly State[]>> = {
  waiting: ['running', 'cancelled'],
  delayed: ['waiting', 'running', 'cancelled'],
  running: ['completed', 'waiting', 'delayed', 'dead', 'cancelled'],
  dead: ['waiting', 'discarded'],
  completed: [],
  cancelled: [],
  discarded: [],
};

const ENDINGS: Readonly<Record<string, Ending>> = {
  done: { outcome: { done: true } },
  again: { outcome: { again: { afterMs: 50, reason: 'later' } } },
  passing: { fault: new AppError('provider_failed') },
  lasting: { fault: new AppError('invalid_input') },
};

/** The queue without timers: the same SQL and decisions, one step at a time. */
class Model {
  readonly database: Sqlite = new Database(':memory:');
  readonly table: JobTable;
  readonly ids: string[] = [];
  readonly runs = new Map<string, Run>();
  nowMs = Date.parse('2026-11-23T00:00:00.000Z');
  readonly clock = { now: () => new Date(this.nowMs) };
  readonly staff;

  constructor() {
    migrate(this.database, MIGRATIONS);
    this.table = new JobTable(this.database);
    const announcer = { observe: () => undefined, ended: () => undefined, changed: () => undefined };
    this.staff = createStaffActions({
      database: this.database,
      clock: this.clock,
      announcer,
      get: () => undefined,
      ring: () => undefined,
      abort: () => undefined,
    });
  }

  get now(): string {
    return this.clock.now().toISOString();
  }

  rows(): Row[] {
    return this.database.prepare<[], Row>('SELECT * FROM jobs ORDER BY seq').all();
  }

  add(job: { kind: string; priority: number; delayMs: number; dedupeKey: string | null }): void {
    if (job.dedupeKey !== null && this.table.openByDedupeKey(job.dedupeKey) !== undefined) return;
    const id = `job_${this.ids.length}`;
    const runAt = new Date(this.nowMs + job.delayMs).toISOString();
    this.table.insert({ ...job, id, subjectId: 's', maxAttempts: 2, createdAt: this.now, runAt });
    this.ids.push(id);
  }

  claim(kind: string, places: number, requested: string | undefined): void {
    this.table.promote(this.now, 100);
    const ready = this.rows().filter((row) => row.kind === kind && row.state === 'waiting');
    // Redis keeps one queue a kind, so a ring names the kind of its row.
    const requests = this.rows().flatMap((row) =>
      row.id === requested && row.kind === kind ? [{ id: row.id, kind, answered: () => undefined }] : [],
    );
    const work = claimWork({ requests, pulled: new Set([kind]) }, { freeOf: () => places }, { table: this.table, now: this.now });
    expect(work.begun.length).toBeLessThanOrEqual(places);
    const pulled = work.begun.filter(({ answered }) => answered === undefined).map(({ row }) => row.id);
    const expected = ready.filter(({ id }) => !work.begun.some(({ row, answered }) => answered !== undefined && row.id === id));
    expected.sort((one, other) => one.priority - other.priority || one.seq - other.seq);
    expect(pulled).toEqual(expected.slice(0, pulled.length).map(({ id }) => id));
    expect(pulled.length).toBe(Math.min(expected.length, places - (work.begun.length - pulled.length)));
    for (const { row } of work.begun) this.runs.set(row.id, new Run(row, this.nowMs, () => undefined));
  }

  end(id: string, how: string): void {
    const run = this.runs.get(id);
    const ending = ENDINGS[how];
    if (!run || !ending) return;
    this.runs.delete(id);
    storeEndings([{ run, ending }], {
      table: this.table,
      kinds: new Map([['a', { backoff: DEFAULT_BACKOFF }]]),
      random: () => 0.5,
      now: this.clock.now(),
    });
  }

  pass(ms: number): void {
    this.nowMs += ms;
  }

  crash(): void {
    this.runs.clear();
    recoverRunning(this.database, this.now);
  }

  stop(): void {
    giveBack(
      this.database,
      [...this.runs.values()].map((run) => run.row.seq),
      this.now,
    );
    this.runs.clear();
  }
}

type Step = (model: Model) => void;
const pick = (model: Model, index: number): string => model.ids[index % Math.max(1, model.ids.length)] ?? 'job_none';
const anyKind = fc.constantFrom('a', 'b');
const anyIndex = fc.nat(30);

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record({
        kind: anyKind,
        priority: fc.nat(9),
        delayMs: fc.constantFrom(0, 0, 40, 5000),
        dedupeKey: fc.constantFrom(null, null, 'k1', 'k2'),
      })
      .map(
        (job): Step =>
          (model) =>
            model.add(job),
      ),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(anyKind, fc.nat(4), fc.option(anyIndex, { nil: undefined })).map(
      ([kind, places, index]): Step =>
        (model) =>
          model.claim(kind, places, index === undefined ? undefined : pick(model, index)),
    ),
  },
  {
    weight: 6,
    arbitrary: fc.tuple(anyIndex, fc.constantFrom(...Object.keys(ENDINGS))).map(
      ([index, how]): Step =>
        (model) =>
          model.end(pick(model, index), how),
    ),
  },
  {
    weight: 2,
    arbitrary: anyIndex.map(
      (index): Step =>
        (model) =>
          void model.staff.cancel(pick(model, index)),
    ),
  },
  {
    weight: 2,
    arbitrary: anyIndex.map(
      (index): Step =>
        (model) =>
          retryUnlessReplaced(model, pick(model, index)),
    ),
  },
  {
    weight: 1,
    arbitrary: anyIndex.map(
      (index): Step =>
        (model) =>
          void model.staff.discard(pick(model, index), 'no use'),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Step>((model) => model.crash()) },
  { weight: 1, arbitrary: fc.constant<Step>((model) => model.stop()) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(1, 60, 10_000, 400_000).map(
      (ms): Step =>
        (model) =>
          model.pass(ms),
    ),
  },
);

function retryUnlessReplaced(model: Model, id: string): void {
  try {
    model.staff.retry(id);
  } catch (fault) {
    expect(fault).toMatchObject({ code: 'conflict' });
  }
}

function checkRow(row: Row): void {
  expect(row.attempts).toBeLessThanOrEqual(row.max_attempts);
  expect(row.finished_at === null).toBe(['waiting', 'delayed', 'running'].includes(row.state));
}

function checkStep(before: readonly Row[], after: readonly Row[], nowMs: number): void {
  expect(after.length).toBeGreaterThanOrEqual(before.length);
  expect(after.map(({ state }) => state).filter((state) => !(state in LEGAL))).toEqual([]);
  for (const [index, old] of before.entries()) {
    const next = after[index];
    // A claim promotes first, so a delayed row passes through `waiting` in the same step.
    if (next && next.state !== old.state) expect(LEGAL[old.state], `${old.state} → ${next.state}`).toContain(next.state);
    if (next?.state === 'running' && old.state !== 'running') expect(Date.parse(next.run_at)).toBeLessThanOrEqual(nowMs);
  }
  after.forEach(checkRow);
  const openKeys = after.filter((row) => row.finished_at === null && row.dedupe_key !== null).map((row) => row.dedupe_key);
  expect(new Set(openKeys).size).toBe(openKeys.length);
}

describe('the states of a job', () => {
  it('hold under any order of adding, running, failing, cancelling, crashing and deciding; and everything can end', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 60 }), (steps) => {
        const model = new Model();
        for (const step of steps) {
          const before = model.rows();
          step(model);
          checkStep(before, model.rows(), model.nowMs);
        }
        model.nowMs += 3_600_000;
        for (const id of [...model.runs.keys()]) model.end(id, 'done');
        for (const kind of ['a', 'b']) model.claim(kind, 1000, undefined);
        for (const id of [...model.runs.keys()]) model.end(id, 'done');
        expect(model.rows().filter((row) => row.state === 'waiting' || row.state === 'delayed' || row.state === 'running')).toEqual([]);
        model.database.close();
      }),
      { numRuns: 150 },
    );
  });
});
