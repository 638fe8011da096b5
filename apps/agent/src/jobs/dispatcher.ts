import type { Effect } from '@banrimkwae/contract/traffic';
import type { Clock } from '../clock.ts';
import type { Announcer } from './announcer.ts';
import type { Backoff } from './backoff.ts';
import type { Claims, JobLog } from './bell.ts';
import { type ClaimedWork, claimWork, NOTHING_CLAIMED, type Request } from './claim-work.ts';
import { giveBack } from './job-recovery.ts';
import type { Ring } from './job-row.ts';
import type { ClaimedRow, JobTable } from './job-table.ts';
import type { JobHandler } from './port.ts';
import { Run } from './run.ts';
import type { Ending } from './settlement.ts';
import { type EndedRun, type StoredEnding, storeEndings } from './store-endings.ts';

export type Kind = { handler: JobHandler; concurrency: number; backoff: Backoff; effect: Effect };

export type DispatcherDeps = {
  table: JobTable;
  clock: Clock;
  random: () => number;
  log: JobLog;
  announcer: Announcer;
  kinds: ReadonlyMap<string, Kind>;
  /** Rows that went back to the queue, after the commit. */
  requeued: (rings: readonly Ring[]) => void;
};

const OBSERVE_EVERY_MS = 200;
const STORE_PROGRESS_EVERY_MS = 1000;
const STORAGE_RETRY_MS = 1000;
/** How long handlers get to notice their aborted signal when the agent stops. */
const ABORT_GRACE_MS = 250;

/**
 * Runs the handlers. All writing happens in passes, one transaction each: what ended since the last pass is stored and as much new work
 * is claimed as there are free places. A pass has no timer: under load everything that ends meanwhile joins the next one.
 */
export class Dispatcher implements Claims {
  readonly #deps: DispatcherDeps;
  readonly #runs = new Map<string, Run>();
  readonly #runningOf = new Map<string, number>();
  readonly #pulled = new Set<string>();
  #ended: EndedRun[] = [];
  #requests: Request[] = [];
  #state: 'idle' | 'claiming' | 'draining' | 'stopped' = 'idle';
  #passIsDue = false;
  #observer: NodeJS.Timeout | undefined;
  #storageRetry: NodeJS.Timeout | undefined;
  #whenEmpty: (() => void) | undefined;

  constructor(deps: DispatcherDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#state = 'claiming';
    this.#observer = setInterval(() => this.#observe(), OBSERVE_EVERY_MS);
    this.#observer.unref();
  }

