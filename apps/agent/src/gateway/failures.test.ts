import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { aProvider, fakeTime, faultOf, json, openGateway, paying, reading, startProvider } from './gateway-rig.ts';

const writing = (provider: ReturnType<typeof aProvider>) => reading(provider, { endpoint: 'write', request: { body: { a: 1 } } });

describe('an answer that says no', () => {
  it.each([
    [401, 'provider_credentials'],
    [403, 'provider_credentials'],
    [400, 'provider_rejected'],
    [404, 'provider_rejected'],
    [302, 'provider_rejected'],
    [500, 'provider_failed'],
    [408, 'provider_failed'],
    [429, 'rate_limited'],
  ])('HTTP %i is %s', async (status, code) => {
    const server = await startProvider((_, response) => json(response, status, { id: 'x' }, { location: 'http://127.0.0.1:1/elsewhere' }));
    const { gateway, rows } = openGateway({ wait: async () => undefined });
    expect(await faultOf(gateway.call(reading(aProvider({ url: server.url, manifest: { retryAttempts: 0 } }))))).toMatchObject({
      code,
      providerMessage: `HTTP ${status}`,
    });
    expect(rows).toMatchObject([{ status, successful: false, error: `${code}: HTTP ${status}`, responseBody: '{"id":"x"}' }]);
    expect(server.seen.length).toBe(1);
  });

  it('is read by the connector first, also inside a 200', async () => {
    const server = await startProvider((_, response) => json(response, 200, { success: false, error: { code: 104, info: 'quota' } }));
    const { gateway, rows } = openGateway({ wait: async () => undefined });
    const provider = aProvider({
      url: server.url,
      connector: {
        fault: ({ body }) =>
          (body as { success?: boolean }).success === false
            ? { code: 'rate_limited', providerCode: '104', message: 'quota used up', retryable: false, retryAfterSeconds: 90 }
            : undefined,
      },
    });
    expect(await faultOf(gateway.call(reading(provider)))).toEqual({
      code: 'rate_limited',
      providerCode: '104',
      providerMessage: 'quota used up',
      retryAfterSeconds: 90,
      outcome: 'refused',
    });
    expect(rows).toMatchObject([{ status: 200, successful: false, error: 'rate_limited: 104: quota used up' }]);
  });

  it('may be a page in another format', async () => {
    const server = await startProvider((_, response, count) => response.writeHead(count === 1 ? 502 : 200).end('<html>Bad gateway</html>'));
    const { gateway } = openGateway();
    const provider = aProvider({ url: server.url, manifest: { retryAttempts: 0 } });
    expect(await faultOf(gateway.call(reading(provider)))).toMatchObject({ code: 'provider_failed', providerMessage: 'HTTP 502' });
    expect(await faultOf(gateway.call(reading(provider)))).toMatchObject({ code: 'provider_answer_unreadable' });
  });

  it('may be larger than we read', async () => {
    const server = await startProvider((_, response) => {
      response.writeHead(200);
      for (let index = 0; index < 11; index += 1) response.write('x'.repeat(1024 * 1024));
      response.end();
    });
    const { gateway } = openGateway();
    expect(await faultOf(gateway.call(reading(aProvider({ url: server.url }))))).toMatchObject({ code: 'provider_answer_unreadable' });
  });

  it('comes from a connector that fails: the call fails, and the breaker is not stuck', async () => {
    const server = await startProvider((_, response) => json(response, 200, { id: 'x' }));
    const { gateway } = openGateway();
    const broken = aProvider({
      url: server.url,
      connector: {
        fault: () => {
          throw new TypeError('undefined is not a function');
        },
      },
    });
    expect(await faultOf(gateway.call(reading(broken)))).toMatchObject({ code: 'provider_answer_unreadable' });
    expect(gateway.breakers.state(broken, 'read')).toMatchObject({ state: 'closed', failureCount: 0 });
  });
});

