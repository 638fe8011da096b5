import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createRequestLog } from '../request-log/index.ts';
import { aProvider, fakeTime, faultOf, json, openGateway, paying, reading, startProvider, Thing } from './gateway-rig.ts';

describe('a call', () => {
  it('sends what the connector asked for with the configured proof, and parses the answer', async () => {
    const server = await startProvider((_, response) => json(response, 200, { id: 'a', more: 1 }, { 'x-trace': 't' }));
    const { gateway, rows } = openGateway();
    const answer = await gateway.call(
      reading(aProvider({ url: `${server.url}/acme/api` }), {
        request: { path: { id: 'a/b c' }, query: { limit: 2, tags: ['x', 'y&z'], off: undefined }, headers: { 'Acme-Version': '7' } },
        trace: { paymentId: 'pay_1', reservationId: 'res_1', operatorId: 'usr_1' },
      }),
    );
    expect(answer).toMatchObject({ status: 200, body: { id: 'a' }, ageSeconds: 0, stale: false, requestId: 'req_1' });
    expect(answer.headers['x-trace']).toBe('t');
    expect(server.seen).toMatchObject([
      {
        method: 'GET',
        url: '/acme/api/things/a%2Fb%20c?limit=2&tags=x&tags=y%26z',
        headers: { authorization: 'Bearer sk_test_very_secret', 'acme-version': '7', accept: 'application/json' },
        body: '',
      },
    ]);
    expect(rows).toMatchObject([
      {
        requestId: 'req_1',
        provider: 'acme',
        providerRowId: 1,
        endpoint: 'read',
        method: 'GET',
        url: `${server.url}/acme/api/things/a%2Fb%20c?limit=2&tags=x&tags=y%26z`,
        status: 200,
        attempts: 1,
        successful: true,
        error: null,
        paymentId: 'pay_1',
        reservationId: 'res_1',
        operatorId: 'usr_1',
        requestBody: null,
        responseBody: '{"id":"a","more":1}',
        requestHeaders: expect.stringContaining('"acme-version":"7","authorization":"[redacted]"'),
      },
    ]);
  });

  it('speaks form with brackets and carries the idempotency key', async () => {
    const server = await startProvider((_, response) => json(response, 200, { id: 'p' }));
    const { gateway, rows } = openGateway();
    await gateway.call(
      paying(aProvider({ url: server.url }), { request: { body: { amount: 100, card: { names: ['ก'] } }, idempotencyKey: 'key-12345' } }),
    );
    expect(server.seen).toMatchObject([
      {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'idempotency-key': 'key-12345' },
        body: 'amount=100&card%5Bnames%5D%5B0%5D=%E0%B8%81',
      },
    ]);
    expect(rows).toMatchObject([{ requestBody: 'amount=100&card%5Bnames%5D%5B0%5D=%E0%B8%81', paymentId: 'pay_1' }]);
  });

  it('speaks XML both ways', async () => {
    const server = await startProvider((_, response) =>
      response.writeHead(200, { 'content-type': 'application/xml' }).end('<?xml version="1.0"?><ok><id>7</id></ok>'),
    );
    const { gateway } = openGateway();
    const provider = aProvider({
      url: server.url,
      endpoints: { push: { method: 'POST', path: '/ari', requestFormat: 'xml', responseFormat: 'xml', retry: 'safe' } },
    });
    const answer = await gateway.call({
      provider,
      endpoint: 'push',
      request: { body: '<rates/>' },
      schema: z.looseObject({ name: z.string(), children: z.array(z.looseObject({ text: z.string() })) }),
      trace: {},
    });
    expect(answer.body).toMatchObject({ name: 'ok', children: [{ name: 'id', text: '7' }] });
    expect(server.seen).toMatchObject([{ headers: { 'content-type': 'application/xml; charset=utf-8' }, body: '<rates/>' }]);
  });

  it('puts a query-format body into the address, and answers text as text', async () => {
    const server = await startProvider((_, response) => response.end('pong'));
    const { gateway } = openGateway();
    const provider = aProvider({
      url: server.url,
      manifest: { auth: { kind: 'query', parameter: 'appid', field: 'secretKey' } },
      endpoints: { ping: { method: 'POST', path: '/ping', requestFormat: 'query', responseFormat: 'text' } },
    });
    const answer = await gateway.call({
      provider,
      endpoint: 'ping',
      request: { query: { a: 1 }, body: { b: 'x y' } },
      schema: z.string(),
      trace: {},
    });
    expect([answer.body, server.seen[0]?.url, server.seen[0]?.body]).toEqual(['pong', '/ping?a=1&b=x%20y&appid=sk_test_very_secret', '']);
  });

  it('sends a document as it is where it is given as text', async () => {
    const server = await startProvider((_, response) => json(response, 200, { id: 'a' }));
    const { gateway } = openGateway();
    const provider = aProvider({ url: server.url, endpoints: { check: { method: 'POST', path: '/check', requestFormat: 'json' } } });
    const bodyText = '{ "event":{"amount":1.50,\t"name":"\\u0e01"} }';
    await gateway.call({ provider, endpoint: 'check', request: { bodyText }, schema: Thing, trace: {} });
    expect([server.seen[0]?.body, server.seen[0]?.headers['content-type']]).toEqual([bodyText, 'application/json']);
  });

  it.each([
    ['basic', { kind: 'basic', user: 'secretKey' }, { authorization: `Basic ${Buffer.from('sk_test_very_secret:').toString('base64')}` }],
    [
      'basic with a password',
      { kind: 'basic', user: 'user', password: 'secretKey' },
      { authorization: `Basic ${Buffer.from('bob:sk_test_very_secret').toString('base64')}` },
    ],
    ['header', { kind: 'header', header: 'X-Acme', field: 'secretKey', prefix: 'Key ' }, { 'x-acme': 'Key sk_test_very_secret' }],
  ] as const)('proves itself by %s, and the log does not show it', async (_name, auth, headers) => {
    const server = await startProvider((seen, response) => json(response, 200, { id: JSON.stringify(seen.headers) }));
    const { gateway, rows } = openGateway();
    await gateway.call(
      reading(aProvider({ url: server.url, manifest: { auth }, config: { secretKey: 'sk_test_very_secret', user: 'bob' } })),
    );
    expect(server.seen).toMatchObject([{ headers }]);
    expect(JSON.stringify(rows)).not.toMatch(/sk_test_very_secret|c2tfdGVzdF92ZXJ5X3NlY3JldD/);
    expect(JSON.stringify(rows)).not.toContain(Object.values(headers)[0]);
  });

  it('unpacks an answer that was packed unasked, and reads another character set', async () => {
    const thai = Buffer.from([0x22, 0xa1, 0x22]);
    const server = await startProvider((seen, response) =>
      seen.url === '/things/zip'
        ? response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"id":"z"}'))
        : response.writeHead(200, { 'content-type': 'application/json; charset=windows-874' }).end(thai),
    );
    const { gateway } = openGateway();
    const provider = aProvider({ url: server.url });
    expect((await gateway.call(reading(provider, { request: { path: { id: 'zip' } } }))).body).toEqual({ id: 'z' });
    expect((await gateway.call({ ...reading(provider), schema: z.string() })).body).toBe('ก');
  });

  it('refuses an answer that is packed wrongly, unknown, or a bomb; an unknown character set is read as UTF-8', async () => {
    const bomb = gzipSync(Buffer.alloc(20 * 1024 * 1024));
    const bodies: Record<string, [string, Buffer]> = {
      '/things/broken': ['gzip', Buffer.from('not gzip')],
      '/things/unknown': ['zz', Buffer.from('{}')],
      '/things/bomb': ['gzip', bomb],
    };
    const server = await startProvider((seen, response) => {
      const [encoding, body] = bodies[seen.url] ?? ['identity', Buffer.from('{"id":"é"}')];
      response.writeHead(200, { 'content-encoding': encoding, 'content-type': 'application/json; charset=klingon' }).end(body);
    });
    const { gateway } = openGateway();
    const provider = aProvider({ url: server.url });
    for (const id of ['broken', 'unknown', 'bomb']) {
      expect(await faultOf(gateway.call(reading(provider, { request: { path: { id } } })))).toMatchObject({
        code: 'provider_answer_unreadable',
      });
    }
    expect((await gateway.call(reading(provider))).body).toEqual({ id: 'é' });
  });

  it('leaves its row in the real log', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gateway-'));
    const log = createRequestLog({ path: join(folder, 'requests.db'), clock: { now: () => new Date() }, log: { warn: () => undefined } });
    const server = await startProvider((_, response) => json(response, 200, { id: 'a', client_secret: 'cs_1' }));
    const { gateway } = openGateway({ requestLog: log });
    const { requestId } = await gateway.call(paying(aProvider({ url: server.url })));
    expect(log.get(requestId)).toMatchObject({
      provider: 'acme',
      endpoint: 'pay',
      status: 200,
      attempts: 1,
      successful: true,
      paymentId: 'pay_1',
      requestHeaders: { authorization: '[redacted]' },
      responseBody: '{"id":"a","client_secret":"[redacted]"}',
    });
    expect(log.byPayment('pay_1')).toHaveLength(1);
    log.close();
    rmSync(folder, { recursive: true });
  });

  it('takes an empty answer where the schema allows it', async () => {
    const server = await startProvider((_, response) => response.writeHead(204).end());
    const { gateway } = openGateway();
    const answer = await gateway.call({ ...reading(aProvider({ url: server.url })), schema: z.undefined() });
    expect([answer.status, answer.body]).toEqual([204, undefined]);
  });
});

