import { createHmac } from 'node:crypto';
import type { ProviderEvent } from '@banrimkwae/connector-kit/connector';
import { connectors } from '@banrimkwae/connectors';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { bodyOf, type IngressRig, openIngressRig, type RigOptions, SECRET, signed, testConnector, until } from './ingress-rig.ts';

let rig: IngressRig;
const open = async (options?: RigOptions): Promise<IngressRig> => {
  rig = await openIngressRig(options);
  return rig;
};
afterEach(() => rig.remove());

const send = (provider: string, request: RequestInit, from?: string): Promise<Response> =>
  fetch(`${rig.url}/webhooks/${provider}`, {
    ...request,
    headers: { ...(request.headers as Record<string, string>), ...(from === undefined ? {} : { 'x-forwarded-for': `10.0.0.1, ${from}` }) },
  });
const genuine = (id: string, from?: string, provider = 'fake') => send(provider, signed(bodyOf(id)), from);
const forged = (from?: string, provider = 'fake') =>
  send(provider, { method: 'POST', body: '{}', headers: { 'x-test-signature': 'no' } }, from);
const flood = async (times: number, from?: string) => {
  const answers = await Promise.all(Array.from({ length: times }, () => forged(from)));
  return answers.map(({ status }) => status);
};

describe('a flood of forged deliveries', () => {
  it('is turned away unread after sixty, told when to come again, and costs nobody else anything', async () => {
    await open({ connectors: [testConnector('fake'), testConnector('other')] });
    expect((await genuine('before', '203.0.113.7')).status).toBe(200);
    const statuses = await flood(200, '198.51.100.1');
    expect(statuses.filter((status) => status === 401).length).toBeGreaterThanOrEqual(60);
    expect(statuses.filter((status) => status === 401).length).toBeLessThan(80);
    const turnedAway = await forged('198.51.100.1');
    expect([
      turnedAway.status,
      turnedAway.headers.get('retry-after'),
      turnedAway.headers.get('connection'),
      await turnedAway.json(),
    ]).toEqual([429, '1', 'close', { error: { code: 'rate_limited' } }]);
    const others = [genuine('a', '203.0.113.7'), genuine('b', '203.0.113.8'), genuine('c'), genuine('d', '203.0.113.8', 'other')];
    expect((await Promise.all(others)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(rig.ingress.inbox.counts().throttled).toBeGreaterThan(100);
    await until('it is one row', () => rig.ingress.inbox.refused({ limit: 10 }).items.length === 1);
    expect(rig.ingress.inbox.refused({ limit: 10 }).items).toMatchObject([{ remoteAddress: '198.51.100.1', reason: 'signature_invalid' }]);
  });

  it('from the address of a genuine sender, or one that nobody knows, locks no genuine delivery out', async () => {
    await open();
    expect((await genuine('before', '203.0.113.7')).status).toBe(200);
    expect(new Set([...(await flood(150, '203.0.113.7')), ...(await flood(150))])).toEqual(new Set([401]));
    expect([(await genuine('after', '203.0.113.7')).status, (await genuine('unknown')).status]).toEqual([200, 200]);
  });

  it('costs a genuine sender nothing where what it sends is only too old or unreadable', async () => {
    await open();
    const unreadable = await Promise.all(Array.from({ length: 100 }, () => send('fake', signed('{}'), '203.0.113.7')));
    expect(new Set(unreadable.map(({ status }) => status))).toEqual(new Set([400]));
    expect((await genuine('after', '203.0.113.7')).status).toBe(200);
  });
});

describe('with a clock that is plainly wrong', () => {
  it('a signature with a time is answered 503 and taken later; one without a time is taken at once', async () => {
    const time = { wrongBy: 0 };
    const both = [...connectors.values()].filter(
      ({ manifest }) => manifest.webhook !== undefined && ['line', 'stripe'].includes(manifest.id),
    );
    await open({
      connectors: [...both, testConnector('fake')],
      time: { wall: () => Date.now() + time.wrongBy, steady: () => performance.now() },
    });
    expect((await genuine('before')).status).toBe(200);
    time.wrongBy = -3_600_000;
    const answer = await stripe('evt_1');
    expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toEqual([
      503,
      '60',
      { error: { code: 'clock_unsettled' } },
    ]);
    expect(rig.ingress.problems()).toMatchObject([{ id: 'clock-behind', sentence: { en: expect.stringContaining('jumped back') } }]);
    expect((await genuine('without a time')).status).toBe(200);
    expect((await forged()).status).toBe(401);
    time.wrongBy = 0;
    expect((await stripe('evt_1')).status).toBe(200);
    expect(rig.ingress.problems()).toEqual([]);
    expect(rig.ingress.inbox.list({ limit: 10 }).items.map(({ webhookId }) => webhookId)).toEqual(['evt_1', 'without a time', 'before']);
  });
});

function stripe(id: string): Promise<Response> {
  const at = Math.floor(Date.now() / 1000);
  const object = { id: 'pi_1', object: 'payment_intent' };
  const body = JSON.stringify({ id, object: 'event', type: 'payment_intent.succeeded', created: at, data: { object } });
  const signature = createHmac('sha256', SECRET).update(`${at}.${body}`).digest('hex');
  return send('stripe', { method: 'POST', body, headers: { 'stripe-signature': `t=${at},v1=${signature}` } });
}

/** As the rooms do: a later state of a thing is never gone back from, whatever order its events come in. */
const RANK: Readonly<Record<string, number>> = { made: 1, paid: 2, refunded: 3 };

describe('deliveries in any order, each any number of times', () => {
  it('end in the same state, every event applied once', { timeout: 60_000 }, async () => {
    const states = new Map<string, string>();
    const applied: string[] = [];
    const apply = async ({ id, type }: ProviderEvent) => {
      applied.push(id);
      const thing = id.slice(0, id.lastIndexOf('.'));
      if ((RANK[type] ?? 0) > (RANK[states.get(thing) ?? ''] ?? 0)) states.set(thing, type);
    };
    await open({ appliers: { reservations: apply } });
    const things = ['a', 'b', 'c'];
    const steps = things.flatMap((thing) => Object.keys(RANK).map((type) => ({ id: `${thing}.${type}`, type })));
    // Some providers send several events in one delivery, and some of those again in another.
    const deliveries = [...steps.map((step) => [step]), steps.slice(0, 4), steps.slice(3, 9)];
    const indexes = deliveries.map((_, index) => index);
    const orders = fc.sample(fc.shuffledSubarray([...indexes, ...indexes, ...indexes], { minLength: indexes.length * 3 }), {
      numRuns: 25,
      seed: 7,
    });
    for (const [run, order] of orders.entries()) {
      const name = (id: string) => `r${run}.${id}`;
      const bodies = order.map((index) => JSON.stringify({ events: deliveries[index]?.map(({ id, type }) => ({ id: name(id), type })) }));
      const answers = await Promise.all(bodies.map((body) => send('fake', signed(body))));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      await until('all are applied', () => steps.every(({ id }) => applied.includes(name(id))));
      expect(things.map((thing) => states.get(name(thing)))).toEqual(['refunded', 'refunded', 'refunded']);
    }
    await until('nothing is under way', () => rig.ingress.inbox.counts().pending + rig.ingress.inbox.counts().processing === 0);
    expect(applied.length).toBe(orders.length * steps.length);
    expect(new Set(applied).size).toBe(applied.length);
  });
});
