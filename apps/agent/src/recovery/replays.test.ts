import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@banrimkwae/contract/errors';
import type { ReplayFilter } from '@banrimkwae/contract/recovery';
import { afterEach, describe, expect, it } from 'vitest';
import { type RigOptions, testConnector, until } from '../ingress/ingress-rig.ts';
import type { EventApplier } from '../ingress/port.ts';
import { ALL, MALEE, many, openReplayRig, type ReplayRig, rowsOf, SEED_TIME, seed } from './replay-rig.ts';

let rig: ReplayRig;
const open = async (options?: RigOptions): Promise<ReplayRig> => {
  rig = await openReplayRig(options);
  return rig;
};
afterEach(() => rig.remove());

const at = (seconds: number) => new Date(SEED_TIME + seconds * 1000).toISOString();
type Start = { filter?: ReplayFilter; effects?: typeof ALL; includeApplied?: boolean; perMinute?: number };
const start = async ({ filter = {}, effects = ALL, includeApplied = true, perMinute = 60_000 }: Start = {}) => {
  const { upTo } = await rig.replays.plan(filter);
  return rig.replays.start({ filter, effects, includeApplied, perMinute, upTo }, MALEE);
};
const ended = (id: string, withinMs?: number) =>
  until('the replay ends', () => ['completed', 'cancelled'].includes(rig.replays.get(id).state), withinMs);
const note = (applied: string[]) => ({ reservations: async ({ id }: { id: string }) => void applied.push(id) });

describe('the plan', () => {
  it('tells by effect what is applied and what is open, by provider, and when; and changes nothing', async () => {
    await open();
    seed(rig, [
      ...many(3, (index) => ({ webhookId: `m${index}`, effect: 'money', provider: 'pay' })),
      { webhookId: 'f', effect: 'money', state: 'failed', provider: 'pay', at: SEED_TIME + 5000 },
      { webhookId: 'g', effect: 'message', at: SEED_TIME + 6000 },
      { webhookId: 'given up', effect: 'message', state: 'failed', discardReason: 'The guest left', at: SEED_TIME + 7000 },
    ]);
    const before = rowsOf(rig);
    expect(await rig.replays.plan({})).toEqual({
      total: 5,
      groups: [
        { effect: 'none', total: 0, applied: 0, open: 0 },
        { effect: 'message', total: 1, applied: 1, open: 0 },
        { effect: 'money', total: 4, applied: 3, open: 1 },
      ],
      providers: [
        { provider: 'pay', total: 4 },
        { provider: 'fake', total: 1 },
      ],
      oldestAt: at(0),
      newestAt: at(6),
      upTo: before.at(-1)?.id,
    });
    expect(rowsOf(rig)).toEqual(before);
  });

  it('of nothing is nothing', async () => {
    await open();
    expect(await rig.replays.plan({})).toMatchObject({ total: 0, oldestAt: null, newestAt: null });
    const { id } = await start();
    await ended(id);
    expect(rig.replays.get(id)).toMatchObject({ state: 'completed', total: 0, done: 0 });
  });

  it.each<[string, ReplayFilter, string[]]>([
    ['provider', { provider: 'other' }, ['b']],
    ['type', { eventType: 'paid' }, ['c']],
    ['state', { state: 'failed' }, ['d']],
    ['from', { from: at(3) }, ['d', 'e']],
    ['to, which is not included', { to: at(1) }, ['a']],
    ['a time without milliseconds', { from: '2026-11-20T03:00:04Z', to: '2026-11-20T03:00:05Z' }, ['e']],
    ['text, which is no pattern', { q: '%' }, []],
    ['text, whatever its case', { q: 'PAI' }, ['c']],
    ['all of them', { provider: 'fake', eventType: 'paid', state: 'completed', from: at(2), to: at(3), q: 'c' }, ['c']],
  ])('is narrowed by %s, as the list and the run are', async (_name, filter, expected) => {
    const applied: string[] = [];
    await open({ connectors: [testConnector('fake'), testConnector('other')], appliers: note(applied) });
    seed(rig, [
      { webhookId: 'a' },
      { webhookId: 'b', provider: 'other' },
      { webhookId: 'c', eventType: 'paid' },
      { webhookId: 'd', state: 'failed', error: 'No.' },
      { webhookId: 'e' },
    ]);
    expect((await rig.replays.plan(filter)).total).toBe(expected.length);
    expect(
      rig.ingress.inbox
        .list({ ...filter, limit: 50 })
        .items.map(({ webhookId }) => webhookId)
        .reverse(),
    ).toEqual(expected);
    await ended((await start({ filter })).id);
    expect(applied.sort()).toEqual(expected);
  });

  it('and the list by effect and by where it comes from', async () => {
    await open();
    seed(rig, [{ webhookId: 'a', effect: 'money' }, { webhookId: 'b' }]);
    const ids = (filter: object) => rig.ingress.inbox.list({ limit: 50, ...filter }).items.map(({ webhookId }) => webhookId);
    expect(ids({ effect: 'money' })).toEqual(['a']);
    expect(ids({ source: 'webhook' })).toEqual(['b', 'a']);
    expect(ids({ source: 'fetched' })).toEqual([]);
  });

  it('counts 50,000 well within 2 s, and holds nothing up meanwhile', { timeout: 60_000 }, async () => {
    await open();
    const padding = 'x'.repeat(2500);
    const body = JSON.stringify({ events: [], padding });
    seed(
      rig,
      many(50_000, (index) => ({ body, effect: ALL[index % 3] ?? 'none', state: index % 10 === 0 ? 'failed' : 'completed' })),
    );
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const began = performance.now();
    const plan = await rig.replays.plan({});
    const took = performance.now() - began;
    delay.disable();
    expect(plan.total).toBe(50_000);
    expect(plan.groups.map(({ total }) => total)).toEqual([16_667, 16_667, 16_666]);
    expect(took).toBeLessThan(2000);
    expect(delay.max / 1e6).toBeLessThan(500);
  });
});