describe('a call that must not go out', () => {
  it('to a host that is not allowed opens no socket', async () => {
    const server = await startProvider((_, response) => json(response, 200, { id: 'x' }));
    const sandbox = await startProvider((_, response) => json(response, 200, { id: 'sandbox' }));
    const { gateway, rows, warnings } = openGateway({ allowHost: (url) => url.origin === sandbox.url });
    expect(await faultOf(gateway.call(reading(aProvider({ url: server.url }))))).toMatchObject({ code: 'host_refused' });
    expect((await gateway.call(reading(aProvider({ url: `${sandbox.url}/acme/api` })))).body).toEqual({ id: 'sandbox' });
    expect([server.sockets.opened, rows.length, warnings.length]).toEqual([0, 1, 1]);
  });

  it('of a paused or not configured provider is refused, cached answers included', async () => {
    const server = await startProvider((_, response) => json(response, 200, { id: 'x' }));
    const { gateway } = openGateway();
    expect(await faultOf(gateway.call(reading(aProvider({ url: server.url, provider: { status: 'maintenance' } }))))).toMatchObject({
      code: 'provider_paused',
    });
    expect(await faultOf(gateway.call(reading(aProvider({ url: server.url, provider: { configured: false } }))))).toMatchObject({
      code: 'provider_not_configured',
    });
    expect(server.sockets.opened).toBe(0);
  });

  it('and moves money without a key is refused', async () => {
    const server = await startProvider((_, response) => json(response, 200, { id: 'x' }));
    const { gateway } = openGateway();
    expect(await faultOf(gateway.call(paying(aProvider({ url: server.url }), { request: { body: {} } })))).toMatchObject({
      code: 'internal',
    });
    expect(server.sockets.opened).toBe(0);
  });

  it.each(['..', '.', '', undefined])('with %o in the address is refused', async (id) => {
    const server = await startProvider((_, response) => json(response, 200, { id: 'x' }));
    const { gateway } = openGateway();
    expect(
      await faultOf(gateway.call(reading(aProvider({ url: server.url }), { request: id === undefined ? {} : { path: { id } } }))),
    ).toMatchObject({ code: 'invalid_input' });
    expect(server.sockets.opened).toBe(0);
  });

  it('with a line break in a header is refused and blames nobody', async () => {
    const server = await startProvider((_, response) => json(response, 200, { id: 'x' }));
    const { gateway } = openGateway();
    const provider = aProvider({ url: server.url });
    expect(
      await faultOf(gateway.call(reading(provider, { request: { path: { id: '1' }, headers: { 'x-a': 'b\r\nx-evil: 1' } } }))),
    ).toMatchObject({ code: 'internal' });
    expect([server.seen.length, gateway.breakers.state(provider, 'read').failureCount]).toEqual([0, 0]);
  });

  it('after the gateway was closed is refused', async () => {
    const { gateway } = openGateway();
    await gateway.close();
    expect(await faultOf(gateway.call(reading(aProvider({ url: 'http://127.0.0.1:9' }))))).toMatchObject({ code: 'busy' });
  });
});

