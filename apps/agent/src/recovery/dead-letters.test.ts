import { monitorEventLoopDelay } from 'node:perf_hooks';
import { AppError } from '@banrimkwae/contract/errors';
import { afterEach, describe, expect, it } from 'vitest';
import { bodyOf, type RigOptions, signed, until } from '../ingress/ingress-rig.ts';
import { MALEE, many, openReplayRig, type ReplayRig, rowsOf, SEED_TIME, seed } from './replay-rig.ts';

let rig: ReplayRig;
const open = async (options?: RigOptions): Promise<ReplayRig> => {
  rig = await openReplayRig(options);
  return rig;
};
afterEach(() => rig.remove());

const KEYS = { state: 'failed', error: 'The provider does not accept our keys. Request req_1.', code: 'provider_credentials' } as const;
const doomed: RigOptions['declare'] = ({ jobs }) => {
  const handler = async (): Promise<never> => {
    throw new AppError('provider_rejected', { message: 'The card is closed. Ask for another one.' });
  };
  jobs.handle('refund.send', handler, { effect: 'money' });
  jobs.handle('channel.push', handler);
};
const deadJobs = async (...kinds: string[]): Promise<string[]> => {
  const ids = kinds.map((kind, index) => rig.jobs.add({ kind, subjectId: `thing_${index}` }));
  await until('they are dead', () => ids.every((id) => rig.jobs.get(id)?.state === 'dead'));
  return ids;
};
const keyOf = (what: { type?: string; provider?: string; kind?: string }) => {
  const found = rig.deadLetters.groups().find((group) => Object.entries(what).every(([name, value]) => Reflect.get(group, name) === value));
  if (!found) throw new Error('There is no such group');
  return found.key;
};

