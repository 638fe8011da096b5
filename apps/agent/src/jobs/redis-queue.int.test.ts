import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openQueueRig, type QueueRig, sleep, until } from './queue-rig.ts';
import { queueSuite } from './queue-suite.ts';
import { redisBell } from './redis-bell.ts';
import { missingRedis, type RedisRig, startRedis } from './redis-rig.ts';

const HEARTBEAT_MS = 300;
const missing = missingRedis();

describe.skipIf(missing !== undefined)(`with Redis${missing === undefined ? '' : ` (skipped: ${missing})`}`, { timeout: 40_000 }, () => {
  let redis: RedisRig;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  queueSuite('the Redis queue', () => redisBell({ url: redis.url, heartbeatMs: HEARTBEAT_MS }));

  describe('the Redis queue in trouble', () => {
    let rig: QueueRig;
    const effects = new Map<string, number>();
    const bell = () => redisBell({ url: redis.url, heartbeatMs: HEARTBEAT_MS });
    beforeEach(() => {
      effects.clear();
      rig = openQueueRig(bell);
      rig.queue.handle(
        'work',
        async ({ subjectId }) => {
          await sleep(3);
          effects.set(subjectId, (effects.get(subjectId) ?? 0) + 1);
          return { done: true };
        },
        { concurrency: 20 },
      );
    });
    afterEach(() => rig.close());

    const addInAStream = async (count: number): Promise<void> => {
      for (let index = 0; index < count; index += 1) {
        rig.queue.add({ kind: 'work', subjectId: `s${index}`, priority: index % 10, ...(index % 7 === 0 ? { delayMs: index % 500 } : {}) });
        if (index % 3 === 0) await sleep(1);
      }
    };
    const allDoneOnce = async (count: number): Promise<void> => {
      await until(
        `all ${count} are completed`,
        () => rig.database.prepare(`SELECT count(*) FROM jobs WHERE state = 'completed'`).pluck().get() === count,
        25_000,
      );
      expect(effects.size).toBe(count);
      expect([...effects.values()].filter((times) => times !== 1)).toEqual([]);
    };
    const warnings = (): string[] => rig.log.filter(({ level }) => level === 'warn').map(({ message }) => message);
    const OUTAGE = 'Redis cannot be used; jobs run from SQLite alone until it is back';

    it.each(['kept', 'lost'] as const)(
      'loses and doubles nothing when Redis is killed under load and comes back with its data %s',
      async (content) => {
        await rig.queue.start();
        const adding = addInAStream(4000);
        await until('some work is done', () => effects.size > 100);
        await redis.kill();
        await sleep(600);
        await redis.restart(content);
        await adding;
        await allDoneOnce(4000);
        expect(warnings().filter((message) => message === OUTAGE)).toHaveLength(1);
        await until('its return is told', () => rig.log.some(({ message }) => message.startsWith('Redis is back')));
      },
    );

    it('runs at once what a killed process had heard and not begun', async () => {
      await rig.queue.start();
      await rig.queue.stop(1000);
      const id = rig.queue.add({ kind: 'work', subjectId: 'heard' });
      const prefix = rig.database.prepare<[], string>("SELECT value FROM settings WHERE name = 'jobs.redis_prefix'").pluck().get() ?? '';
      const connection = new Redis(redis.url, { maxRetriesPerRequest: null });
      const heard = new Queue('work', { connection, prefix });
      await heard.add('work', { id }, { jobId: `${id}.0` });
      const killed = new Worker('work', () => new Promise<void>(() => undefined), { connection, prefix });
      killed.on('error', () => undefined);
      await expect.poll(() => heard.getActiveCount(), { timeout: 5000 }).toBe(1);
      await killed.close(true);
      await heard.close();
      connection.disconnect();
      const next = rig.restarted();
      next.handle('work', async ({ subjectId }) => {
        effects.set(subjectId, (effects.get(subjectId) ?? 0) + 1);
        return { done: true };
      });
      await next.start();
      await until('it is run', () => effects.get('heard') === 1, 5000);
    });

    it('runs at once what was added while the clock was an hour ahead', async () => {
      await rig.queue.start();
      await sleep(500);
      vi.setSystemTime(Date.now() + 3_600_000);
      rig.queue.add({ kind: 'work', subjectId: 'ahead' });
      vi.useRealTimers();
      await until('it is run', () => effects.get('ahead') === 1, 5000);
    });

    it('rings through Redis again after the outage', async () => {
      await rig.queue.start();
      await redis.restart('lost');
      await until('its return is told', () => rig.log.some(({ message }) => message.startsWith('Redis is back')));
      const watcher = new Redis(redis.url);
      try {
        rig.queue.add({ kind: 'work', subjectId: 'late', delayMs: 700 });
        await sleep(200);
        const [delayed] = await watcher.keys('*:work:delayed');
        expect(delayed).toBeDefined();
        await allDoneOnce(1);
        expect(await watcher.keys('*:work:job_*')).toEqual([]);
      } finally {
        watcher.disconnect();
      }
    });

    it('puts nothing into Redis but the id, the priority and the delay', async () => {
      await rig.queue.start();
      const watcher = new Redis(redis.url);
      try {
        const id = rig.queue.add({ kind: 'work', subjectId: 'guest 7', priority: 2, delayMs: 400 });
        await sleep(150);
        const [key = ''] = await watcher.keys(`*:work:${id}.0`);
        const { data, priority, delay, name } = await watcher.hgetall(key);
        expect({ data: JSON.parse(data ?? ''), priority, name }).toEqual({ data: { id }, priority: '2', name: 'work' });
        expect(Number(delay)).toBeGreaterThan(0);
        await allDoneOnce(1);
      } finally {
        watcher.disconnect();
      }
    });

    it('works on while Redis does not answer', async () => {
      await rig.queue.start();
      redis.freeze();
      try {
        await addInAStream(50);
        await allDoneOnce(50);
        expect(warnings()).toEqual([OUTAGE]);
      } finally {
        redis.thaw();
      }
      await until('its return is told', () => rig.log.some(({ message }) => message.startsWith('Redis is back')));
      rig.queue.add({ kind: 'work', subjectId: 'after' });
      await allDoneOnce(51);
    });

    it('starts without Redis, says so, and uses it when it comes', async () => {
      await redis.kill();
      await rig.queue.start();
      expect(warnings()).toEqual([OUTAGE]);
      rig.queue.add({ kind: 'work', subjectId: 'a' });
      await allDoneOnce(1);
      await redis.restart('kept');
      await until('its return is told', () => rig.log.some(({ message }) => message.startsWith('Redis is back')));
      rig.queue.add({ kind: 'work', subjectId: 'b' });
      await allDoneOnce(2);
    });

    it('runs what Redis forgot without anyone noticing', async () => {
      await rig.queue.start();
      const watcher = new Redis(redis.url);
      try {
        rig.queue.add({ kind: 'work', subjectId: 'forgotten', delayMs: 300 });
        await sleep(150);
        await watcher.flushall();
        // Overdue for ten seconds before it is rung anew; the row is aged instead of waiting.
        rig.database.exec(`UPDATE jobs SET run_at = '2026-01-01T00:00:00.000Z'`);
        await allDoneOnce(1);
      } finally {
        watcher.disconnect();
      }
    });

    it('stops in time while Redis is away', async () => {
      await rig.queue.start();
      await redis.kill();
      rig.queue.add({ kind: 'work', subjectId: 'a' });
      const before = Date.now();
      await rig.queue.stop(500);
      expect(Date.now() - before).toBeLessThan(4000);
      await redis.restart('kept');
    });
  });
});