describe('nothing was sent', () => {
  it('when nobody listens: tried again for any call, then provider_unavailable', async () => {
    const server = await startProvider(() => undefined);
    await server.stop();
    const { waits, ...time } = fakeTime();
    const { gateway, rows } = openGateway({ ...time, random: () => 0.5 });
    expect(await faultOf(gateway.call(writing(aProvider({ url: server.url }))))).toEqual({
      code: 'provider_unavailable',
      message: 'Acme cannot be reached; nothing was sent.',
      providerCode: 'ECONNREFUSED',
    });
    expect(waits).toEqual([200, 400]);
    expect(rows).toMatchObject([
      {
        status: null,
        attempts: 3,
        successful: false,
        error: 'provider_unavailable: ECONNREFUSED: Acme cannot be reached; nothing was sent.',
      },
    ]);
  });

  it('when the name is not known', async () => {
    const { gateway } = openGateway({ wait: async () => undefined });
    expect(
      await faultOf(gateway.call(paying(aProvider({ url: 'http://no-such-host.invalid', manifest: { retryAttempts: 0 } })))),
    ).toMatchObject({ code: 'provider_unavailable' });
  });

  it('when no connection became free in time', async () => {
    const server = await startProvider((seen, response) => {
      if (seen.url !== '/things/hang') json(response, 200, { id: 'x' });
    });
    const { gateway } = openGateway({ pool: { connections: 1 } });
    const provider = aProvider({ url: server.url, manifest: { retryAttempts: 0 }, endpoints: { pay: { timeoutSeconds: 0.2 } } });
    const controller = new AbortController();
    const hanging = faultOf(gateway.call(reading(provider, { request: { path: { id: 'hang' } }, trace: { signal: controller.signal } })));
    expect(await faultOf(gateway.call(paying(provider)))).toMatchObject({
      code: 'provider_unavailable',
      message: 'Acme cannot be reached; nothing was sent.',
    });
    controller.abort();
    await hanging;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.seen.map(({ url }) => url)).toEqual(['/things/hang']);
  });
});

describe('no whole answer came', () => {
  it('to a call that must not be repeated: outcome_unknown, sent once', async () => {
    const server = await startProvider((_, response) => response.destroy());
    const { gateway, rows } = openGateway();
    const provider = aProvider({ url: server.url });
    expect(await faultOf(gateway.call(writing(provider)))).toMatchObject({ code: 'outcome_unknown', outcome: 'unknown' });
    expect(server.seen.length).toBe(1);
    expect(rows).toMatchObject([{ status: null, attempts: 1, successful: false, error: expect.stringContaining('outcome_unknown') }]);
  });

  it('to a payment: tried again with the same key, and the second answer counts', async () => {
    const applied = new Map<string, string>();
    const server = await startProvider((seen, response, count) => {
      const key = String(seen.headers['idempotency-key']);
      if (!applied.has(key)) applied.set(key, `charge for ${seen.body}`);
      if (count === 1) response.destroy();
      else json(response, 200, { id: applied.get(key) });
    });
    const { gateway, rows } = openGateway({ wait: async () => undefined });
    const answer = await gateway.call(paying(aProvider({ url: server.url })));
    expect(answer.body).toEqual({ id: 'charge for amount=100' });
    expect(server.seen.map(({ headers }) => headers['idempotency-key'])).toEqual(['key-12345', 'key-12345']);
    expect(applied.size).toBe(1);
    expect(rows).toMatchObject([{ attempts: 2, successful: true }]);
  });

  it('to a payment, ever: outcome_unknown', async () => {
    const server = await startProvider((_, response) => response.destroy());
    const { gateway } = openGateway({ wait: async () => undefined });
    expect(await faultOf(gateway.call(paying(aProvider({ url: server.url }))))).toMatchObject({
      code: 'outcome_unknown',
      outcome: 'unknown',
    });
    expect(server.seen.length).toBe(3);
  });

  it('half an answer is no answer', async () => {
    const server = await startProvider((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"id":');
      setTimeout(() => response.destroy(), 10);
    });
    const { gateway } = openGateway();
    expect(await faultOf(gateway.call(writing(aProvider({ url: server.url }))))).toMatchObject({ code: 'outcome_unknown' });
  });

  it('in time: provider_timeout for a question, outcome_unknown for an order', async () => {
    const server = await startProvider(() => undefined);
    const { gateway } = openGateway();
    const provider = aProvider({ url: server.url, manifest: { timeoutSeconds: 0.2, retryAttempts: 0 } });
    const startedAt = Date.now();
    const [question, order] = await Promise.all([faultOf(gateway.call(reading(provider))), faultOf(gateway.call(writing(provider)))]);
    expect(question).toEqual({ code: 'provider_timeout', message: 'Acme did not answer in time.' });
    expect(order).toMatchObject({ code: 'outcome_unknown' });
    expect(Date.now() - startedAt).toBeLessThan(1000);
  });

  it('in time, although it trickles', async () => {
    const server = await startProvider((_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(drip));
    });
    const { gateway } = openGateway();
    expect(
      await faultOf(gateway.call(reading(aProvider({ url: server.url, manifest: { timeoutSeconds: 0.2, retryAttempts: 0 } })))),
    ).toMatchObject({ code: 'provider_timeout' });
  });

  it('because TLS failed: nothing was sent', async () => {
    const plain = createServer((socket) => socket.end('this is no TLS'));
    await new Promise<void>((resolve) => {
      plain.listen(0, '127.0.0.1', resolve);
    });
    const { gateway } = openGateway();
    const url = `https://127.0.0.1:${(plain.address() as AddressInfo).port}`;
    expect(await faultOf(gateway.call(writing(aProvider({ url, manifest: { retryAttempts: 0 } }))))).toMatchObject({
      code: 'provider_unavailable',
    });
    plain.close();
  });
});

