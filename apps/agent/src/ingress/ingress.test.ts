import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { ProviderEvent } from '@banrimkwae/connector-kit/connector';
import { connectors } from '@banrimkwae/connectors';
import { AppError } from '@banrimkwae/contract/errors';
import { afterEach, describe, expect, it } from 'vitest';
import { bodyOf, type IngressRig, openIngressRig, type RigOptions, SECRET, signed, testConnector, until } from './ingress-rig.ts';
import type { Background } from './port.ts';

let rig: IngressRig;
const open = async (options?: RigOptions): Promise<IngressRig> => {
  rig = await openIngressRig(options);
  return rig;
};
afterEach(() => rig.remove());

const post = (body: string | Buffer, more: { provider?: string; headers?: Record<string, string> } = {}): Promise<Response> => {
  const request = signed(body);
  return fetch(`${rig.url}/webhooks/${more.provider ?? 'fake'}`, { ...request, headers: { ...request.headers, ...more.headers } });
};
const allEvents = () => rig.ingress.inbox.list({ limit: 200 }).items;
const refusedRows = async (count = 1) => {
  await until('the refusal is kept', () => rig.ingress.inbox.refused({ limit: 200 }).items.length >= count);
  return rig.ingress.inbox.refused({ limit: 200 }).items;
};
const providerConnectors = (...ids: string[]) => [...connectors.values()].filter(({ manifest }) => ids.includes(manifest.id));