describe('a run', () => {
  it('applies everything chosen, oldest first, and leaves what is applied as it was', async () => {
    const applied: string[] = [];
    await open({ appliers: note(applied) });
    seed(
      rig,
      many(500, (index) => ({ state: index % 5 === 0 ? 'failed' : 'completed', ...(index % 5 === 0 ? { error: 'No.' } : {}) })),
    );
    const before = rowsOf(rig);
    const run = await start();
    expect(run).toMatchObject({
      state: 'running',
      total: 500,
      done: 0,
      failed: 0,
      startedBy: 'op_1',
      startedByName: 'Malee',
      finishedAt: null,
    });
    await ended(run.id);
    expect(rig.replays.get(run.id)).toMatchObject({ state: 'completed', done: 500, failed: 0, finishedAt: expect.any(String) });
    expect(applied).toHaveLength(500);
    expect(applied.indexOf('evt_499')).toBeGreaterThan(450);
    const after = rowsOf(rig);
    expect(after.map(({ state }) => state)).toEqual(before.map(() => 'completed'));
    for (const [index, row] of before.entries()) if (row.state === 'completed') expect(after[index]).toEqual(row);
    expect(after[5]).toMatchObject({ attempts: 2, error: null });
    expect(rig.audits).toMatchObject([{ actor: 'op_1', action: 'replay.start', subject: run.id, detail: { total: 500, effects: ALL } }]);
  });

  it('takes only the effects it was given, and with `includeApplied: false` only what is open', async () => {
    const applied: string[] = [];
    await open({ appliers: note(applied) });
    seed(rig, [
      { webhookId: 'n' },
      { webhookId: 'n-failed', state: 'failed', error: 'No.' },
      { webhookId: 'm', effect: 'money' },
      { webhookId: 'm-failed', effect: 'money', state: 'failed', error: 'No.' },
      { webhookId: 'g-failed', effect: 'message', state: 'failed', error: 'No.' },
    ]);
    const run = await start({ effects: ['none', 'message'], includeApplied: false });
    await ended(run.id);
    expect(run.total).toBe(2);
    expect(applied.sort()).toEqual(['g-failed', 'n-failed']);
  });

  it('leaves out what came after the count', async () => {
    const applied: string[] = [];
    await open({ appliers: note(applied) });
    seed(rig, many(3));
    const { upTo } = await rig.replays.plan({});
    seed(rig, [{ webhookId: 'later', at: SEED_TIME + 60_000 }]);
    const { id, total } = await rig.replays.start({ filter: {}, effects: ALL, includeApplied: true, perMinute: 6000, upTo }, MALEE);
    await ended(id);
    expect(total).toBe(3);
    expect(applied).not.toContain('later');
  });

  it('counts what fails: applied before stays completed with the reason beside it, the rest is a dead letter', async () => {
    let works = false;
    const fails = async () => {
      if (!works) throw new AppError('provider_credentials');
    };
    await open({ appliers: { reservations: fails } });
    seed(rig, [{ webhookId: 'applied' }, { webhookId: 'open', state: 'failed', error: 'Before.' }]);
    const run = await start();
    await ended(run.id);
    expect(rig.replays.get(run.id)).toMatchObject({ done: 2, failed: 2 });
    const error = 'The provider does not accept our keys.';
    expect(rowsOf(rig)).toMatchObject([
      { webhookId: 'applied', state: 'completed', attempts: 1, processedAt: at(0), error, errorCode: 'provider_credentials' },
      { webhookId: 'open', state: 'failed', attempts: 2, error },
    ]);
    expect(rig.deadLetters.standing().count).toBe(1);
    works = true;
    await ended((await start()).id);
    expect(rowsOf(rig)).toMatchObject([
      { state: 'completed', error: null, errorCode: null },
      { state: 'completed', error: null },
    ]);
  });

  it('tries again by itself where a provider only did not answer', async () => {
    let calls = 0;
    const flaky = async () => {
      calls += 1;
      if (calls === 1) throw new AppError('provider_timeout');
    };
    await open({ appliers: { reservations: flaky } });
    seed(rig, [{ webhookId: 'a', state: 'failed', error: 'No.' }]);
    const run = await start();
    await ended(run.id);
    expect(calls).toBe(2);
    expect(rig.replays.get(run.id)).toMatchObject({ done: 1, failed: 0 });
  });

  it('waits for a limit as long as it takes, and gives calls up when it is paused', async () => {
    let calls = 0;
    let given: AbortSignal | undefined;
    const limited: EventApplier = async (_event, _provider, background) => {
      calls += 1;
      given = background?.signal;
      if (calls <= 4) throw new AppError('rate_limited', { retryAfterSeconds: 0.01 });
      if (calls === 5) await new Promise((resolve) => background?.signal.addEventListener('abort', resolve));
      if (background?.signal.aborted) throw new AppError('busy');
    };
    await open({ appliers: { reservations: limited } });
    seed(rig, [{ webhookId: 'a', state: 'failed', error: 'Before.' }]);
    const { id } = await start();
    await until('it is let through', () => calls === 5);
    rig.replays.pause(id, MALEE);
    await until('it is given up', () => rig.jobs.counts().running === 0);
    expect(given?.aborted).toBe(true);
    expect(rig.replays.get(id)).toMatchObject({ state: 'paused', done: 0, failed: 0 });
    expect(rowsOf(rig)).toMatchObject([{ state: 'failed', error: 'Before.' }]);
    rig.replays.resume(id, MALEE);
    await ended(id);
    expect(rig.replays.get(id)).toMatchObject({ done: 1, failed: 0 });
  });

  it('keeps to its rate', async () => {
    const times: number[] = [];
    await open({ appliers: { reservations: async () => void times.push(performance.now()) } });
    seed(rig, many(100));
    const run = await start({ perMinute: 3000 });
    await ended(run.id);
    const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000;
    // Nineteen pauses of a tenth of a second, one of which may be made up for.
    expect(seconds).toBeGreaterThan(1.6);
    expect(seconds).toBeLessThan(4);
  });

  it('does not begin an event that somebody works on, and nobody begins one that it works on', async () => {
    const gate = Promise.withResolvers<void>();
    let now = 0;
    let most = 0;
    let calls = 0;
    const slow = async () => {
      calls += 1;
      now += 1;
      most = Math.max(most, now);
      await gate.promise;
      now -= 1;
    };
    await open({ appliers: { reservations: slow } });
    const [id = ''] = seed(rig, [{ webhookId: 'a' }]);
    const run = await start();
    await until('it is in hand', () => calls === 1);
    await rig.ingress.inbox.replay(id, MALEE);
    await sleep(400);
    expect(calls).toBe(1);
    gate.resolve();
    await until('the single replay came after it', () => calls === 2 && rowsOf(rig)[0]?.state === 'completed');
    await ended(run.id);
    expect(most).toBe(1);
  });

  it('one at a time: a second is refused with a word on what to do', async () => {
    await open();
    seed(rig, many(300));
    const first = await start({ perMinute: 60 });
    await expect(start()).rejects.toMatchObject({ code: 'conflict', details: { hint: expect.stringContaining('cancel') } });
    rig.replays.pause(first.id, MALEE);
    const second = await start();
    expect(() => rig.replays.resume(first.id, MALEE)).toThrow(expect.objectContaining({ code: 'conflict' }));
    await ended(second.id);
    expect(rig.replays.resume(first.id, MALEE).state).toBe('running');
    expect(rig.replays.list({ limit: 1 })).toMatchObject({ items: [{ id: second.id }], cursor: second.id });
  });

  it('tells of itself a few times a second', async () => {
    await open();
    seed(rig, many(1500));
    const began = performance.now();
    const run = await start();
    await ended(run.id);
    const told = rig.events.filter((event) => event.type === 'replay_changed');
    expect(told.at(-1)).toMatchObject({ replayId: run.id, state: 'completed', done: 1500, total: 1500 });
    expect(told.length).toBeGreaterThan(2);
    expect(told.length).toBeLessThan(3 + ((performance.now() - began) / 1000) * 4);
  });

  it('reaches 60,000 a minute', { timeout: 30_000 }, async () => {
    const applied: string[] = [];
    await open({ appliers: note(applied) });
    seed(
      rig,
      many(3000, (index) => (index % 2 === 0 ? { state: 'failed', error: 'No.' } : {})),
    );
    const began = performance.now();
    await ended((await start()).id, 25_000);
    const perMinute = (3000 / (performance.now() - began)) * 60_000;
    expect(new Set(applied).size).toBe(3000);
    // A machine that does much else at the same time: a third of it.
    expect(perMinute).toBeGreaterThan(20_000);
  });
});