describe('doubt stays', () => {
  const dropThen = (status: number, body: unknown = {}) =>
    startProvider((_, response, count) => (count === 1 ? response.destroy() : json(response, status, body)));

  it('when the repeat is refused for another reason than the payment itself', async () => {
    for (const status of [401, 429, 503]) {
      const server = await dropThen(status);
      const { gateway } = openGateway({ wait: async () => undefined });
      const fault = await faultOf(gateway.call(paying(aProvider({ url: server.url }))));
      expect([status, fault.outcome]).toEqual([status, 'unknown']);
    }
  });

  it('when another request with the same key is still under way', async () => {
    const server = await startProvider((_, response) => json(response, 409, {}));
    const { gateway } = openGateway({ wait: async () => undefined });
    const provider = aProvider({
      url: server.url,
      connector: {
        fault: ({ status }) => (status === 409 ? { code: 'provider_rejected', message: 'key in use', retryable: true } : undefined),
      },
    });
    expect(await faultOf(gateway.call(paying(provider)))).toMatchObject({ code: 'outcome_unknown', outcome: 'unknown' });
    expect(server.seen.length).toBe(3);
  });

  it('and ends when the same key is refused: a provider answers a key once', async () => {
    const server = await dropThen(402, { error: 'declined' });
    const { gateway } = openGateway({ wait: async () => undefined });
    expect(await faultOf(gateway.call(paying(aProvider({ url: server.url }))))).toMatchObject({
      code: 'provider_rejected',
      outcome: 'refused',
    });
  });

  it('when the breaker opened before the repeat', async () => {
    const server = await startProvider((_, response) => response.destroy());
    const { gateway } = openGateway({ wait: async () => undefined });
    const provider = aProvider({ url: server.url, manifest: { retryAttempts: 9 } });
    expect(await faultOf(gateway.call(paying(provider)))).toMatchObject({ code: 'outcome_unknown', outcome: 'unknown' });
    expect([server.seen.length, gateway.breakers.state(provider, 'pay').state]).toEqual([5, 'open']);
  });

  it('after a 5xx: a keyed call stays repeatable, any other does not', async () => {
    const server = await startProvider((_, response) => json(response, 500, {}));
    const { gateway } = openGateway({ wait: async () => undefined });
    const provider = aProvider({ url: server.url, manifest: { retryAttempts: 1 } });
    expect(await faultOf(gateway.call(paying(provider)))).toMatchObject({ code: 'provider_failed', outcome: 'unknown' });
    expect(await faultOf(gateway.call(writing(provider)))).toMatchObject({ code: 'outcome_unknown' });
    expect(server.seen.map(({ url }) => url)).toEqual(['/payments', '/payments', '/things']);
  });

  it('after a 200 that cannot be read', async () => {
    const server = await startProvider((_, response) => json(response, 200, { surprise: true }));
    const { gateway } = openGateway();
    expect(await faultOf(gateway.call(paying(aProvider({ url: server.url }))))).toMatchObject({
      code: 'provider_answer_unreadable',
      outcome: 'unknown',
    });
    expect(server.seen.length).toBe(1);
  });
});