describe('a genuine delivery', () => {
  it('is on the disk when it is answered, told about, worked through and kept as it came', async () => {
    const applied: { event: ProviderEvent; providerId: string }[] = [];
    await open({ appliers: { reservations: async (event, providerId) => void applied.push({ event, providerId }) } });
    const answer = await post(bodyOf('evt_1'), { headers: { 'user-agent': 'Provider/1' } });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ ok: true });
    await until('it is worked through', () => allEvents()[0]?.state === 'completed');
    const [event] = allEvents();
    expect(event).toMatchObject({ provider: 'fake', webhookId: 'evt_1', eventType: 'thing.happened', attempts: 1, error: null });
    expect(event?.processedAt).not.toBeNull();
    expect(applied).toEqual([{ providerId: 'fake', event: expect.objectContaining({ id: 'evt_1', about: { kind: 'reservations' } }) }]);
    expect(rig.ingress.inbox.get(event?.id ?? '').data).toBe(bodyOf('evt_1'));
    expect(rig.ingress.inbox.get('evt_1').id).toBe(event?.id);
    expect(rig.ingress.inbox.lastReceivedAt('fake')).toBe(event?.receivedAt);
    expect(rig.ingress.inbox.lastReceivedAt('other')).toBeNull();
    await until('it is told', () => rig.events.some(({ type }) => type === 'webhook_processed'));
    expect(rig.events.filter(({ type }) => type.startsWith('webhook_'))).toMatchObject([
      {
        type: 'webhook_received',
        provider_id: 'fake',
        provider_name: 'The fake provider',
        event_type: 'thing.happened',
        webhook_id: 'evt_1',
      },
      { type: 'webhook_processed', provider_id: 'fake', webhook_id: 'evt_1', state: 'completed' },
    ]);
  });

  it('that comes again is answered the same and changes nothing', async () => {
    const applied: string[] = [];
    await open({ appliers: { reservations: async ({ id }) => void applied.push(id) } });
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(bodyOf('evt_1'))));
    await until('it is worked through', () => allEvents()[0]?.state === 'completed');
    answers.push(await post(bodyOf('evt_1')));
    await sleep(50);
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 21 }, () => 200));
    expect(allEvents()).toHaveLength(1);
    expect(applied).toEqual(['evt_1']);
    expect(rig.events.filter(({ type }) => type === 'webhook_received')).toHaveLength(1);
  });

  it('with several events keeps each of them, known ones left as they are', async () => {
    const applied: string[] = [];
    await open({ appliers: { reservations: async ({ id }) => void applied.push(id) } });
    await post(bodyOf('a'));
    expect((await post(bodyOf('a', 'b', 'c'))).status).toBe(200);
    await until('all are worked through', () => allEvents().every(({ state }) => state === 'completed'));
    expect(applied.sort()).toEqual(['a', 'b', 'c']);
    expect(rig.ingress.inbox.get('c').data).toBe(bodyOf('a', 'b', 'c'));
    expect(rig.ingress.inbox.get('a').data).toBe(bodyOf('a'));
  });

  it('without an event, or about nothing we act on, is taken', async () => {
    await open({ appliers: {} });
    expect((await post(JSON.stringify({ events: [] }))).status).toBe(200);
    expect(allEvents()).toEqual([]);
    expect((await post(JSON.stringify({ events: [{ id: 'x', about: { kind: 'none' } }] }))).status).toBe(200);
    await until('it is done', () => allEvents()[0]?.state === 'completed');
  });

  it('1000 at once are all taken', { timeout: 30_000 }, async () => {
    const applied = new Set<string>();
    await open({ appliers: { reservations: async ({ id }) => void applied.add(id) } });
    const answers = await Promise.all(Array.from({ length: 1000 }, (_, index) => post(bodyOf(`evt_${index}`))));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await until('all are worked through', () => applied.size === 1000, 20_000);
    await until('all are marked', () => rig.ingress.inbox.counts().pending + rig.ingress.inbox.counts().processing === 0);
    let seen = 0;
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page = rig.ingress.inbox.list({ limit: 150, cursor });
      seen += page.items.length;
      cursor = page.cursor;
    }
    expect(seen).toBe(1000);
  });

  it('is answered while a hundred others are being applied, not after them', async () => {
    const applied = new Set<string>();
    const waitForTheDisk = () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    const apply = async ({ id }: ProviderEvent) => {
      waitForTheDisk();
      applied.add(id);
    };
    await open({ appliers: { reservations: apply } });
    await post(bodyOf(...Array.from({ length: 100 }, (_, index) => `evt_${index}`)));
    await until('the first is applied', () => applied.size > 0);
    expect((await post(bodyOf('evt_late'))).status).toBe(200);
    expect(applied.size).toBeLessThan(100);
    await until('all are applied', () => applied.size === 101);
  });

  it.each(['line', 'stripe'])('of %s is taken, and refused with one byte changed', async (provider) => {
    const kinds: string[] = [];
    const note = async ({ about }: ProviderEvent) => void kinds.push(about.kind);
    await open({ connectors: providerConnectors('line', 'stripe'), appliers: { guest_message: note, payment: note } });
    const { body, headers } = provider === 'line' ? lineDelivery() : stripeDelivery();
    const send = (sent: string) => fetch(`${rig.url}/webhooks/${provider}`, { method: 'POST', body: sent, headers });
    expect((await send(`${body} `)).status).toBe(401);
    expect((await send(body)).status).toBe(200);
    await until('it is applied', () => kinds.length === 1);
    expect(kinds).toEqual([provider === 'line' ? 'guest_message' : 'payment']);
    expect(await refusedRows()).toMatchObject([{ provider, reason: 'signature_invalid', remoteAddress: '127.0.0.1' }]);
  });

  it('with a time that no date can hold is refused', async () => {
    await open({ connectors: providerConnectors('line') });
    const { body } = lineDelivery();
    const late = body.replace('1700000000000', '1e300');
    const headers = { 'x-line-signature': createHmac('sha256', SECRET).update(late).digest('base64') };
    expect((await fetch(`${rig.url}/webhooks/line`, { method: 'POST', body: late, headers })).status).toBe(400);
  });

  it('of a stale signature is refused', async () => {
    await open({ connectors: providerConnectors('stripe') });
    const { body, headers } = stripeDelivery(Math.floor(Date.now() / 1000) - 301);
    const answer = await fetch(`${rig.url}/webhooks/stripe`, { method: 'POST', body, headers });
    expect([answer.status, await answer.json()]).toEqual([401, { error: { code: 'delivery_stale' } }]);
  });
});