  /** Rows that are marked as running. */
  get runningSequences(): number[] {
    return Array.from(this.#runs.values(), (run) => run.row.seq);
  }

  run(id: string): Run | undefined {
    return this.#runs.get(id);
  }

  pull(kinds: Iterable<string>): void {
    for (const kind of kinds) if (this.#deps.kinds.has(kind)) this.#pulled.add(kind);
    this.#schedulePass();
  }

  stopPulling(): void {
    this.#pulled.clear();
  }

  claim({ id, kind }: { id: string; kind: string }): Promise<void> {
    if (this.#state !== 'claiming') return Promise.resolve();
    return new Promise((answered) => {
      this.#requests.push({ id, kind, answered });
      this.#schedulePass();
    });
  }

  /** Claims nothing more, waits for what runs up to the deadline, then aborts it and gives back what does not end. */
  async stop(deadlineMs: number): Promise<void> {
    this.#state = 'draining';
    this.#pulled.clear();
    for (const request of this.#requests) request.answered();
    this.#requests = [];
    await this.#empty(deadlineMs);
    for (const run of this.#runs.values()) run.abort(new Error('The agent stops'));
    await this.#empty(ABORT_GRACE_MS);
    this.#giveUpRest();
    this.#state = 'stopped';
    clearInterval(this.#observer);
    clearTimeout(this.#storageRetry);
  }

  #schedulePass(): void {
    if (this.#passIsDue || this.#state === 'idle' || this.#state === 'stopped') return;
    this.#passIsDue = true;
    setImmediate(() => this.#pass());
  }

  #pass(): void {
    this.#passIsDue = false;
    if (this.#state === 'stopped') return;
    const { table, clock, log } = this.#deps;
    const now = clock.now();
    let written: { stored: StoredEnding[]; claimed: ClaimedWork };
    try {
      written = table.database.transaction(() => ({ stored: this.#store(this.#ended, now), claimed: this.#claim(now) }))();
    } catch (fault) {
      // Nothing was written. What ended is kept, so that a later pass stores it.
      log.error({ err: fault }, 'the job queue cannot write to its database; it tries again');
      clearTimeout(this.#storageRetry);
      this.#storageRetry = setTimeout(() => this.#schedulePass(), STORAGE_RETRY_MS);
      return;
    }
    this.#ended = [];
    // Before anything is rung for: a ring asks for its kind anew.
    for (const kind of written.claimed.exhausted) this.#pulled.delete(kind);
    this.#afterStoring(written.stored, now.getTime());
    this.#afterClaiming(written.claimed, now.getTime());
    if (this.#runs.size === 0) this.#whenEmpty?.();
  }

  #store(ended: readonly EndedRun[], now: Date): StoredEnding[] {
    const nowMs = now.getTime();
    for (const run of this.#runs.values()) if (isProgressDue(run, nowMs)) this.#storeProgress(run, nowMs);
    for (const { run } of ended) if (run.progressToStore) this.#storeProgress(run, nowMs);
    const { table, random, kinds } = this.#deps;
    return storeEndings(ended, { table, random, now, kinds });
  }

  #storeProgress(run: Run, nowMs: number): void {
    if (run.latestProgress) this.#deps.table.saveProgress(run.row.seq, run.latestProgress);
    run.progressToStore = false;
    run.progressStoredAtMs = nowMs;
  }

  #claim(now: Date): ClaimedWork {
    if (this.#state !== 'claiming') return NOTHING_CLAIMED;
    const { table, kinds } = this.#deps;
    const freeOf = (kind: string): number => (kinds.get(kind)?.concurrency ?? 0) - (this.#runningOf.get(kind) ?? 0);
    return claimWork({ requests: this.#requests, pulled: this.#pulled }, { freeOf }, { table, now: now.toISOString() });
  }

  #afterStoring(stored: readonly StoredEnding[], nowMs: number): void {
    for (const { run } of stored) {
      this.#runs.delete(run.id);
      run.stored();
    }
    const rings = stored.flatMap(({ ring }) => ring ?? []);
    if (rings.length > 0) this.#deps.requeued(rings);
    for (const { run, settlement, state } of stored) this.#deps.announcer.ended(run, settlement, { state, nowMs });
  }

  #afterClaiming(claimed: ClaimedWork, nowMs: number): void {
    if (this.#state !== 'claiming') return;
    this.#requests = claimed.postponed;
    for (const request of claimed.refused) request.answered();
    for (const { row, answered } of claimed.begun) this.#begin(row, nowMs, answered);
  }

  #begin(row: ClaimedRow, nowMs: number, answered: () => void = () => undefined): void {
    const kind = this.#deps.kinds.get(row.kind);
    if (!kind) return;
    const run = new Run(row, nowMs, answered);
    this.#runs.set(row.id, run);
    this.#runningOf.set(row.kind, (this.#runningOf.get(row.kind) ?? 0) + 1);
    void this.#invoke(kind.handler, run);
  }

  async #invoke(handler: JobHandler, run: Run): Promise<void> {
    let ending: Ending;
    try {
      ending = { outcome: await handler(run) };
    } catch (fault) {
      ending = { fault };
    }
    if (run.givenUp) return;
    this.#runningOf.set(run.kind, (this.#runningOf.get(run.kind) ?? 1) - 1);
    this.#ended.push({ run, ending });
    this.#schedulePass();
  }

  #observe(): void {
    const nowMs = this.#deps.clock.now().getTime();
    for (const run of this.#runs.values()) {
      this.#deps.announcer.observe(run, nowMs);
      if (isProgressDue(run, nowMs)) this.#schedulePass();
    }
  }

  #empty(withinMs: number): Promise<void> {
    if (this.#runs.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.#whenEmpty = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #giveUpRest(): void {
    const ended = new Set(this.#ended.map(({ run }) => run));
    const rest = [...this.#runs.values()].filter((run) => !ended.has(run));
    for (const run of rest) run.givenUp = true;
    try {
      giveBack(
        this.#deps.table.database,
        rest.map((run) => run.row.seq),
        this.#deps.clock.now().toISOString(),
      );
    } catch (fault) {
      this.#deps.log.error({ err: fault }, 'running jobs could not be given back; the next start does it');
    }
    for (const run of this.#runs.values()) run.stored();
    this.#runs.clear();
  }
}

function isProgressDue(run: Run, nowMs: number): boolean {
  return run.progressToStore && nowMs - run.progressStoredAtMs >= STORE_PROGRESS_EVERY_MS;
}