describe('a provider that asks for patience', () => {
  it('gets the time of Retry-After, and the call then succeeds', async () => {
    const server = await startProvider((_, response, count) =>
      count === 1 ? json(response, 429, {}, { 'retry-after': '7' }) : json(response, 200, { id: 'x' }),
    );
    const { waits, ...time } = fakeTime();
    const { gateway } = openGateway(time);
    expect((await gateway.call(writing(aProvider({ url: server.url })))).body).toEqual({ id: 'x' });
    expect(waits).toEqual([7000]);
  });

  it('gets the time of a Retry-After date on a 503', async () => {
    const { waits, time, ...rest } = fakeTime();
    const server = await startProvider((_, response, count) =>
      count === 1 ? json(response, 503, {}, { 'retry-after': new Date(time.now + 4000).toUTCString() }) : json(response, 200, { id: 'x' }),
    );
    const { gateway } = openGateway(rest);
    await gateway.call(reading(aProvider({ url: server.url })));
    expect(waits).toEqual([4000]);
  });

  it('and names a time beyond the call’s: refused with it, and others keep away until then', async () => {
    const { waits, time, ...rest } = fakeTime();
    const server = await startProvider((_, response, count) =>
      count === 1 ? json(response, 429, {}, { 'retry-after': '60' }) : json(response, 200, { id: 'x' }),
    );
    const { gateway } = openGateway(rest);
    const provider = aProvider({ url: server.url });
    expect(await faultOf(gateway.call(reading(provider)))).toMatchObject({ code: 'rate_limited', retryAfterSeconds: 60 });
    expect(await faultOf(gateway.call(reading(provider)))).toMatchObject({ code: 'rate_limited', retryAfterSeconds: 60 });
    expect([server.seen.length, waits]).toEqual([1, []]);
    time.now += 55_000;
    expect((await gateway.call(reading(provider))).body).toEqual({ id: 'x' });
    expect(waits).toEqual([5000]);
  });
});

describe('a call that is cancelled', () => {
  it('while it waits for its answer ends at once', async () => {
    const controller = new AbortController();
    const server = await startProvider(() => controller.abort());
    const { gateway } = openGateway();
    const provider = aProvider({ url: server.url });
    expect(await faultOf(gateway.call(reading(provider, { trace: { signal: controller.signal } })))).toMatchObject({
      code: 'provider_timeout',
      message: 'The call was cancelled before the answer came.',
    });
    expect(gateway.breakers.state(provider, 'read').failureCount).toBe(0);
  });

  it('before it was sent is not sent', async () => {
    const server = await startProvider((_, response) => json(response, 200, { id: 'x' }));
    const { gateway, rows } = openGateway();
    expect(await faultOf(gateway.call(reading(aProvider({ url: server.url }), { trace: { signal: AbortSignal.abort() } })))).toMatchObject({
      code: 'busy',
    });
    expect([server.sockets.opened, rows.length]).toEqual([0, 0]);
  });

  it('while it waits for its turn is not sent', async () => {
    const server = await startProvider((_, response) => json(response, 200, { id: 'x' }));
    const { gateway } = openGateway({ patienceMs: 120_000 });
    const provider = aProvider({ url: server.url, manifest: { timeoutSeconds: 60 }, endpoints: { read: { rateLimitPerMinute: 1 } } });
    await gateway.call(reading(provider));
    const controller = new AbortController();
    const waiting = faultOf(gateway.call(reading(provider, { trace: { signal: controller.signal } })));
    setTimeout(() => controller.abort(), 20);
    expect(await waiting).toMatchObject({ code: 'busy' });
    expect(server.seen.length).toBe(1);
  });
});