function lineDelivery() {
  const body = JSON.stringify({
    destination: 'U0',
    events: [
      {
        type: 'message',
        mode: 'active',
        timestamp: 1_700_000_000_000,
        webhookEventId: '01HEVENT',
        source: { type: 'user', userId: 'U1' },
        replyToken: 'r',
        message: { id: '1', type: 'text', text: 'สวัสดี' },
      },
    ],
  });
  return { body, headers: { 'x-line-signature': createHmac('sha256', SECRET).update(body).digest('base64') } };
}

function stripeDelivery(at = Math.floor(Date.now() / 1000)) {
  const object = { id: 'pi_1', object: 'payment_intent' };
  const body = JSON.stringify({ id: 'evt_1', object: 'event', type: 'payment_intent.succeeded', created: at, data: { object } });
  return { body, headers: { 'stripe-signature': `t=${at},v1=${createHmac('sha256', SECRET).update(`${at}.${body}`).digest('hex')}` } };
}

describe('a delivery that is not taken', () => {
  it.each<[string, number, string, () => Promise<Response>]>([
    ['of an unknown provider', 404, 'not_found', () => post(bodyOf('1'), { provider: 'nobody' })],
    ['with a wrong signature', 401, 'signature_invalid', () => post(bodyOf('1'), { headers: { 'x-test-signature': 'ab' } })],
    ['of a provider without a secret', 401, 'webhook_not_set_up', () => post(bodyOf('1'), { provider: 'unset' })],
    ['that cannot be read', 400, 'invalid_input', () => post('{}')],
    ['whose event has no id', 400, 'invalid_input', () => post(bodyOf(''))],
    ['whose id has half a character', 400, 'invalid_input', () => post(bodyOf('\ud800'))],
    ['that is packed', 415, 'content_encoding', () => post(gzipSync(bodyOf('1')), { headers: { 'content-encoding': 'gzip' } })],
    ['by another method', 405, 'method_not_allowed', () => fetch(`${rig.url}/webhooks/fake`, { method: 'PUT', body: 'x' })],
    ['by GET where there is no challenge', 405, 'method_not_allowed', () => fetch(`${rig.url}/webhooks/fake`)],
    ['by a connector without webhooks', 404, 'not_found', () => post(bodyOf('1'), { provider: 'mute' })],
  ])('%s is answered %i %s and kept with its reason', async (_what, status, code, send) => {
    const { webhook: _none, ...mute } = testConnector('mute');
    await open({ connectors: [testConnector('fake'), testConnector('unset'), mute], secrets: { unset: [] } });
    const answer = await send();
    expect([answer.status, await answer.json()]).toEqual([status, { error: { code } }]);
    expect(await refusedRows()).toMatchObject([{ reason: code }]);
    expect(allEvents()).toEqual([]);
  });

  it('is kept redacted and cut', async () => {
    await open();
    const body = JSON.stringify({ client_secret: 'do-not-keep', note: `${SECRET} ${'x'.repeat(5000)}` });
    await post(body, { headers: { 'x-test-signature': 'no', authorization: 'Bearer abc', 'cf-connecting-ip': '203.0.113.9' } });
    const [row] = await refusedRows();
    expect(row?.bodyStart.length).toBeLessThanOrEqual(2048);
    expect(JSON.stringify(row)).not.toMatch(/do-not-keep|whsec|Bearer abc/);
    expect(row?.remoteAddress).toBe('203.0.113.9');
  });

  it('that is too large is cut off at the limit, said or not', async () => {
    await open({ limits: { bodyBytes: 1000 } });
    const said = await raw('POST /webhooks/fake HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n');
    expect(said.answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(said.answer).toMatch(/connection: close/i);
    const unsaid = await raw(`POST /webhooks/fake HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n${'x'.repeat(1001)}\r\n`);
    expect(unsaid.answer).toMatch(/^HTTP\/1\.1 413 /);
    await until('both are counted', () => rig.ingress.inbox.refused({ limit: 1 }).items[0]?.repeated === 1);
    expect(await refusedRows()).toMatchObject([{ reason: 'too_large' }]);
  });

  it('that dribbles in is cut off in time, and others are not held up', async () => {
    await open({ limits: { bodyMs: 300 } });
    const before = performance.now();
    const slow = raw('POST /webhooks/fake HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc');
    expect((await post(bodyOf('quick'))).status).toBe(200);
    expect((await slow).answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(performance.now() - before).toBeLessThan(2500);
    expect(await refusedRows()).toMatchObject([{ reason: 'body_too_slow', bodyStart: 'abc' }]);
  });

  it('and whose sender hangs up leaves nothing under way', async () => {
    await open();
    const socket = connect(Number(new URL(rig.url).port), '127.0.0.1');
    socket.write('POST /webhooks/fake HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc');
    await sleep(50);
    socket.destroy();
    expect(await refusedRows()).toMatchObject([{ reason: 'gone', bodyStart: 'abc' }]);
  });

  it('floods: all are counted in one row, genuine ones pass', { timeout: 30_000 }, async () => {
    await open();
    const flood = Array.from({ length: 1000 }, () => post('{}', { headers: { 'x-test-signature': 'no' } }));
    expect((await post(bodyOf('genuine'))).status).toBe(200);
    await Promise.all(flood);
    await refusedRows();
    const [row] = await refusedRows();
    await until('the last of it is counted', () => (rig.ingress.inbox.refused({ limit: 1 }).items[0]?.repeated ?? 0) === 999);
    expect(rig.ingress.inbox.refused({ limit: 10 }).items).toMatchObject([{ id: row?.id, reason: 'signature_invalid', repeated: 999 }]);
    expect(rig.ingress.inbox.counts()).toMatchObject({ refused: 1, refusedSinceStart: 1000, refusedUnkept: 0, turnedAway: 0 });
  });

  it('because the connector has a fault comes again later', async () => {
    const broken = () => {
      throw new Error('a fault of ours');
    };
    await open({ connectors: [testConnector('fake', { events: broken })] });
    expect((await post(bodyOf('1'))).status).toBe(500);
    expect(rig.log).toContain('A delivery could not be taken');
  });
});

describe('everything else on the public port', () => {
  it('is not there, except for its health', async () => {
    await open();
    const statuses = await Promise.all(
      ['/', '/api/session', '/webhooks', '/webhooks/', '/webhooks/fake/x', '/webhooks/..%2fapi', '/metrics'].map(
        async (path) => (await fetch(rig.url + path)).status,
      ),
    );
    expect(new Set(statuses)).toEqual(new Set([404]));
    expect((await fetch(`${rig.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${rig.url}/healthz`, { method: 'POST' })).status).toBe(404);
    expect(rig.ingress.inbox.counts().refusedSinceStart).toBe(0);
  });

  it('answers a challenge to who knows the secret', async () => {
    const challenge = (query: Readonly<Record<string, string>>, secrets: readonly string[]) =>
      secrets.includes(query['hub.verify_token'] ?? '') ? query['hub.challenge'] : undefined;
    await open({ connectors: [testConnector('fake', { challenge })] });
    const right = await fetch(`${rig.url}/webhooks/fake?hub.verify_token=${SECRET}&hub.challenge=12%3C34`);
    expect([right.status, right.headers.get('content-type'), await right.text()]).toEqual([200, 'text/plain; charset=utf-8', '12<34']);
    expect((await fetch(`${rig.url}/webhooks/fake?hub.verify_token=no&hub.challenge=1`)).status).toBe(401);
    expect(await refusedRows()).toMatchObject([{ reason: 'signature_invalid' }]);
  });

  it('refuses headers beyond any provider’s', async () => {
    await open();
    const { answer } = await raw(`POST /webhooks/fake HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  });
});

async function raw(text: string): Promise<{ answer: string }> {
  const socket = connect(Number(new URL(rig.url).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk.toString('latin1');
  });
  socket.on('error', () => undefined);
  socket.write(text);
  await once(socket, 'close');
  return { answer };
}

describe('working through an event', () => {
  it('that fails is tried again, and ends well', async () => {
    let calls = 0;
    const flaky = async () => {
      calls += 1;
      if (calls < 3) throw new AppError('provider_timeout');
    };
    await open({ appliers: { reservations: flaky } });
    await post(bodyOf('evt_1'));
    await until('it is done', () => allEvents()[0]?.state === 'completed');
    expect(allEvents()[0]).toMatchObject({ attempts: 3, error: null });
  });

  it('keeps the reason between the attempts', async () => {
    let asked = 0;
    const failing = async () => {
      asked += 1;
      throw new AppError('provider_timeout', { retryAfterSeconds: 60 });
    };
    await open({ appliers: { reservations: failing } });
    await post(bodyOf('evt_1'));
    await until('it failed once', () => allEvents()[0]?.error !== null && allEvents()[0]?.state === 'pending');
    expect(allEvents()[0]).toMatchObject({ attempts: 1, error: 'The provider did not answer in time.' });
    expect(asked).toBe(1);
  });

  it('that cannot work is failed at once, and works when staff replays it later', async () => {
    let works = false;
    const applier = async () => {
      if (!works) throw new AppError('provider_credentials');
    };
    await open({ appliers: { reservations: applier } });
    await post(bodyOf('evt_1'));
    await until('it failed', () => allEvents()[0]?.state === 'failed');
    expect(allEvents()[0]).toMatchObject({ attempts: 1, error: 'The provider does not accept our keys.' });
    expect(rig.ingress.inbox.counts().failed).toBe(1);
    await until('it is told', () => rig.events.some((event) => event.type === 'webhook_processed' && event.state === 'failed'));
    works = true;
    const id = allEvents()[0]?.id ?? '';
    expect(await rig.ingress.inbox.replay(id, { id: 'op_1', name: 'Malee' })).toMatchObject({ id, state: 'pending' });
    await until('it is done', () => allEvents()[0]?.state === 'completed');
    expect(rig.audits).toEqual([
      {
        actor: 'op_1',
        action: 'webhook.replay',
        subject: id,
        detail: { provider: 'fake', webhookId: 'evt_1', eventType: 'thing.happened', state: 'failed' },
      },
    ]);
  });

  it('of a paused provider waits without using up attempts', async () => {
    await open({
      appliers: {
        reservations: async () => {
          throw new AppError('provider_paused');
        },
      },
    });
    await post(bodyOf('evt_1'));
    await until('it waits', () => allEvents()[0]?.error === 'This provider is paused.');
    expect(allEvents()[0]).toMatchObject({ state: 'pending', attempts: 0 });
  });

  it('that meets a limit waits for it without using up attempts, and is applied then', async () => {
    let limited = true;
    await open({
      appliers: {
        reservations: async () => {
          if (limited) throw new AppError('rate_limited', { retryAfterSeconds: 0.3 });
        },
      },
    });
    await post(bodyOf('evt_1'));
    await until('it waits', () => allEvents()[0]?.errorCode === 'rate_limited');
    expect(allEvents()[0]).toMatchObject({ state: 'pending', attempts: 0 });
    limited = false;
    await until('it is applied', () => allEvents()[0]?.state === 'completed');
    expect(allEvents()[0]).toMatchObject({ attempts: 1 });
  });

  it('that was fetched stands behind the desk with its calls, one that was sent does not', async () => {
    const behind: Record<string, boolean> = {};
    const applier = async ({ id }: ProviderEvent, _providerId: string, background?: Background) => {
      behind[id] = background !== undefined;
    };
    await open({ appliers: { reservations: applier } });
    await post(bodyOf('evt_sent'));
    const data = { events: [{ id: 'evt_fetched' }] };
    const fetched: ProviderEvent = {
      id: 'evt_fetched',
      type: 'thing.happened',
      about: { kind: 'reservations' },
      occurredAt: new Date(0),
      data,
    };
    await rig.ingress.inbox.takeFetched('fake', [fetched]);
    await until('both are applied', () => Object.keys(behind).length === 2);
    expect(behind).toEqual({ evt_sent: false, evt_fetched: true });
  });

  it('whose job staff cancels is failed', async () => {
    const failing = async () => {
      throw new AppError('provider_timeout', { retryAfterSeconds: 60 });
    };
    await open({ appliers: { reservations: failing } });
    await post(bodyOf('evt_1'));
    await until('it waits', () => rig.jobs.list({ state: 'delayed', limit: 1 }).items.length === 1);
    rig.jobs.cancel(rig.jobs.list({ limit: 1 }).items[0]?.id ?? '');
    await until('it failed', () => allEvents()[0]?.state === 'failed');
  });

  it('is not begun twice by staff, nor for an event there is not', async () => {
    const gate = Promise.withResolvers<void>();
    await open({ appliers: { reservations: () => gate.promise } });
    const actor = { id: 'op_1', name: 'Malee' };
    await expect(rig.ingress.inbox.replay('whe_no', actor)).rejects.toMatchObject({ code: 'not_found' });
    expect(() => rig.ingress.inbox.get('whe_no')).toThrow(expect.objectContaining({ code: 'not_found' }));
    await post(bodyOf('evt_1'));
    await until('it runs', () => allEvents()[0]?.state === 'processing');
    await expect(rig.ingress.inbox.replay('evt_1', actor)).rejects.toMatchObject({ code: 'conflict' });
    gate.resolve();
    await until('it is done', () => allEvents()[0]?.state === 'completed');
    // At once, while the job before is still being stored as done.
    await rig.ingress.inbox.replay('evt_1', actor);
    await until('it is done again', () => allEvents()[0]?.state === 'completed');
  });

  it('reads its delivery anew, so an event that is gone from it is failed', async () => {
    let renamed = false;
    const events = () => [
      { id: renamed ? 'other' : 'evt_1', type: 't', occurredAt: new Date(0), about: { kind: 'none' as const }, data: {} },
    ];
    await open({ connectors: [testConnector('fake', { events })] });
    await post(bodyOf('evt_1'));
    await until('it is done', () => allEvents()[0]?.state === 'completed');
    renamed = true;
    await rig.ingress.inbox.replay('evt_1', { id: 'op_1', name: 'Malee' });
    await until('it failed', () => allEvents()[0]?.state === 'failed');
    expect(allEvents()[0]?.error).toBe('The event is not found in its own delivery any more.');
  });
});

describe('the list', () => {
  it('is newest first and narrowed by provider, state and text', async () => {
    await open({
      connectors: [testConnector('fake'), testConnector('other')],
      appliers: {
        reservations: async ({ id }) => {
          if (id === 'bad_1') throw new AppError('provider_credentials');
        },
      },
    });
    for (const id of ['a_1', 'bad_1', 'c%1']) {
      await post(bodyOf(id));
      await sleep(2);
    }
    await post(bodyOf('a_1'), { provider: 'other' });
    await until(
      'all ended',
      () => allEvents().length === 4 && allEvents().every(({ state }) => state === 'completed' || state === 'failed'),
    );
    const ids = (filter: object) =>
      rig.ingress.inbox.list({ limit: 50, ...filter }).items.map(({ provider, webhookId }) => `${provider} ${webhookId}`);
    expect(ids({})).toEqual(['other a_1', 'fake c%1', 'fake bad_1', 'fake a_1']);
    expect(ids({ provider: 'fake', state: 'completed' })).toEqual(['fake c%1', 'fake a_1']);
    expect(ids({ state: 'failed' })).toEqual(['fake bad_1']);
    expect(ids({ q: 'c%' })).toEqual(['fake c%1']);
  });
});
