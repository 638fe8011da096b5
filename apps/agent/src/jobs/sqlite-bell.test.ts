import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createNewId, systemClock } from '../clock.ts';
import { openDatabase } from '../store/database.ts';
import { createJobQueue } from './index.ts';
import { MAX_INTERRUPTIONS } from './job-recovery.ts';
import type { JobOutcome } from './port.ts';
import { openQueueRig, type QueueRig } from './queue-rig.ts';
import { sqliteBell } from './sqlite-bell.ts';

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('the SQLite queue over time', () => {
  let rig: QueueRig;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate', 'Date'] });
    rig = openQueueRig(sqliteBell);
  });
  afterEach(async () => {
    await Promise.all([rig.close(), vi.advanceTimersByTimeAsync(2000)]);
    vi.useRealTimers();
  });
  const later = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
  const told = (): unknown[] => rig.events.flatMap((event) => (event.type === 'job_changed' ? [event.state] : []));

  it('tells of a job that takes over a second', async () => {
    rig.queue.handle('slow', async () => {
      await wait(3000);
      return { done: true };
    });
    await rig.queue.start();
    rig.queue.add({ kind: 'slow', subjectId: 'a' });
    await later(900);
    expect(told()).toEqual([]);
    await later(400);
    expect(told()).toEqual(['running']);
    await later(2000);
    expect(told()).toEqual(['running', 'completed']);
  });

  it('tells of each failed try and of the success after it', async () => {
    rig.queue.handle('shaky', async ({ attempt }) => {
      if (attempt === 1) throw new Error('once');
      return { done: true };
    });
    await rig.queue.start();
    rig.queue.add({ kind: 'shaky', subjectId: 'a' });
    await later(2000);
    expect(told()).toEqual(['delayed', 'completed']);
  });

  it('stores an outcome once the disk takes it again, without running the job anew', async () => {
    let runs = 0;
    rig.queue.handle('work', async () => {
      runs += 1;
      return { done: true };
    });
    await rig.queue.start();
    rig.database.exec(`CREATE TRIGGER full BEFORE UPDATE ON jobs WHEN NEW.state = 'completed' BEGIN SELECT RAISE(ABORT, 'disk full'); END`);
    const id = rig.queue.add({ kind: 'work', subjectId: 'a' });
    await later(2500);
    expect(rig.queue.get(id)?.state).toBe('running');
    expect(rig.log.filter(({ level }) => level === 'error').length).toBeGreaterThanOrEqual(2);
    rig.database.exec('DROP TRIGGER full');
    await later(1500);
    expect(rig.queue.get(id)?.state).toBe('completed');
    expect(runs).toBe(1);
  });

  it('wakes a job that came due while it was being stored', async () => {
    rig.queue.handle('work', async () => ({ done: true }));
    await rig.queue.start();
    const id = rig.queue.add({ kind: 'work', subjectId: 'a', delayMs: 10 });
    // The disk was slow: when the ring is heard, the time has passed.
    vi.setSystemTime(Date.now() + 50);
    await later(1000);
    expect(rig.queue.get(id)?.state).toBe('completed');
  });

  it('wakes a job whose next try came due while its failure was being stored', async () => {
    const quickly = { backoff: { firstMs: 10, maximumMs: 10 } };
    const handler = async ({ attempt }: { attempt: number }) => {
      if (attempt === 1) throw new Error('once');
      return { done: true as const };
    };
    rig.queue.handle('shaky', handler, quickly);
    await rig.queue.start();
    rig.database.function('the_disk_is_slow', () => {
      vi.setSystemTime(Date.now() + 50);
      return 0;
    });
    rig.database.exec(`CREATE TRIGGER slow AFTER UPDATE ON jobs WHEN NEW.state = 'delayed' BEGIN SELECT the_disk_is_slow(); END`);
    const id = rig.queue.add({ kind: 'shaky', subjectId: 'a' });
    await later(1000);
    expect(rig.queue.get(id)?.state).toBe('completed');
    rig.database.exec('DROP TRIGGER slow');
  });

  it('wakes thousands of jobs that come due together', async () => {
    let runs = 0;
    rig.queue.handle('work', async () => {
      runs += 1;
      return { done: true };
    });
    await rig.queue.start();
    rig.database.transaction(() => {
      for (let index = 0; index < 2500; index += 1) rig.queue.add({ kind: 'work', subjectId: String(index), delayMs: 90_000 });
    })();
    await later(89_000);
    expect(runs).toBe(0);
    await later(2000);
    expect(runs).toBe(2500);
  });

  it('finds within a minute what another process added', async () => {
    rig.queue.handle('work', async () => ({ done: true }));
    await rig.queue.start();
    const other = openDatabase(rig.database.name, 'FULL');
    const command = createJobQueue({
      database: other,
      clock: systemClock,
      newId: createNewId(systemClock),
      random: Math.random,
      live: { publish: () => undefined },
      log: { info: vi.fn(), warn: vi.fn(), error: vi.fn() },
      bell: sqliteBell(),
    });
    const id = command.add({ kind: 'work', subjectId: 'a' });
    other.close();
    await later(61_000);
    expect(rig.queue.get(id)?.state).toBe('completed');
  });

  it('runs at once a retry whose time came while it was being stored', async () => {
    let looks = 0;
    const slow = createJobQueue({
      database: rig.database,
      // Five milliseconds pass from look to look, as on a disk that is busy.
      clock: { now: () => new Date(Date.now() + 5 * looks++) },
      newId: createNewId(systemClock),
      random: Math.random,
      live: { publish: () => undefined },
      log: { info: vi.fn(), warn: vi.fn(), error: vi.fn() },
      bell: sqliteBell(),
    });
    let runs = 0;
    slow.handle('work', async (): Promise<JobOutcome> => {
      runs += 1;
      return runs === 1 ? { again: { afterMs: 1, reason: 'not yet' } } : { done: true };
    });
    await slow.start();
    slow.add({ kind: 'work', subjectId: 'a' });
    await later(1000);
    expect(runs).toBe(2);
    await Promise.all([slow.stop(1000), later(2000)]);
  });

  it('waits ever longer before a job during which the agent died several times, so that it does not run at every start', async () => {
    const runs: string[] = [];
    rig.queue.handle('work', async ({ subjectId }) => {
      runs.push(subjectId);
      return { done: true };
    });
    const suspect = rig.queue.add({ kind: 'work', subjectId: 'suspect' });
    rig.database.exec("UPDATE jobs SET state = 'running', attempts = 1, interruptions = 7");
    rig.queue.add({ kind: 'work', subjectId: 'other' });
    await rig.queue.start();
    await later(3000);
    expect(runs).toEqual(['other']);
    await later(2000);
    expect([runs, rig.queue.get(suspect)?.state]).toEqual([['other', 'suspect'], 'completed']);
  });

  it('does not start again a job during which the agent keeps dying', async () => {
    let runs = 0;
    rig.queue.handle('deadly', async () => {
      runs += 1;
      return { done: true };
    });
    const id = rig.queue.add({ kind: 'deadly', subjectId: 'a' });
    rig.database.exec(`UPDATE jobs SET state = 'running', attempts = 1, interruptions = ${MAX_INTERRUPTIONS}`);
    await rig.queue.start();
    await later(1000);
    expect(runs).toBe(0);
    expect(rig.queue.get(id)).toMatchObject({
      state: 'dead',
      error: 'The agent stopped each time this ran, so it is not tried again by itself.',
    });
    rig.queue.retry(id);
    await later(1000);
    expect(rig.queue.get(id)?.state).toBe('completed');
  });

  it('refuses two handlers of one kind, and handlers after the start', async () => {
    rig.queue.handle('work', async () => ({ done: true }));
    expect(() => rig.queue.handle('work', async () => ({ done: true }))).toThrow('two handlers');
    await rig.queue.start();
    expect(() => rig.queue.handle('more', async () => ({ done: true }))).toThrow('after the start');
  });
});
