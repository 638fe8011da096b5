import type { Effect, Job } from '@banrimkwae/contract/traffic';
import type { Clock, NewId } from '../clock.ts';
import type { LiveEvents } from '../live/live-events.ts';
import type { Sqlite } from '../store/database.ts';
import { createAnnouncer } from './announcer.ts';
import { DEFAULT_BACKOFF } from './backoff.ts';
import type { Bell, BellFactory, JobLog } from './bell.ts';
import { Dispatcher, type Kind } from './dispatcher.ts';
import { countJobs, listJobs, type Present } from './job-list.ts';
import { recoverRunning } from './job-recovery.ts';
import type { Ring } from './job-row.ts';
import { toJob } from './job-row.ts';
import { JobTable } from './job-table.ts';
import type { JobQueue, JobRequest } from './port.ts';
import { keepSwept } from './retention.ts';
import { Schedules } from './schedules.ts';
import { madeAheadMs, watchSetBack } from './set-back.ts';
import { createStaffActions } from './staff-actions.ts';

type JobQueueDeps = {
  /** Opened with FULL durability; the same connection as the rooms that add jobs. */
  database: Sqlite;
  clock: Clock;
  newId: NewId;
  /** 0 (in) to 1 (out), for the jitter of retries. */
  random: () => number;
  live: Pick<LiveEvents, 'publish'>;
  log: JobLog;
  bell: BellFactory;
};

const STORAGE_RETRY_MS = 1000;
const DEFAULT_PRIORITY = 5;
const DEFAULT_MAX_ATTEMPTS = 10;
/** Also how many rows one claim takes at most: the larger, the fewer syncs of the disk. */
const DEFAULT_CONCURRENCY = 100;

/** The queue of the agent: rows in SQLite, rung by the given bell. */
export function createJobQueue(given: JobQueueDeps): JobQueue {
  const tell = (byMs: number): void => queue.clockWasSetBack(byMs);
  const deps = { ...given, clock: watchSetBack({ clock: given.clock, elapsedMs: () => performance.now(), tell }) };
  const queue: Queue = new Queue(deps);
  return {
    add: (request) => queue.add(request),
    handle: (kind, handler, { concurrency = DEFAULT_CONCURRENCY, backoff = DEFAULT_BACKOFF, effect = 'none' } = {}) =>
      queue.handle(kind, { handler, concurrency, backoff, effect }),
    schedule: (schedule) => queue.schedules.declare(schedule),
    start: () => queue.start(),
    stop: (deadlineMs) => queue.stop(deadlineMs),
    get: (id) => queue.get(id),
    list: (filter) => listJobs(deps.database, filter, queue.present()),
    counts: () => countJobs(deps.database, queue.present()),
    effectOf: (kind) => queue.effectOf(kind),
    ...createStaffActions({
      database: deps.database,
      clock: deps.clock,
      announcer: queue.announcer,
      get: (id) => queue.get(id),
      ring: (ring) => queue.ringLater(ring),
      abort: (id) => queue.dispatcher.run(id)?.abort(new Error('Cancelled')),
    }),
  };
}

class Queue {
  readonly #deps: JobQueueDeps;
  readonly #table: JobTable;
  readonly #kinds = new Map<string, Kind>();
  readonly #bell: Bell;
  readonly announcer: ReturnType<typeof createAnnouncer>;
  readonly dispatcher: Dispatcher;
  readonly schedules: Schedules;
  #unrung: Ring[] = [];
  #stopSweeping: (() => void) | undefined;
  #started = false;
  #wasStarted = false;

  constructor(deps: JobQueueDeps) {
    this.#deps = deps;
    const { database, clock, newId, random, live, log } = deps;
    this.#table = new JobTable(database);
    this.announcer = createAnnouncer(live);
    const requeued = (rings: readonly Ring[]): void => this.#bell.ring(rings);
    this.dispatcher = new Dispatcher({
      table: this.#table,
      clock,
      random,
      log,
      announcer: this.announcer,
      kinds: this.#kinds,
      requeued,
    });
    this.schedules = new Schedules({ database, clock, log, add: (request) => this.add(request) });
    this.#bell = deps.bell({ table: this.#table, clock, log, newId, dispatcher: this.dispatcher, kinds: () => this.#kinds });
  }

