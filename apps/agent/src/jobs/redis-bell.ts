import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { Bell, BellFactory, Workplace } from './bell.ts';
import { overduePages, unfinishedPages } from './job-recovery.ts';
import type { Ring } from './job-row.ts';
import { sqliteBell } from './sqlite-bell.ts';

type RedisBellOptions = {
  url: string;
  /** How often Redis is asked whether it takes writes; an answer that takes longer counts as none. */
  heartbeatMs?: number;
};

const HEARTBEAT_MS = 5000;
const LOST_RINGS_EVERY_BEATS = 6;
const RINGS_AT_ONCE = 500;
const CLOSE_WITHIN_MS = 2000;
const FAULTS_LOGGED_EVERY_MS = 10_000;

/**
 * The queue rung by BullMQ. Redis holds ids, priorities and delays only; whoever hears a ring claims the row first, so a ring that
 * comes twice or late does nothing. While Redis is away the SQLite bell rings instead, and when it is back every unfinished row is rung anew.
 */
export function redisBell(options: RedisBellOptions): BellFactory {
  return (workplace) => new RedisBell(workplace, options);
}

class RedisBell implements Bell {
  readonly #workplace: Workplace;
  readonly #options: RedisBellOptions;
  readonly #standIn: Bell;
  readonly #queues = new Map<string, Queue<{ id: string }>>();
  readonly #workers: Worker[] = [];
  #prefix = '';
  #shared: Redis | undefined;
  #pulse: Redis | undefined;
  #state: 'starting' | 'up' | 'away' | 'stopped' = 'starting';
  #unrung: Ring[] = [];
  #isSending = false;
  #knowsWhatWasHeard = false;
  #beats = 0;
  #nextBeat: NodeJS.Timeout | undefined;
  #faultLoggedAtMs = 0;

  constructor(workplace: Workplace, options: RedisBellOptions) {
    this.#workplace = workplace;
    this.#options = options;
    this.#standIn = sqliteBell()(workplace);
  }