describe('when the agent stops', () => {
  it('a call under way may end', async () => {
    const server = await startProvider((_, response) => setTimeout(() => json(response, 200, { id: 'late' }), 50));
    const { gateway } = openGateway();
    const call = gateway.call(reading(aProvider({ url: server.url })));
    await gateway.close();
    expect((await call).body).toEqual({ id: 'late' });
  });

  it('one that hangs is cut off, and its outcome is unknown', async () => {
    const server = await startProvider(() => undefined);
    const { gateway } = openGateway({ pool: { closingMs: 50 } });
    const call = faultOf(gateway.call(paying(aProvider({ url: server.url, manifest: { retryAttempts: 0 } }))));
    await gateway.close();
    expect(await call).toMatchObject({ code: 'outcome_unknown' });
  });

  it('and when a provider’s settings change, calls under way end as they would have', async () => {
    const server = await startProvider((_, response) => setTimeout(() => json(response, 200, { id: 'late' }), 50));
    const { gateway } = openGateway({ pool: { closingMs: 10 } });
    const call = gateway.call(reading(aProvider({ url: server.url })));
    gateway.forget('acme');
    expect((await call).body).toEqual({ id: 'late' });
  });
});

describe('cached answers', () => {
  const cached = { endpoints: { read: { cacheTtlSeconds: 60, staleSeconds: 600 } } };
  const clock = () => {
    const time = { now: Date.parse('2026-11-23T02:00:00Z') };
    return { time, clock: { now: () => new Date(time.now) } };
  };

  it('are given with their age until their time to live is over', async () => {
    const server = await startProvider((_, response, count) => json(response, 200, { id: `answer ${count}` }));
    const { time, clock: now } = clock();
    const { gateway, rows } = openGateway({ clock: now });
    const provider = aProvider({ url: server.url, ...cached });
    const first = await gateway.call(reading(provider));
    time.now += 59_000;
    expect(await gateway.call(reading(provider))).toEqual({ ...first, ageSeconds: 59 });
    expect((await gateway.call(reading(provider, { request: { path: { id: '2' } } }))).body).toEqual({ id: 'answer 2' });
    time.now += 2000;
    expect(await gateway.call(reading(provider))).toMatchObject({ body: { id: 'answer 3' }, ageSeconds: 0 });
    expect(rows.length).toBe(3);
  });

  it('are labelled with their age when they are old and the provider is down, and only up to the allowed age', async () => {
    const server = await startProvider((_, response, count) => json(response, count === 1 ? 200 : 503, { id: 'old' }));
    const { time, clock: now } = clock();
    const { gateway } = openGateway({ clock: now });
    const provider = aProvider({ url: server.url, ...cached, manifest: { retryAttempts: 0 } });
    await gateway.call(reading(provider));
    time.now += 600_000;
    expect(await gateway.call(reading(provider))).toMatchObject({ body: { id: 'old' }, ageSeconds: 600, stale: true });
    time.now += 1000;
    expect(await faultOf(gateway.call(reading(provider)))).toMatchObject({ code: 'provider_failed' });
  });

  it('do not stand in for a refusal', async () => {
    const server = await startProvider((_, response, count) => json(response, count === 1 ? 200 : 404, { id: 'old' }));
    const { time, clock: now } = clock();
    const { gateway } = openGateway({ clock: now });
    const provider = aProvider({ url: server.url, ...cached });
    await gateway.call(reading(provider));
    time.now += 61_000;
    expect(await faultOf(gateway.call(reading(provider)))).toMatchObject({ code: 'provider_rejected' });
  });

  it('are forgotten when the provider changes', async () => {
    const server = await startProvider((_, response, count) => json(response, 200, { id: `answer ${count}` }));
    const { gateway } = openGateway();
    const provider = aProvider({ url: server.url, ...cached });
    await gateway.call(reading(provider));
    gateway.forget('acme');
    expect((await gateway.call(reading(provider))).body).toEqual({ id: 'answer 2' });
  });

  it('follow what an operator set, and are never kept of a call that moves money', async () => {
    const server = await startProvider((_, response, count) => json(response, 200, { id: `answer ${count}` }));
    const { gateway } = openGateway();
    const off = aProvider({ url: server.url, ...cached, tuned: { cacheTtlSeconds: 0 } });
    await gateway.call(reading(off));
    expect((await gateway.call(reading(off))).body).toEqual({ id: 'answer 2' });
    const money = aProvider({ url: server.url, tuned: { cacheTtlSeconds: 60 } });
    await gateway.call(paying(money));
    expect((await gateway.call(paying(money))).body).toEqual({ id: 'answer 4' });
  });

  it('cannot be changed by one reader for the next', async () => {
    const server = await startProvider((_, response) => json(response, 200, { list: [1] }));
    const { gateway } = openGateway();
    const provider = aProvider({ url: server.url, ...cached });
    const ask = () => gateway.call({ ...reading(provider), schema: z.any() });
    (await ask()).body.list.push(2);
    expect((await ask()).body).toEqual({ list: [1] });
  });
});