describe('pausing and cancelling', () => {
  const slowly = (begun: number[]) => ({
    reservations: async () => {
      begun.push(performance.now());
      await sleep(300);
    },
  });

  it('begin nothing more from that moment, however slow the work is; going on leaves nothing out', async () => {
    const begun: number[] = [];
    await open({ appliers: slowly(begun) });
    seed(rig, many(120));
    const { id } = await start();
    await until('it works', () => begun.length > 20);
    expect(rig.replays.pause(id, MALEE).state).toBe('paused');
    const atPause = begun.length;
    await sleep(1000);
    expect(begun.length).toBe(atPause);
    const { done } = rig.replays.get(id);
    expect(done).toBe(atPause);
    expect(() => rig.replays.pause(id, MALEE)).toThrow(expect.objectContaining({ code: 'conflict' }));
    rig.replays.resume(id, MALEE);
    await ended(id);
    expect(begun.length).toBe(120);
    expect(rig.replays.get(id)).toMatchObject({ state: 'completed', done: 120 });
  });

  it('end it for good', async () => {
    const begun: number[] = [];
    await open({ appliers: slowly(begun) });
    seed(rig, many(120));
    const { id } = await start();
    await until('it works', () => begun.length > 0);
    const cancelled = rig.replays.cancel(id, MALEE);
    expect(cancelled).toMatchObject({ state: 'cancelled', finishedAt: expect.any(String) });
    await sleep(500);
    const { done } = rig.replays.get(id);
    expect(done).toBe(begun.length);
    expect(done).toBeLessThan(120);
    expect(() => rig.replays.resume(id, MALEE)).toThrow(expect.objectContaining({ code: 'conflict' }));
    expect(rig.audits.map(({ action }) => action)).toEqual(['replay.start', 'replay.cancel']);
    await until('its job ends', () => rig.jobs.list({ kind: 'replay.run', limit: 1 }).items[0]?.state === 'completed');
  });

  it('begin nothing that was waiting for its turn at that moment', async () => {
    const begun: string[] = [];
    let cancel = (): unknown => undefined;
    const reservations: EventApplier = async ({ id }) => {
      begun.push(id);
      cancel();
    };
    await open({ appliers: { reservations } });
    seed(rig, many(120));
    const { id } = await start();
    cancel = () => rig.replays.get(id).state === 'running' && rig.replays.cancel(id, MALEE);
    await until('its job ends', () => rig.jobs.list({ kind: 'replay.run', limit: 1 }).items[0]?.state === 'completed');
    expect([begun.length, rig.replays.get(id).state]).toEqual([1, 'cancelled']);
  });

  it('while it waits for its next turn take effect at once', async () => {
    await open();
    seed(rig, many(5));
    const { id } = await start({ perMinute: 1 });
    await until('one is done', () => rig.jobs.counts().running === 1);
    const began = performance.now();
    rig.replays.cancel(id, MALEE);
    await until('its job ends', () => rig.jobs.counts().running === 0);
    expect(performance.now() - began).toBeLessThan(1000);
  });

  it('a run whose job was ended in the list of jobs is held, not lost', async () => {
    await open();
    seed(rig, many(5));
    const { id } = await start({ perMinute: 1 });
    await until('it runs', () => rig.jobs.counts().running === 1);
    rig.jobs.cancel(rig.jobs.list({ kind: 'replay.run', limit: 1 }).items[0]?.id ?? '');
    await until('it is held', () => rig.replays.get(id).state === 'paused');
    expect(rig.replays.resume(id, MALEE).state).toBe('running');
  });

  it('a run that cannot go on is held, and says so where problems stand, until it does', async () => {
    await open();
    seed(rig, many(2));
    const { id } = await start({ perMinute: 1 });
    expect(rig.replays.problems()).toEqual([]);
    await until('it runs', () => rig.jobs.counts().running === 1);
    await rig.stop();
    await open({ folder: rig.folder, declare: ({ database }) => killJob(database) });
    await until('it is held', () => rig.replays.get(id).state === 'paused');
    expect(rig.replays.problems()).toMatchObject([
      {
        sentence: { en: expect.stringMatching(/^A replay has stopped after 1 of 2 deliveries. The agent stopped each time/) },
        link: '/traffic/replays',
      },
    ]);
    expect(rig.deadLetters.standing().count).toBe(0);
    rig.replays.resume(id, MALEE);
    expect(rig.replays.problems()).toEqual([]);
    rig.replays.cancel(id, MALEE);
  });

  it('what there is not, is not found', async () => {
    await open();
    for (const act of [rig.replays.get, rig.replays.pause, rig.replays.cancel, rig.replays.resume])
      expect(() => act('rpl_no', MALEE)).toThrow(expect.objectContaining({ code: 'not_found' }));
  });
});

/** As if the agent had died ten times while this ran. */
function killJob(database: ReplayRig['database']): void {
  database.exec(`UPDATE jobs SET state = 'running', interruptions = 10 WHERE kind = 'replay.run'`);
}

describe('an agent that ended in the middle', () => {
  it('goes on where it was', async () => {
    const applied: string[] = [];
    await open({ appliers: note(applied) });
    seed(rig, many(400));
    const { id } = await start({ perMinute: 12_000 });
    await until('a part is done', () => applied.length > 50);
    await rig.stop();
    expect(applied.length).toBeLessThan(400);
    await open({ folder: rig.folder, appliers: note(applied) });
    await ended(id);
    expect(rig.replays.get(id)).toMatchObject({ done: 400, failed: 0 });
    expect(new Set(applied).size).toBe(400);
  });
});
