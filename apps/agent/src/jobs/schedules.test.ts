import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { JobQueue } from './port.ts';
import { openQueueRig, type QueueRig } from './queue-rig.ts';
import { nextBeat } from './schedules.ts';
import { sqliteBell } from './sqlite-bell.ts';

const at = (instant: string): Date => new Date(instant);

describe('the next beat', () => {
  it('keeps the rhythm of the last one and skips what was missed', () => {
    const last = at('2026-11-23T08:00:00.000Z');
    expect(nextBeat({ seconds: 20 }, at('2026-11-23T08:00:05.000Z'), last)).toEqual(at('2026-11-23T08:00:20.000Z'));
    expect(nextBeat({ seconds: 20 }, at('2026-11-23T08:10:05.000Z'), last)).toEqual(at('2026-11-23T08:10:20.000Z'));
    expect(nextBeat({ seconds: 20 }, last, last)).toEqual(at('2026-11-23T08:00:20.000Z'));
  });

  it('reckons cron in its time zone', () => {
    expect(nextBeat({ cron: '30 2 * * *', timeZone: 'Asia/Bangkok' }, at('2026-11-23T08:00:00.000Z'))).toEqual(
      at('2026-11-23T19:30:00.000Z'),
    );
  });

  it('keeps local time over a change of summer time', () => {
    const every = { cron: '0 9 * * *', timeZone: 'Europe/Berlin' };
    expect(nextBeat(every, at('2026-03-28T12:00:00.000Z'))).toEqual(at('2026-03-29T07:00:00.000Z'));
    expect(nextBeat(every, at('2026-03-27T12:00:00.000Z'))).toEqual(at('2026-03-28T08:00:00.000Z'));
  });

  it('refuses what never comes', () => {
    expect(() => nextBeat({ cron: '0 0 30 2 *', timeZone: 'UTC' }, at('2026-11-23T08:00:00.000Z'))).toThrow('never comes again');
  });
});

describe('schedules', () => {
  let rig: QueueRig;
  const ran: string[] = [];
  const prepare = (queue: JobQueue): JobQueue => {
    queue.handle('beat', async () => {
      ran.push(new Date().toISOString());
      return { done: true };
    });
    return queue;
  };
  beforeEach(() => {
    ran.length = 0;
    vi.useFakeTimers({
      now: at('2026-11-23T08:00:00.000Z'),
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate', 'Date'],
    });
    rig = openQueueRig(sqliteBell);
  });
  afterEach(async () => {
    await Promise.all([rig.close(), vi.advanceTimersByTimeAsync(2000)]);
    vi.useRealTimers();
  });

  it('beat at once and then evenly', async () => {
    prepare(rig.queue).schedule({ name: 'pull', kind: 'beat', subjectId: 's', every: { seconds: 20 } });
    await rig.queue.start();
    await vi.advanceTimersByTimeAsync(65_000);
    expect(ran.map((instant) => instant.slice(11, 19))).toEqual(['08:00:00', '08:00:20', '08:00:40', '08:01:00']);
  });

  it('beat by cron, far beyond one sleep of the timer', async () => {
    prepare(rig.queue).schedule({ name: 'night', kind: 'beat', subjectId: 's', every: { cron: '0 18 * * *', timeZone: 'Asia/Bangkok' } });
    await rig.queue.start();
    await vi.advanceTimersByTimeAsync(4 * 3_600_000);
    expect(ran.map((instant) => instant.slice(0, 16))).toEqual(['2026-11-23T11:00']);
  });

  it('make one beat of those missed while the agent was off', async () => {
    const every = { cron: '0 * * * *', timeZone: 'UTC' };
    prepare(rig.queue).schedule({ name: 'hourly', kind: 'beat', subjectId: 's', every });
    await rig.queue.start();
    await rig.queue.stop(0);
    vi.setSystemTime(at('2026-11-23T13:30:00.000Z'));
    const next = prepare(rig.restarted());
    next.schedule({ name: 'hourly', kind: 'beat', subjectId: 's', every });
    await next.start();
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(ran.map((instant) => instant.slice(11, 16))).toEqual(['13:30', '14:00']);
  });

  it('go on when the clock was a day ahead and is set right', async () => {
    prepare(rig.queue).schedule({ name: 'pull', kind: 'beat', subjectId: 's', every: { seconds: 120 } });
    rig.queue.schedule({ name: 'night', kind: 'beat', subjectId: 's', every: { cron: '30 9 * * *', timeZone: 'UTC' } });
    await rig.queue.start();
    vi.setSystemTime(at('2026-11-24T10:00:00.000Z'));
    await vi.advanceTimersByTimeAsync(130_000);
    vi.setSystemTime(at('2026-11-23T08:10:00.000Z'));
    ran.length = 0;
    await vi.advanceTimersByTimeAsync(90 * 60_000);
    const times = ran.map((instant) => instant.slice(0, 16));
    expect(times.length).toBeGreaterThan(40);
    expect(times.filter((time) => time === '2026-11-23T09:30').length).toBeGreaterThanOrEqual(1);
  });

  it('start anew when they change, and go when they are no longer declared', async () => {
    prepare(rig.queue).schedule({ name: 'pull', kind: 'beat', subjectId: 's', every: { seconds: 3600 } });
    rig.queue.schedule({ name: 'old', kind: 'beat', subjectId: 's', every: { seconds: 60 } });
    await rig.queue.start();
    await rig.queue.stop(0);
    const next = prepare(rig.restarted());
    next.schedule({ name: 'pull', kind: 'beat', subjectId: 's', every: { seconds: 10 } });
    await next.start();
    await vi.advanceTimersByTimeAsync(1000);
    const names = rig.database.prepare('SELECT name, next_run_at FROM job_schedules').all();
    expect(names).toEqual([{ name: 'pull', next_run_at: '2026-11-23T08:00:10.000Z' }]);
  });

  it('refuse nonsense when they are declared', () => {
    expect(() => rig.queue.schedule({ name: 'a', kind: 'beat', subjectId: 's', every: { seconds: 0 } })).toThrow('above 0');
    expect(() => rig.queue.schedule({ name: 'b', kind: 'beat', subjectId: 's', every: { cron: 'soon', timeZone: 'UTC' } })).toThrow();
    rig.queue.schedule({ name: 'c', kind: 'beat', subjectId: 's', every: { seconds: 5 } });
    expect(() => rig.queue.schedule({ name: 'c', kind: 'beat', subjectId: 's', every: { seconds: 5 } })).toThrow('two schedules');
  });
});