  add(request: JobRequest): string {
    const { kind, subjectId, priority = DEFAULT_PRIORITY, delayMs = 0, dedupeKey, maxAttempts = DEFAULT_MAX_ATTEMPTS } = request;
    const existing = dedupeKey === undefined ? undefined : this.#table.openByDedupeKey(dedupeKey);
    if (existing !== undefined) return existing;
    const id = this.#deps.newId('job');
    const now = this.#deps.clock.now();
    const runAt = delayMs > 0 ? new Date(now.getTime() + delayMs).toISOString() : now.toISOString();
    const seq = this.#table.insert({
      id,
      kind,
      subjectId,
      priority,
      maxAttempts,
      dedupeKey: dedupeKey ?? null,
      createdAt: now.toISOString(),
      runAt,
    });
    this.ringLater({ seq, id, kind, priority, turn: 0, runAt });
    return id;
  }

  /** Rings at the next turn of the event loop: the caller's transaction has ended by then, for transactions never wait. */
  ringLater(ring: Ring): void {
    if (this.#unrung.push(ring) === 1) setImmediate(() => this.#ringUnrung());
  }

  handle(kind: string, how: Kind): void {
    if (this.#wasStarted) throw new Error(`The handler of ${kind} comes after the start`);
    if (this.#kinds.has(kind)) throw new Error(`There are two handlers of ${kind}`);
    this.#kinds.set(kind, how);
  }

  effectOf(kind: string): Effect {
    return this.#kinds.get(kind)?.effect ?? 'none';
  }

  async start(): Promise<void> {
    const { database, clock, log } = this.#deps;
    this.#started = true;
    this.#wasStarted = true;
    const recovered = recoverRunning(database, clock.now().toISOString());
    if (recovered > 0) log.warn({ jobs: recovered }, 'jobs that ran when the agent ended go back to the queue');
    const aheadMs = madeAheadMs(this.#table.newestCreatedAt(), clock.now());
    this.dispatcher.start();
    this.schedules.start();
    if (aheadMs > 0) this.clockWasSetBack(aheadMs);
    await this.#bell.start();
    this.#stopSweeping = keepSwept({ database, clock, log });
  }

  async stop(deadlineMs: number): Promise<void> {
    if (!this.#started) return;
    this.#started = false;
    this.schedules.stop();
    this.#stopSweeping?.();
    this.#bell.pause();
    await this.dispatcher.stop(deadlineMs);
    await this.#bell.close();
  }

  get(id: string): Job | undefined {
    const row = this.#table.byId(id);
    if (!row) return undefined;
    const job = toJob(row, this.#deps.clock.now().toISOString());
    const progress = this.dispatcher.run(id)?.latestProgress;
    return progress ? { ...job, progress } : job;
  }

  /** What was to wait until a time of the wrong clock would wait for hours: it comes sooner by as much as the clock was wrong. */
  clockWasSetBack(byMs: number): void {
    if (!this.#started) return;
    const { database, clock, log } = this.#deps;
    try {
      const rings = database.transaction(() => {
        this.schedules.clockWasSetBack();
        return this.#table.hasten(byMs, clock.now().toISOString());
      })();
      log.warn({ seconds: Math.round(byMs / 1000), jobs: rings.length }, 'the clock was set back: delayed jobs come sooner by as much');
      this.#bell.ring(rings);
    } catch (fault) {
      log.error({ err: fault }, 'delayed jobs could not be set right after the clock; it is tried again');
      setTimeout(() => this.clockWasSetBack(byMs), STORAGE_RETRY_MS).unref();
    }
  }

  present(): Present {
    return { now: this.#deps.clock.now().toISOString(), running: this.dispatcher.runningSequences };
  }

  #ringUnrung(): void {
    const rings = this.#unrung;
    this.#unrung = [];
    if (this.#started) this.#bell.ring(rings);
  }
}
