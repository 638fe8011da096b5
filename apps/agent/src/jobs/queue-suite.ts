import { AppError } from '@banrimkwae/contract/errors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BellFactory } from './bell.ts';
import type { JobHandler } from './port.ts';
import { openQueueRig, type QueueRig, sleep, until } from './queue-rig.ts';

const QUICK_BACKOFF = { backoff: { firstMs: 20, maximumMs: 60 } };
const done: JobHandler = async () => ({ done: true });

function noteDone<Entry>(list: Entry[], entry: Entry): { done: true } {
  list.push(entry);
  return { done: true };
}

/** What every queue has to do, whichever bell rings it. */
export function queueSuite(name: string, bell: () => BellFactory): void {
  describe(name, { timeout: 30_000 }, () => {
    let rig: QueueRig;
    beforeEach(() => {
      rig = openQueueRig(bell);
    });
    afterEach(() => rig.close());

    const stateOf = (id: string): string | undefined => rig.queue.get(id)?.state;
    const isIn = (id: string, state: string): Promise<void> =>
      until(`${id} is ${state} (it is ${stateOf(id)})`, () => stateOf(id) === state);

    describe('running', () => {
      it('hands a job to its handler and marks it completed', async () => {
        const seen: object[] = [];
        rig.queue.handle('look', async ({ id, kind, subjectId, attempt }) => {
          seen.push({ id, kind, subjectId, attempt });
          return { done: true };
        });
        await rig.queue.start();
        const id = rig.queue.add({ kind: 'look', subjectId: 'pay_1' });
        await isIn(id, 'completed');
        expect(seen).toEqual([{ id, kind: 'look', subjectId: 'pay_1', attempt: 1 }]);
        expect(rig.queue.get(id)).toMatchObject({ attempts: 1, error: null, progress: null, finishedAt: expect.any(String) });
      });

      it('runs what was added before the start, first priority first, then the oldest', async () => {
        const order: string[] = [];
        rig.queue.handle('look', async ({ subjectId }) => noteDone(order, subjectId), { concurrency: 1 });
        for (const [subjectId, priority] of [
          ['late', 9],
          ['usual 1', 5],
          ['first', 0],
          ['usual 2', 5],
        ] as const)
          rig.queue.add({ kind: 'look', subjectId, priority });
        await rig.queue.start();
        await until('four ran', () => order.length === 4);
        expect(order).toEqual(['first', 'usual 1', 'usual 2', 'late']);
      });

      it('forgets a job whose transaction was rolled back', async () => {
        const seen: string[] = [];
        rig.queue.handle('look', async ({ subjectId }) => noteDone(seen, subjectId));
        await rig.queue.start();
        let lost = '';
        const change = rig.database.transaction(() => {
          lost = rig.queue.add({ kind: 'look', subjectId: 'lost' });
          throw new Error('no');
        });
        expect(change).toThrow('no');
        await isIn(rig.queue.add({ kind: 'look', subjectId: 'kept' }), 'completed');
        expect(seen).toEqual(['kept']);
        expect(rig.queue.get(lost)).toBeUndefined();
      });

      it('runs a delayed job when its time has come, not before', async () => {
        rig.queue.handle('look', done);
        await rig.queue.start();
        const addedAt = Date.now();
        const id = rig.queue.add({ kind: 'look', subjectId: 'a', delayMs: 300 });
        expect(stateOf(id)).toBe('delayed');
        await isIn(id, 'completed');
        expect(Date.now() - addedAt).toBeGreaterThanOrEqual(295);
      });

      it('runs two thousand jobs once each', async () => {
        const times = new Map<string, number>();
        rig.queue.handle('look', async ({ subjectId }) => {
          times.set(subjectId, (times.get(subjectId) ?? 0) + 1);
          return { done: true };
        });
        await rig.queue.start();
        for (let batch = 0; batch < 20; batch += 1) {
          rig.database.transaction(() => {
            for (let index = 0; index < 100; index += 1) rig.queue.add({ kind: 'look', subjectId: `${batch}-${index}` });
          })();
          await sleep(1);
        }
        await until('all are completed', () => rig.queue.counts().waiting === 0 && rig.queue.counts().running === 0, 20_000);
        expect(times.size).toBe(2000);
        expect([...times.values()].every((count) => count === 1)).toBe(true);
      });

      it('never runs more of a kind at once than allowed, and a slow kind does not hold up another', async () => {
        let now = 0;
        let most = 0;
        let release = (): void => undefined;
        const released = new Promise<void>((resolve) => {
          release = resolve;
        });
        rig.queue.handle(
          'slow',
          async () => {
            now += 1;
            most = Math.max(most, now);
            await released;
            now -= 1;
            return { done: true };
          },
          { concurrency: 3 },
        );
        rig.queue.handle('quick', done);
        await rig.queue.start();
        for (let index = 0; index < 10; index += 1) rig.queue.add({ kind: 'slow', subjectId: String(index) });
        await until('three run', () => now === 3);
        await isIn(rig.queue.add({ kind: 'quick', subjectId: 'q' }), 'completed');
        expect(rig.queue.counts()).toMatchObject({ running: 3, waiting: 7 });
        release();
        await until('all ran', () => rig.queue.counts().waiting + rig.queue.counts().running === 0);
        expect(most).toBe(3);
      });
    });

    describe('failing', () => {
      it('retries an unforeseen fault and keeps its text out of sight of staff', async () => {
        const attempts: number[] = [];
        rig.queue.handle(
          'look',
          async ({ attempt }) => {
            attempts.push(attempt);
            if (attempt < 3) throw new TypeError('secret sk_live_1');
            return { done: true };
          },
          QUICK_BACKOFF,
        );
        await rig.queue.start();
        const id = rig.queue.add({ kind: 'look', subjectId: 'a' });
        await until('it failed once', () => rig.queue.get(id)?.error !== null);
        expect(rig.queue.get(id)?.error).toBe('Something went wrong on our side. (TypeError)');
        await isIn(id, 'completed');
        expect(attempts).toEqual([1, 2, 3]);
        expect(rig.queue.get(id)).toMatchObject({ attempts: 3, error: null });
      });

      it('buries a job after its last attempt, with the sentence of the fault', async () => {
        let runs = 0;
        rig.queue.handle(
          'look',
          async () => {
            runs += 1;
            throw new AppError('provider_failed', { message: 'The bank is closed.' });
          },
          QUICK_BACKOFF,
        );
        await rig.queue.start();
        const id = rig.queue.add({ kind: 'look', subjectId: 'a', maxAttempts: 3 });
        await isIn(id, 'dead');
        expect(runs).toBe(3);
        expect(rig.queue.get(id)).toMatchObject({ attempts: 3, error: 'The bank is closed.', finishedAt: expect.any(String) });
        expect(rig.queue.counts().dead).toBe(1);
        expect(rig.events.at(-1)).toMatchObject({ type: 'job_changed', jobId: id, state: 'dead' });
      });

      it('buries at once what no retry can mend', async () => {
        let runs = 0;
        rig.queue.handle('look', () => {
          runs += 1;
          throw new AppError('refund_too_large');
        });
        await rig.queue.start();
        await isIn(rig.queue.add({ kind: 'look', subjectId: 'a' }), 'dead');
        expect(runs).toBe(1);
      });

      it('goes on with other jobs when a handler crashes, also when it throws nothing at all', async () => {
        rig.queue.handle('crash', () => Promise.reject(undefined), QUICK_BACKOFF);
        rig.queue.handle('look', done);
        await rig.queue.start();
        const crashed = rig.queue.add({ kind: 'crash', subjectId: 'a', maxAttempts: 2 });
        const fine = rig.queue.add({ kind: 'look', subjectId: 'b' });
        await isIn(fine, 'completed');
        await isIn(crashed, 'dead');
      });

      it('looks again later without using up attempts', async () => {
        const attempts: number[] = [];
        rig.queue.handle('look', async ({ attempt }) =>
          attempts.push(attempt) < 4 ? { again: { afterMs: 20, reason: 'not settled yet' } } : { done: true },
        );
        await rig.queue.start();
        await isIn(rig.queue.add({ kind: 'look', subjectId: 'a', maxAttempts: 1 }), 'completed');
        expect(attempts).toEqual([1, 1, 1, 1]);
      });

      it('retries or gives up a dead job when staff says so, and nothing else', async () => {
        let healthy = false;
        rig.queue.handle('look', async () => {
          if (!healthy) throw new AppError('provider_rejected', { message: 'No such room.' });
          return { done: true };
        });
        await rig.queue.start();
        const [retried, discarded] = [rig.queue.add({ kind: 'look', subjectId: 'a' }), rig.queue.add({ kind: 'look', subjectId: 'b' })];
        await isIn(retried, 'dead');
        await isIn(discarded, 'dead');
        healthy = true;
        expect(rig.queue.retry(retried)).toMatchObject({ state: 'waiting', attempts: 0 });
        await isIn(retried, 'completed');
        expect(rig.queue.discard(discarded, 'the guest left')).toMatchObject({
          state: 'discarded',
          error: 'No such room. Given up: the guest left',
        });
        expect([rig.queue.retry(discarded), rig.queue.discard(retried, 'done'), rig.queue.retry('job_unknown')]).toEqual([
          undefined,
          undefined,
          undefined,
        ]);
        await until('the change is told', () => rig.events.some((event) => event.type === 'job_changed' && event.state === 'discarded'));
      });
    });

    describe('one job for one work', () => {
      it('answers the job that waits or runs instead of a second one', async () => {
        let release = (): void => undefined;
        rig.queue.handle(
          'look',
          () =>
            new Promise((resolve) => {
              release = () => resolve({ done: true });
            }),
        );
        await rig.queue.start();
        const first = rig.queue.add({ kind: 'look', subjectId: 'a', dedupeKey: 'look:a' });
        await isIn(first, 'running');
        expect(rig.queue.add({ kind: 'look', subjectId: 'a', dedupeKey: 'look:a' })).toBe(first);
        release();
        await isIn(first, 'completed');
        expect(rig.queue.add({ kind: 'look', subjectId: 'a', dedupeKey: 'look:a' })).not.toBe(first);
      });

      it('does not revive a dead job beside a newer one for the same work', async () => {
        rig.queue.handle('look', async () => {
          throw new AppError('forbidden');
        });
        await rig.queue.start();
        const dead = rig.queue.add({ kind: 'look', subjectId: 'a', dedupeKey: 'look:a' });
        await isIn(dead, 'dead');
        rig.queue.add({ kind: 'look', subjectId: 'a', dedupeKey: 'look:a', delayMs: 60_000 });
        expect(() => rig.queue.retry(dead)).toThrow('A newer job already does the same work.');
      });
    });

    describe('cancelling', () => {
      it('takes a waiting job away', async () => {
        const seen: string[] = [];
        rig.queue.handle('look', async ({ subjectId }) => noteDone(seen, subjectId));
        await rig.queue.start();
        const id = rig.queue.add({ kind: 'look', subjectId: 'a', delayMs: 100 });
        expect(rig.queue.cancel(id)).toMatchObject({ state: 'cancelled' });
        await sleep(200);
        expect(seen).toEqual([]);
        expect(rig.queue.cancel(id)).toBeUndefined();
      });

      it('aborts the signal of a running one', async () => {
        rig.queue.handle(
          'look',
          ({ signal }) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
        );
        await rig.queue.start();
        const id = rig.queue.add({ kind: 'look', subjectId: 'a' });
        await isIn(id, 'running');
        expect(rig.queue.cancel(id)).toMatchObject({ state: 'running' });
        await isIn(id, 'cancelled');
        expect(rig.events.at(-1)).toMatchObject({ jobId: id, state: 'cancelled' });
      });

      it('does not call work cancelled that was done all the same', async () => {
        rig.queue.handle('look', ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve({ done: true }))));
        await rig.queue.start();
        const id = rig.queue.add({ kind: 'look', subjectId: 'a' });
        await isIn(id, 'running');
        rig.queue.cancel(id);
        await isIn(id, 'completed');
      });

      it('does not abort when the transaction of the cancellation was rolled back', async () => {
        let aborted = false;
        let release = (): void => undefined;
        rig.queue.handle('look', ({ signal }) => {
          signal.addEventListener('abort', () => {
            aborted = true;
          });
          return new Promise((resolve) => {
            release = () => resolve({ done: true });
          });
        });
        await rig.queue.start();
        const id = rig.queue.add({ kind: 'look', subjectId: 'a' });
        await isIn(id, 'running');
        const change = rig.database.transaction(() => {
          rig.queue.cancel(id);
          throw new Error('no');
        });
        expect(change).toThrow('no');
        await sleep(30);
        release();
        await isIn(id, 'completed');
        expect(aborted).toBe(false);
      });
    });

    describe('telling', () => {
      it('shows progress at once, stores it and tells it at most five times a second', async () => {
        rig.queue.handle('look', async ({ progress }) => {
          for (let step = 1; step <= 60; step += 1) {
            progress(step / 60, `step ${step}`);
            await sleep(10);
          }
          return { done: true };
        });
        await rig.queue.start();
        const id = rig.queue.add({ kind: 'look', subjectId: 'a' });
        await until('there is progress', () => (rig.queue.get(id)?.progress?.done ?? 0) > 0.1);
        await isIn(id, 'completed');
        expect(rig.queue.get(id)?.progress).toEqual({ done: 1, note: 'step 60' });
        const told = rig.events.flatMap((event) => (event.type === 'job_changed' ? [event] : []));
        expect(told.length).toBeGreaterThanOrEqual(2);
        expect(told.length).toBeLessThanOrEqual(7);
        expect(told.at(-1)).toMatchObject({ state: 'completed', progress: 1 });
      });

      it('keeps quiet about jobs that are done at once', async () => {
        rig.queue.handle('look', done);
        await rig.queue.start();
        const ids = Array.from({ length: 20 }, (_, index) => rig.queue.add({ kind: 'look', subjectId: String(index) }));
        await Promise.all(ids.map((id) => isIn(id, 'completed')));
        await sleep(250);
        expect(rig.events).toEqual([]);
      });

      it('lists newest first, page by page, by state and kind, and counts', async () => {
        rig.queue.handle('look', done);
        const waiting = [0, 1, 2].map((index) => rig.queue.add({ kind: 'unknown', subjectId: String(index) }));
        const later = rig.queue.add({ kind: 'look', subjectId: 'later', delayMs: 60_000 });
        await rig.queue.start();
        const completed = rig.queue.add({ kind: 'look', subjectId: 'x' });
        await isIn(completed, 'completed');
        const first = rig.queue.list({ state: 'waiting', limit: 2 });
        expect(first.items.map(({ id }) => id)).toEqual([waiting[2], waiting[1]]);
        const second = rig.queue.list({ state: 'waiting', limit: 2, cursor: first.cursor ?? '' });
        expect(second).toEqual({ items: [rig.queue.get(waiting[0] ?? '')] });
        expect(rig.queue.list({ kind: 'look', limit: 9 }).items.map(({ id }) => id)).toEqual([completed, later]);
        expect(rig.queue.list({ state: 'delayed', limit: 9 }).items.map(({ id }) => id)).toEqual([later]);
        expect(rig.queue.list({ state: 'dead', limit: 9 })).toEqual({ items: [] });
        expect(rig.queue.counts()).toEqual({ waiting: 3, running: 0, dead: 0, oldestWaitingAt: rig.queue.get(waiting[0] ?? '')?.runAt });
      });
    });

    describe('stopping and starting', () => {
      it('waits for what runs, then gives back the rest, which the next start runs', async () => {
        let starts = 0;
        rig.queue.handle('stuck', () => {
          starts += 1;
          return new Promise(() => undefined);
        });
        rig.queue.handle('short', async () => {
          await sleep(100);
          return { done: true };
        });
        await rig.queue.start();
        const stuck = rig.queue.add({ kind: 'stuck', subjectId: 'a' });
        const short = rig.queue.add({ kind: 'short', subjectId: 'b' });
        await isIn(stuck, 'running');
        await isIn(short, 'running');
        await rig.queue.stop(400);
        expect(stateOf(short)).toBe('completed');
        expect(rig.queue.get(stuck)).toMatchObject({ state: 'waiting', attempts: 0 });
        const next = rig.restarted();
        next.handle('stuck', done);
        await next.start();
        await until('it is done', () => next.get(stuck)?.state === 'completed');
        expect(starts).toBe(1);
      });

      it('takes up what a process that is gone left running; what was to be cancelled is', async () => {
        const [left, cancelled] = [rig.queue.add({ kind: 'look', subjectId: 'a' }), rig.queue.add({ kind: 'look', subjectId: 'b' })];
        rig.database.exec(`UPDATE jobs SET state = 'running', attempts = 1`);
        rig.database.prepare('UPDATE jobs SET cancel_requested = 1 WHERE id = ?').run(cancelled);
        const attempts: number[] = [];
        rig.queue.handle('look', async ({ attempt }) => noteDone(attempts, attempt));
        await rig.queue.start();
        await isIn(left, 'completed');
        expect(stateOf(cancelled)).toBe('cancelled');
        expect(attempts).toEqual([1]);
        expect(rig.log).toContainEqual({
          level: 'warn',
          message: 'jobs that ran when the agent ended go back to the queue',
          fields: { jobs: 2 },
        });
      });

      it('adds a job at every beat of a schedule, none while the last one runs', async () => {
        let now = 0;
        let most = 0;
        let runs = 0;
        rig.queue.handle('beat', async () => {
          now += 1;
          runs += 1;
          most = Math.max(most, now);
          await sleep(120);
          now -= 1;
          return { done: true };
        });
        rig.queue.schedule({ name: 'often', kind: 'beat', subjectId: 's', every: { seconds: 0.05 } });
        await rig.queue.start();
        await until('it ran three times', () => runs >= 3);
        expect(most).toBe(1);
      });
    });
  });
}