describe('dead letters', () => {
  it('are gathered by provider, type and the first sentence of the reason, newest first, with the worst they can do', async () => {
    await open({ declare: doomed });
    seed(rig, [
      { webhookId: 'a', ...KEYS, effect: 'money' },
      { webhookId: 'b', ...KEYS, effect: 'money', error: 'The provider does not accept our keys. Request req_2.' },
      { webhookId: 'c', ...KEYS, effect: 'message', eventType: 'guest.wrote', provider: 'chat' },
      { webhookId: 'd', ...KEYS, effect: 'money', discardReason: 'Settled by hand' },
      { webhookId: 'e' },
      { webhookId: 'f', state: 'pending' },
    ]);
    await deadJobs('refund.send', 'refund.send', 'channel.push');
    const groups = rig.deadLetters.groups();
    expect(groups).toMatchObject([
      { kind: 'job', provider: null, reason: 'The card is closed.' },
      { kind: 'job', provider: null },
      { kind: 'webhook', provider: 'chat', type: 'guest.wrote', count: 1, effect: 'message' },
      {
        kind: 'webhook',
        provider: 'fake',
        type: 'thing.happened',
        reason: 'The provider does not accept our keys.',
        count: 2,
        effect: 'money',
        oldestAt: new Date(SEED_TIME).toISOString(),
        newestAt: new Date(SEED_TIME + 1000).toISOString(),
      },
    ]);
    expect(groups.find(({ type }) => type === 'refund.send')).toMatchObject({ count: 2, effect: 'money' });
    expect(groups.find(({ type }) => type === 'channel.push')).toMatchObject({ count: 1, effect: 'none' });
    expect(rig.deadLetters.standing()).toEqual({ count: 6, oldestAt: new Date(SEED_TIME).toISOString() });
    expect(new Set(groups.map(({ key }) => key)).size).toBe(4);
  });

  it('show their items page by page, newest first', async () => {
    await open({ declare: doomed });
    seed(
      rig,
      many(5, () => KEYS),
    );
    await deadJobs('refund.send', 'refund.send');
    for (const [kind, expected] of [
      ['webhook', ['evt_4', 'evt_3', 'evt_2', 'evt_1', 'evt_0']],
      ['job', ['thing_1', 'thing_0']],
    ] as const) {
      const key = keyOf({ kind });
      const abouts: string[] = [];
      for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
        const page = rig.deadLetters.items({ key, cursor, limit: 2 });
        abouts.push(...page.items.map(({ about }) => about));
        cursor = page.cursor;
      }
      expect(abouts).toEqual(expected);
    }
    expect(rig.deadLetters.items({ key: keyOf({ kind: 'webhook' }), limit: 1 }).items).toMatchObject([
      { kind: 'webhook', error: KEYS.error },
    ]);
    expect(rig.deadLetters.items({ key: 'webhook-gone', limit: 1 })).toEqual({ items: [] });
  });

  it('of one delivery is one, though its job is dead too', async () => {
    const fails = async () => {
      throw new AppError('provider_credentials');
    };
    await open({ appliers: { reservations: fails } });
    await fetch(`${rig.url}/webhooks/fake`, signed(bodyOf('evt_1')));
    await until('it gave up', () => rowsOf(rig)[0]?.state === 'failed');
    expect(rig.jobs.counts().dead).toBe(1);
    expect(rig.deadLetters.standing().count).toBe(1);
    expect(rig.deadLetters.groups()).toMatchObject([{ kind: 'webhook', count: 1 }]);
  });

  it('are tried again, thousands at once, without holding anything up; one audit entry a group', { timeout: 60_000 }, async () => {
    const applied = new Set<string>();
    await open({ appliers: { reservations: async ({ id }) => void applied.add(id) } });
    seed(rig, [...many(3000, () => KEYS), ...many(10, (index) => ({ ...KEYS, webhookId: `x${index}`, error: 'Other.' }))]);
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const keys = rig.deadLetters.groups().map(({ key }) => key);
    const retried = await rig.deadLetters.retry(keys, MALEE);
    delay.disable();
    expect(retried).toBe(3010);
    expect(delay.max / 1e6).toBeLessThan(400);
    await until('all are applied', () => applied.size === 3010, 30_000);
    await until('all are marked', () => rowsOf(rig).every(({ state }) => state === 'completed'));
    expect(rig.audits.map(({ action, detail }) => ({ action, count: detail.count }))).toEqual(
      expect.arrayContaining([
        { action: 'dead_letters.retry', count: 3000 },
        { action: 'dead_letters.retry', count: 10 },
      ]),
    );
    expect(rig.audits).toHaveLength(2);
    expect(rig.deadLetters.groups()).toEqual([]);
    expect(rig.events.filter(({ type }) => type === 'recovery_changed')).toHaveLength(1);
    await expect(rig.deadLetters.retry(keys, MALEE)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('that are jobs run again, except where a newer job does the same', async () => {
    let works = false;
    let calls = 0;
    await open({
      declare: ({ jobs }) =>
        jobs.handle('channel.push', async () => {
          calls += 1;
          if (!works) throw new AppError('provider_rejected');
          return { done: true };
        }),
    });
    const [id = ''] = await deadJobs('channel.push');
    const keyed = rig.jobs.add({ kind: 'channel.push', subjectId: 'b', dedupeKey: 'push:b' });
    await until('it is dead', () => rig.jobs.get(keyed)?.state === 'dead');
    works = true;
    rig.jobs.add({ kind: 'channel.push', subjectId: 'b', dedupeKey: 'push:b', delayMs: 60_000 });
    expect(await rig.deadLetters.retry([keyOf({ kind: 'job' })], MALEE)).toBe(1);
    await until('it ran', () => rig.jobs.get(id)?.state === 'completed');
    expect(calls).toBe(3);
    expect(rig.deadLetters.standing().count).toBe(1);
  });

  it('given up keep the reason, count no more, and are not replayed with many', async () => {
    await open({ declare: doomed });
    const [id = ''] = seed(rig, [
      { webhookId: 'a', ...KEYS },
      { webhookId: 'b', ...KEYS, eventType: 'other' },
    ]);
    const [job = ''] = await deadJobs('refund.send');
    const keys = [keyOf({ kind: 'job' }), keyOf({ type: 'thing.happened' })];
    expect(await rig.deadLetters.discard(keys, 'Settled by hand', MALEE)).toBe(2);
    expect(rig.ingress.inbox.get(id)).toMatchObject({ state: 'failed', discardReason: 'Settled by hand', error: KEYS.error });
    expect(rig.jobs.get(job)).toMatchObject({ state: 'discarded', error: expect.stringContaining('Settled by hand') });
    expect(rig.deadLetters.groups()).toMatchObject([{ type: 'other', count: 1 }]);
    expect(rig.ingress.inbox.counts().failed).toBe(1);
    expect((await rig.replays.plan({ state: 'failed' })).total).toBe(1);
    expect(rig.audits).toMatchObject([
      { actor: 'op_1', action: 'dead_letters.discard', detail: { kind: 'webhook', count: 1, reason: 'Settled by hand' } },
      { action: 'dead_letters.discard', detail: { kind: 'job', type: 'refund.send', count: 1 } },
    ]);
    // One by one, on purpose, it may still be replayed.
    await rig.ingress.inbox.replay(id, MALEE);
    await until('it is done', () => rig.ingress.inbox.get(id).state === 'completed');
    expect(rig.ingress.inbox.get(id).discardReason).toBeNull();
  });
});
