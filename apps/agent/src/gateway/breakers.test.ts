import { describe, expect, it } from 'vitest';
import { agentDatabase, aProvider, fakeTime, faultOf, json, openGateway, reading, startProvider } from './gateway-rig.ts';

const once = { manifest: { retryAttempts: 0 } };

describe('breakers of the gateway', () => {
  it('open on the provider’s faults only, tell it, and recover by themselves within 30 s', async () => {
    let healthy = false;
    const server = await startProvider((_, response) => json(response, healthy ? 200 : 500, { id: 'x' }));
    const { time, ...rest } = fakeTime();
    const { gateway } = openGateway(rest);
    const provider = aProvider({ url: server.url, ...once });
    const changes: unknown[] = [];
    gateway.breakers.onChange((change) => changes.push(change));
    for (let count = 0; count < 5; count += 1) await faultOf(gateway.call(reading(provider)));
    expect(await faultOf(gateway.call(reading(provider)))).toEqual({ code: 'provider_unavailable', retryAfterSeconds: 20 });
    expect(gateway.breakers.state(provider, 'read')).toEqual({
      state: 'open',
      failureCount: 5,
      failureThreshold: 5,
      openSeconds: 20,
      nextAttemptAt: new Date(time.now + 20_000).toISOString(),
      reason: null,
    });
    expect(server.seen.length).toBe(5);
    healthy = true;
    const back = time.now;
    for (;;) {
      time.now += 1000;
      const ended = await gateway.call(reading(provider)).catch((fault: Error) => fault);
      if (!(ended instanceof Error)) break;
    }
    expect(time.now - back).toBeLessThan(30_000);
    expect(changes).toEqual(['open', 'half_open', 'closed'].map((state) => ({ providerId: 'acme', endpoint: 'read', state })));
  });

  it('tell since when nothing goes out, over the probes that fail', async () => {
    const server = await startProvider((_, response) => json(response, 500, {}));
    const { time, ...rest } = fakeTime();
    const { gateway } = openGateway(rest);
    const provider = aProvider({ url: server.url, ...once });
    const since = (endpoint = 'read') => gateway.breakers.openSince(provider, endpoint);
    for (let count = 0; count < 5; count += 1) await faultOf(gateway.call(reading(provider)));
    const openedAt = new Date(time.now).toISOString();
    expect([since(), since('write')]).toEqual([openedAt, null]);
    time.now += 20_000;
    expect(since()).toBeNull();
    await faultOf(gateway.call(reading(provider)));
    expect(since()).toBe(openedAt);
    gateway.breakers.hold(provider, 'read', 'reset', 'all well');
    gateway.breakers.hold(provider, 'write', 'open', 'Acme told us to wait');
    expect([since(), since('write')]).toEqual([null, new Date(time.now).toISOString()]);
  });

  it('do not open on what we asked wrongly', async () => {
    const server = await startProvider((_, response, count) => json(response, [400, 401, 404, 422, 429][count % 5] ?? 400, {}));
    const { gateway } = openGateway();
    const provider = aProvider({ url: server.url, ...once });
    for (let count = 0; count < 10; count += 1)
      await faultOf(gateway.call(reading(provider, { request: { path: { id: String(count) } } })));
    expect(gateway.breakers.state(provider, 'read')).toMatchObject({ state: 'closed', failureCount: 0 });
  });

  it('are one per endpoint: the others go on', async () => {
    const server = await startProvider((seen, response) => json(response, seen.url === '/things' ? 500 : 200, { id: 'x' }));
    const { gateway } = openGateway();
    const provider = aProvider({ url: server.url, ...once });
    for (let count = 0; count < 6; count += 1) await faultOf(gateway.call(reading(provider, { endpoint: 'write', request: { body: {} } })));
    expect(gateway.breakers.state(provider, 'write').state).toBe('open');
    expect((await gateway.call(reading(provider))).body).toEqual({ id: 'x' });
  });

  it('are held by hand with a reason', async () => {
    const server = await startProvider((_, response) => json(response, 200, { id: 'x' }));
    const { gateway } = openGateway();
    const provider = aProvider({ url: server.url });
    expect(gateway.breakers.hold(provider, 'read', 'open', 'Acme told us to wait')).toMatchObject({
      state: 'open',
      reason: 'Acme told us to wait',
    });
    expect(await faultOf(gateway.call(reading(provider)))).toMatchObject({ code: 'provider_unavailable' });
    expect(gateway.breakers.hold(provider, 'read', 'reset', 'all well')).toMatchObject({ state: 'closed', reason: null });
    expect((await gateway.call(reading(provider))).body).toEqual({ id: 'x' });
  });

  it('survive a restart, open and held ones alike', async () => {
    const server = await startProvider((_, response) => json(response, 500, {}));
    const database = agentDatabase();
    const { time, ...rest } = fakeTime();
    const first = openGateway({ database, ...rest });
    const provider = aProvider({ url: server.url, ...once });
    for (let count = 0; count < 5; count += 1) await faultOf(first.gateway.call(reading(provider)));
    await faultOf(first.gateway.call(reading(provider, { endpoint: 'token', request: {} })));
    first.gateway.breakers.hold(provider, 'write', 'open', 'contract ended');
    await first.gateway.close();
    const { gateway } = openGateway({ database, ...rest });
    expect(gateway.breakers.state(provider, 'read')).toMatchObject({ state: 'open', failureCount: 5 });
    expect(gateway.breakers.state(provider, 'write')).toMatchObject({ state: 'open', reason: 'contract ended' });
    expect(gateway.breakers.state(provider, 'token')).toMatchObject({ state: 'closed', failureCount: 1 });
    expect(await faultOf(gateway.call(reading(provider)))).toMatchObject({ code: 'provider_unavailable' });
    time.now += 20_000;
    expect(await faultOf(gateway.call(reading(provider)))).toMatchObject({ code: 'provider_failed' });
  });

  it('follow the thresholds of the table', async () => {
    const server = await startProvider((_, response) => json(response, 500, {}));
    const database = agentDatabase();
    database
      .prepare(
        "INSERT INTO integration_circuit_breaker (provider_id, endpoint_id, failure_threshold, timeout_duration_seconds, updated_at) VALUES (1, 100, 1, 3, '')",
      )
      .run();
    const { gateway } = openGateway({ database });
    const provider = aProvider({ url: server.url, ...once });
    await faultOf(gateway.call(reading(provider)));
    expect(gateway.breakers.state(provider, 'read')).toMatchObject({ state: 'open', failureThreshold: 1, openSeconds: 3 });
  });

  it('go on in memory when they cannot be stored, and a hand’s decision is refused then', async () => {
    const server = await startProvider((_, response) => json(response, 500, {}));
    const database = agentDatabase();
    const { gateway, warnings } = openGateway({ database });
    const provider = aProvider({ url: server.url, ...once });
    database.exec('PRAGMA query_only = 1');
    for (let count = 0; count < 5; count += 1) await faultOf(gateway.call(reading(provider)));
    expect([gateway.breakers.state(provider, 'read').state, warnings.length]).toEqual(['open', 1]);
    expect(() => gateway.breakers.hold(provider, 'read', 'close', 'try')).toThrow(/readonly/);
    expect(gateway.breakers.state(provider, 'read')).toMatchObject({ state: 'open', reason: null });
    database.exec('PRAGMA query_only = 0');
  });
});

describe('one provider’s trouble', () => {
  it('does not slow another', async () => {
    const hanging = await startProvider(() => undefined);
    const quick = await startProvider((_, response) => json(response, 200, { id: 'quick' }));
    const { gateway } = openGateway({ pool: { connections: 8 } });
    const bad = aProvider({ url: hanging.url, manifest: { timeoutSeconds: 0.5, retryAttempts: 0 } });
    const good = aProvider({ url: quick.url, id: 'booker', rowId: 2 });
    const stuck = Array.from({ length: 200 }, () => faultOf(gateway.call(reading(bad))));
    const durations: number[] = [];
    for (let count = 0; count < 50; count += 1) {
      const startedAt = performance.now();
      await gateway.call(reading(good));
      durations.push(performance.now() - startedAt);
    }
    expect(durations.sort((left, right) => left - right)[25]).toBeLessThan(50);
    const codes = new Set((await Promise.all(stuck)).map(({ code }) => code));
    expect([...codes].every((code) => code === 'provider_timeout' || code === 'provider_unavailable')).toBe(true);
    expect(gateway.breakers.state(good, 'read').state).toBe('closed');
  });
});
