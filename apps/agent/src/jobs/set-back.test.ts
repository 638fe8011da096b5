import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openQueueRig, type QueueRig } from './queue-rig.ts';
import { sqliteBell } from './sqlite-bell.ts';

const HOURS_MS = 3_600_000;
const TRUE_TIME = new Date('2026-11-28T05:00:00Z');

describe('a queue whose clock was wrong for a while', () => {
  let rig: QueueRig;
  let runs: string[];
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate', 'Date'] });
    vi.setSystemTime(TRUE_TIME);
    rig = openQueueRig(sqliteBell);
    runs = [];
  });
  afterEach(async () => {
    await Promise.all([rig.close(), vi.advanceTimersByTimeAsync(2000)]);
    vi.useRealTimers();
  });
  const note = (queue: QueueRig['queue'], kind: string) =>
    queue.handle(kind, async ({ subjectId }) => {
      runs.push(subjectId);
      return { done: true };
    });

  it('runs what was to wait a minute within that minute, not two hours later', async () => {
    note(rig.queue, 'letter');
    await rig.queue.start();
    vi.setSystemTime(TRUE_TIME.getTime() + 2 * HOURS_MS);
    rig.queue.add({ kind: 'letter', subjectId: 'a', delayMs: 60_000 });
    await vi.advanceTimersByTimeAsync(500);
    vi.setSystemTime(TRUE_TIME);
    await vi.advanceTimersByTimeAsync(50_000);
    expect(runs).toEqual([]);
    await vi.advanceTimersByTimeAsync(12_000);
    expect(runs).toEqual(['a']);
    expect(rig.log).toContainEqual({
      level: 'warn',
      message: 'the clock was set back: delayed jobs come sooner by as much',
      fields: { seconds: 7200, jobs: 1 },
    });
  });

  it('also when it was set right while the agent was off', async () => {
    note(rig.queue, 'letter');
    await rig.queue.start();
    vi.setSystemTime(TRUE_TIME.getTime() + 2 * HOURS_MS);
    rig.queue.add({ kind: 'letter', subjectId: 'a', delayMs: 60_000 });
    const stopped = rig.queue.stop(1000);
    await vi.advanceTimersByTimeAsync(2000);
    await stopped;
    vi.setSystemTime(TRUE_TIME);
    const next = rig.restarted();
    note(next, 'letter');
    await next.start();
    await vi.advanceTimersByTimeAsync(62_000);
    expect(runs).toEqual(['a']);
  });

  it('goes on with its schedules', async () => {
    note(rig.queue, 'beat');
    rig.queue.schedule({ name: 'beat', kind: 'beat', subjectId: 'now', every: { seconds: 60 } });
    await rig.queue.start();
    vi.setSystemTime(TRUE_TIME.getTime() + 2 * HOURS_MS);
    await vi.advanceTimersByTimeAsync(61_000);
    vi.setSystemTime(TRUE_TIME);
    await vi.advanceTimersByTimeAsync(1000);
    runs.length = 0;
    await vi.advanceTimersByTimeAsync(121_000);
    expect(runs.length).toBeGreaterThanOrEqual(2);
  });
});