  /** Does not wait for Redis longer than one heartbeat: without it the stand-in rings. */
  async start(): Promise<void> {
    this.#prefix = installationPrefix(this.#workplace);
    this.#shared = this.#connect({ enableOfflineQueue: true });
    this.#pulse = this.#connect({ enableOfflineQueue: false });
    const ready = new Promise<void>((resolve) => this.#pulse?.once('ready', resolve));
    await Promise.race([ready, new Promise((resolve) => setTimeout(resolve, Math.min(1000, this.#heartbeatMs)))]);
    for (const [kind, { concurrency }] of this.#workplace.kinds()) this.#open(kind, concurrency, this.#shared);
    await this.#beat();
    this.#pulse.on('ready', () => void this.#beat());
    this.#pulse.on('close', () => this.#goAway('the connection is closed'));
    this.#scheduleBeat();
  }

  ring(rows: readonly Ring[]): void {
    if (this.#state === 'away') this.#standIn.ring(rows);
    if (this.#state !== 'up') return;
    for (const row of rows) this.#unrung.push(row);
    void this.#send();
  }

  pause(): void {
    this.#state = 'stopped';
    clearTimeout(this.#nextBeat);
    this.#standIn.pause();
    for (const worker of this.#workers) worker.pause(true).catch((fault: unknown) => this.#report(fault));
  }

  async close(): Promise<void> {
    const closed = Promise.allSettled([...this.#workers, ...this.#queues.values()].map((part) => part.close()));
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, CLOSE_WITHIN_MS))]);
    this.#shared?.disconnect();
    this.#pulse?.disconnect();
  }

  get #heartbeatMs(): number {
    return this.#options.heartbeatMs ?? HEARTBEAT_MS;
  }

  #connect(options: { enableOfflineQueue: boolean }): Redis {
    const retryStrategy = (times: number): number => Math.min(1000, times * 100);
    const redis = new Redis(this.#options.url, { ...options, maxRetriesPerRequest: null, retryStrategy });
    redis.on('error', (fault: unknown) => this.#report(fault));
    return redis;
  }

  #open(kind: string, concurrency: number, connection: Redis): void {
    // BullMQ keeps the colon for itself.
    const name = encodeURIComponent(kind);
    const queue = new Queue<{ id: string }>(name, { connection, prefix: this.#prefix, streams: { events: { maxLen: 100 } } });
    const worker = new Worker<{ id: string }>(name, (heard) => this.#workplace.dispatcher.claim({ id: heard.data.id, kind }), {
      connection,
      prefix: this.#prefix,
      concurrency,
      runRetryDelay: 1000,
    });
    queue.on('error', (fault) => this.#report(fault));
    worker.on('error', (fault) => this.#report(fault));
    this.#queues.set(kind, queue);
    this.#workers.push(worker);
  }

  #scheduleBeat(): void {
    this.#nextBeat = setTimeout(() => void this.#beat().then(() => this.#state !== 'stopped' && this.#scheduleBeat()), this.#heartbeatMs);
  }

  /** A write, not a ping: a Redis that is full or read-only is of no use either. */
  async #beat(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('no answer')), this.#heartbeatMs);
    });
    try {
      await Promise.race([this.#pulse?.set(`${this.#prefix}:pulse`, '1', 'EX', 60), tooLate]);
      this.#comeBack();
      this.#beats += 1;
      if (this.#beats % LOST_RINGS_EVERY_BEATS === 0) await this.#ringAll(overduePages(this.#workplace));
    } catch (fault) {
      this.#goAway(sentence(fault));
    } finally {
      clearTimeout(timer);
    }
  }

  #goAway(reason: string): void {
    if (this.#state === 'away' || this.#state === 'stopped') return;
    this.#state = 'away';
    this.#unrung = [];
    this.#workplace.log.warn({ reason }, 'Redis cannot be used; jobs run from SQLite alone until it is back');
    void this.#standIn.start();
  }

  #comeBack(): void {
    if (this.#state === 'up' || this.#state === 'stopped') return;
    if (this.#state === 'away') this.#workplace.log.info('Redis is back; every unfinished job is rung anew');
    this.#state = 'up';
    this.#standIn.pause();
    this.#ringUnfinished().catch((fault: unknown) => this.#goAway(sentence(fault)));
  }

  async #ringUnfinished(): Promise<void> {
    if (!this.#knowsWhatWasHeard) await this.#renewWhatWasHeard();
    this.#knowsWhatWasHeard = true;
    await this.#ringAll(unfinishedPages(this.#workplace));
  }

  /** What a process that was killed had heard and not begun stays locked in Redis for up to a minute: those rows ring under a new name. */
  async #renewWhatWasHeard(): Promise<void> {
    const heard = await Promise.all([...this.#queues.values()].map((queue) => queue.getJobs(['active'])));
    this.#workplace.table.newTurns(heard.flat().map(({ data }) => data.id));
  }

  async #ringAll(pages: Iterable<Ring[]>): Promise<void> {
    for (const page of pages) {
      if (this.#state !== 'up') return;
      await this.#add(page);
    }
  }

  /** One batch in flight; what is added meanwhile is the next one. */
  async #send(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      while (this.#unrung.length > 0 && this.#state === 'up') await this.#add(this.#unrung.splice(0, RINGS_AT_ONCE));
    } catch (fault) {
      this.#goAway(sentence(fault));
    } finally {
      this.#isSending = false;
    }
  }

  async #add(rings: readonly Ring[]): Promise<void> {
    const nowMs = this.#workplace.clock.now().getTime();
    const byKind = Map.groupBy(rings, ({ kind }) => kind);
    await Promise.all([...byKind].map(([kind, rows]) => this.#queues.get(kind)?.addBulk(rows.map((row) => toBullJob(row, nowMs)))));
  }

  /** An outage is told once, by the heartbeat; other faults now and then. Messages only: the objects hold commands, so the password too. */
  #report(fault: unknown): void {
    const nowMs = this.#workplace.clock.now().getTime();
    if (this.#state !== 'up' || nowMs - this.#faultLoggedAtMs < FAULTS_LOGGED_EVERY_MS || isConnectionFault(fault)) return;
    this.#faultLoggedAtMs = nowMs;
    this.#workplace.log.warn({ reason: sentence(fault) }, 'BullMQ reports a fault; the rows in SQLite are not touched by it');
  }
}

/** Several agents may share one Redis, so each installation has its own name there. */
function installationPrefix({ table: { database }, clock, newId }: Workplace): string {
  const insert = `INSERT INTO settings (name, value, updated_at) VALUES ('jobs.redis_prefix', ?, ?) ON CONFLICT (name) DO UPDATE SET value = value RETURNING value`;
  return database.prepare<[string, string], string>(insert).pluck().get(newId('jobs'), clock.now().toISOString()) ?? 'jobs';
}

/** Named by row and turn: ringing the same turn again while Redis still has it adds nothing. */
function toBullJob(row: Ring, nowMs: number) {
  const delay = Math.max(0, Date.parse(row.runAt) - nowMs);
  return {
    name: row.kind,
    data: { id: row.id },
    opts: { jobId: `${row.id}.${row.turn}`, priority: row.priority, delay, removeOnComplete: true, removeOnFail: true },
  };
}

function sentence(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault);
}

function isConnectionFault(fault: unknown): boolean {
  return /ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|Connection is closed|Stream isn't writeable/i.test(sentence(fault));
}