describe('the order of the layers', () => {
  it('a cached answer needs no turn and no closed breaker; a turn comes before the breaker', async () => {
    const server = await startProvider((_, response) => json(response, 200, { id: 'x' }));
    const { gateway } = openGateway({ ...fakeTime(), patienceMs: 1000 });
    const provider = aProvider({ url: server.url, endpoints: { read: { cacheTtlSeconds: 60, rateLimitPerMinute: 2 } } });
    await gateway.call(reading(provider));
    gateway.breakers.hold(provider, 'read', 'open', 'maintenance at Acme');
    expect((await gateway.call(reading(provider))).body).toEqual({ id: 'x' });
    const other = reading(provider, { request: { path: { id: '2' } } });
    expect(await faultOf(gateway.call(other))).toMatchObject({ code: 'provider_unavailable' });
    expect(await faultOf(gateway.call(other))).toMatchObject({ code: 'rate_limited' });
    expect(server.seen.length).toBe(1);
  });

  it('an answer that fits no schema is logged as it came and reported without its values', async () => {
    const server = await startProvider((_, response) => json(response, 200, { id: 5, guest: 'Somchai' }));
    const { gateway, rows } = openGateway();
    const fault = await faultOf(gateway.call({ ...reading(aProvider({ url: server.url })), schema: Thing }));
    expect(fault).toMatchObject({
      code: 'provider_answer_unreadable',
      providerMessage: 'The answer differs from its schema at id (invalid_type)',
    });
    expect(rows).toMatchObject([
      {
        status: 200,
        successful: false,
        responseBody: '{"id":5,"guest":"Somchai"}',
        error: 'provider_answer_unreadable: The answer differs from its schema at id (invalid_type)',
      },
    ]);
  });
});
