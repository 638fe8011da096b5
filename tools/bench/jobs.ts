/**
 * The job queue against BullMQ, no-op handlers: our SQLite queue (every commit synced) and our Redis queue, each to a bare BullMQ worker on
 * a Redis that syncs every second. Jobs are stored before the clock starts; it stops when the last one is stored as done.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { migrationsFolder } from '../../apps/agent/src/assets.ts';
import { createNewId, systemClock } from '../../apps/agent/src/clock.ts';
import { type BellFactory, createJobQueue, sqliteBell } from '../../apps/agent/src/jobs/index.ts';
import { redisBell } from '../../apps/agent/src/jobs/redis-bell.ts';
import { missingRedis, startRedis } from '../../apps/agent/src/jobs/redis-rig.ts';
import { openDatabase } from '../../apps/agent/src/store/database.ts';
import { migrate } from '../../apps/agent/src/store/migrate.ts';
import type { Outcome } from './figures.ts';
import type { BenchOptions } from './options.ts';
import { measureRounds, ratioOf } from './rounds.ts';

const OURS = 30_000;
const BULLMQ = 10_000;
const REDIS_OURS = 6000;
const silent = { info: () => undefined, warn: console.warn, error: console.error };

type Slice = { jobs: number; concurrency: number; bell: () => BellFactory };

/** Jobs a second of our queue. */
async function ours({ jobs, concurrency, bell }: Slice): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-jobs-'));
  const database = openDatabase(join(folder, 'agent.db'), 'FULL');
  migrate(database, migrationsFolder);
  const queue = createJobQueue({
    database,
    clock: systemClock,
    newId: createNewId(systemClock),
    random: Math.random,
    live: { publish: () => undefined },
    log: silent,
    bell: bell(),
  });
  let left = jobs;
  const allRan = Promise.withResolvers<void>();
  const handler = async (): Promise<{ done: true }> => {
    left -= 1;
    if (left === 0) allRan.resolve();
    return { done: true };
  };
  queue.handle('noop', handler, { concurrency });
  database.transaction(() => {
    for (let index = 0; index < jobs; index += 1) queue.add({ kind: 'noop', subjectId: String(index) });
  })();
  const before = performance.now();
  await queue.start();
  await allRan.promise;
  while (queue.counts().running > 0) await new Promise(setImmediate);
  const seconds = (performance.now() - before) / 1000;
  await queue.stop(1000);
  database.close();
  rmSync(folder, { recursive: true });
  return jobs / seconds;
}

/** Jobs a second of a bare BullMQ worker. */
async function bullmq(url: string, jobs: number, concurrency: number): Promise<number> {
  const connection = new Redis(url, { maxRetriesPerRequest: null });
  await connection.flushall();
  const queue = new Queue('noop', { connection });
  const bulk = Array.from({ length: jobs }, (_, index) => ({
    name: 'noop',
    data: { id: String(index) },
    opts: { removeOnComplete: true },
  }));
  for (let at = 0; at < jobs; at += 500) await queue.addBulk(bulk.slice(at, at + 500));
  let left = jobs;
  const allDone = Promise.withResolvers<void>();
  const before = performance.now();
  const worker = new Worker('noop', async () => 'done', { connection, concurrency });
  worker.on('completed', () => {
    left -= 1;
    if (left === 0) allDone.resolve();
  });
  await allDone.promise;
  const seconds = (performance.now() - before) / 1000;
  await worker.close();
  await queue.close();
  connection.disconnect();
  return jobs / seconds;
}

const BULLMQ_50 = 'BullMQ worker, 50 at once, appendfsync everysec';
const BULLMQ_100 = 'BullMQ worker, 100 at once, appendfsync everysec';
const SQLITE_50 = 'SQLite queue, 50 at once, synchronous=FULL';
const SQLITE_100 = 'SQLite queue, 100 at once (default), synchronous=FULL';
const REDIS_100 = 'Redis queue, 100 at once, rows in SQLite';

/** Each slice is a process of its own, so that none profits from what another has warmed up. */
const SLICES: Readonly<Record<string, (url: string) => Promise<number>>> = {
  [BULLMQ_50]: (url) => bullmq(url, BULLMQ, 50),
  [BULLMQ_100]: (url) => bullmq(url, BULLMQ, 100),
  [SQLITE_50]: () => ours({ jobs: OURS, concurrency: 50, bell: sqliteBell }),
  [SQLITE_100]: () => ours({ jobs: OURS, concurrency: 100, bell: sqliteBell }),
  [REDIS_100]: (url) => ours({ jobs: REDIS_OURS, concurrency: 100, bell: () => redisBell({ url }) }),
};

async function sliceInProcess(name: string, url: string): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [import.meta.filename, name, url]);
  return Number(stdout);
}

export async function benchJobs({ rounds }: BenchOptions): Promise<Outcome> {
  const missing = missingRedis();
  if (missing !== undefined) return { skipped: missing };
  const redis = await startRedis();
  try {
    const contenders = Object.keys(SLICES).map((name) => ({ name, slice: () => sliceInProcess(name, redis.url) }));
    const measured = await measureRounds(contenders, rounds);
    return {
      figures: [
        {
          name: 'SQLite claim loop / BullMQ, everysec, 50 at once each',
          ratio: ratioOf(measured, SQLITE_50, BULLMQ_50),
          aim: { atLeast: 6 },
        },
        {
          name: 'SQLite claim loop / BullMQ, everysec, 100 at once each',
          ratio: ratioOf(measured, SQLITE_100, BULLMQ_100),
          aim: { atLeast: 6 },
        },
        { name: 'Redis queue, rows in SQLite / bare BullMQ, 100 at once each', ratio: ratioOf(measured, REDIS_100, BULLMQ_100) },
      ],
    };
  } finally {
    await redis.stop();
  }
}

if (import.meta.main) {
  const [name = '', url = ''] = process.argv.slice(2);
  console.log(await SLICES[name]?.(url));
}
