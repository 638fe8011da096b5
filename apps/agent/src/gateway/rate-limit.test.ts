import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aProvider, fakeTime, faultOf, json, openGateway, reading, startProvider } from './gateway-rig.ts';
import { RateLimits, RateWindow } from './rate-limit.ts';

describe('rate limits', () => {
  it('hold in every 60 seconds, for endpoint, provider and agent, whatever is asked when', () => {
    const asks = fc.array(
      fc.record({ provider: fc.constantFrom('a', 'b'), endpoint: fc.constantFrom('x', 'y'), after: fc.integer({ min: 0, max: 20_000 }) }),
      { maxLength: 120 },
    );
    const limits = fc.record({
      all: fc.integer({ min: 1, max: 12 }),
      provider: fc.integer({ min: 1, max: 8 }),
      endpoint: fc.integer({ min: 1, max: 6 }),
      patience: fc.integer({ min: 0, max: 90_000 }),
    });
    fc.assert(
      fc.property(asks, limits, (given, limit) => {
        let now = 0;
        const subject = new RateLimits({ now: () => new Date(now) }, limit.all);
        const sent: { at: number; provider: string; endpoint: string }[] = [];
        for (const { provider, endpoint, after } of given) {
          now += after;
          const turn = subject.reserve(
            { key: `${provider}/${endpoint}`, providerId: provider, providerPerMinute: limit.provider, endpointPerMinute: limit.endpoint },
            limit.patience,
          );
          if ('waitMs' in turn) {
            expect(turn.waitMs).toBeLessThanOrEqual(limit.patience);
            sent.push({ at: now + turn.waitMs, provider, endpoint });
          } else expect(turn.refused.retryAfterMs).toBeGreaterThan(limit.patience);
        }
        for (const { at } of sent) {
          const minute = sent.filter((one) => one.at >= at && one.at < at + 60_000);
          expect(minute.length).toBeLessThanOrEqual(limit.all);
          for (const provider of ['a', 'b'])
            expect(minute.filter((one) => one.provider === provider).length).toBeLessThanOrEqual(limit.provider);
          for (const endpoint of ['x', 'y'])
            expect(minute.filter((one) => one.provider === 'a' && one.endpoint === endpoint).length).toBeLessThanOrEqual(limit.endpoint);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('give turns in the order they are asked for', () => {
    const subject = new RateLimits({ now: () => new Date(0) }, 1000);
    const ask = () => subject.reserve({ key: 'a/x', providerId: 'a', providerPerMinute: 2, endpointPerMinute: null }, 600_000);
    expect(Array.from({ length: 6 }, ask)).toEqual([0, 0, 60_000, 60_000, 120_000, 120_000].map((waitMs) => ({ waitMs })));
  });

  it('keep what was sent when the limit changes', () => {
    const subject = new RateLimits({ now: () => new Date(0) }, 1000);
    const ask = (providerPerMinute: number) =>
      subject.reserve({ key: 'a/x', providerId: 'a', providerPerMinute, endpointPerMinute: null }, 0);
    for (let count = 0; count < 5; count += 1) ask(5);
    expect(ask(6)).toEqual({ waitMs: 0 });
    expect(ask(6)).toEqual({ refused: { retryAfterMs: 60_000 } });
    expect(ask(2)).toEqual({ refused: { retryAfterMs: 60_000 } });
  });

  it('are left to others by half where nobody waits', () => {
    const subject = new RateLimits({ now: () => new Date(0) }, 1000);
    const ask = (share: number) =>
      subject.reserve({ key: 'a/x', providerId: 'a', providerPerMinute: 10, endpointPerMinute: null }, 0, share);
    const taken = (share: number) => Array.from({ length: 12 }, () => ask(share)).filter((turn) => 'waitMs' in turn).length;
    expect(taken(0.5)).toBe(5);
    expect(ask(0.5)).toEqual({ refused: { retryAfterMs: 60_000 } });
    expect(taken(1)).toBe(5);
  });

  it('let a call in the background wait until half of them is free, and give way to whoever comes meanwhile', async () => {
    const server = await startProvider((_, response) => json(response, 200, { id: 'x' }));
    const { time, clock, wait, waits } = fakeTime();
    const { gateway } = openGateway({ clock, wait, patienceMs: 120_000 });
    const provider = aProvider({ url: server.url, provider: { rateLimitPerMinute: 4, timeoutSeconds: 100 } });
    const background = (signal?: AbortSignal) =>
      gateway.call(reading(provider, { trace: { background: true, ...(signal ? { signal } : {}) } }));
    await background();
    await background();
    await gateway.call(reading(provider));
    expect(waits).toEqual([]);
    const began = time.now;
    await background();
    expect(time.now - began).toBe(60_000);
    expect(await faultOf(background(AbortSignal.abort()))).toMatchObject({ code: 'busy' });
  });

  it('of many thousands are kept in a shorter window', () => {
    const window = new RateWindow(60_000);
    for (let count = 0; count < 6000; count += 1) window.take(0);
    expect(window.nextAt(0)).toBe(6000);
  });

  it('heal after the clock was set back', () => {
    const window = new RateWindow(1);
    window.take(10_000_000);
    expect(window.nextAt(0)).toBe(120_000);
  });

  it('keep nobody waiting for hours because the clock was set back by hours', () => {
    let now = 10_000_000;
    const subject = new RateLimits({ now: () => new Date(now) }, 1000);
    const rate = { key: 'a/x', providerId: 'a', providerPerMinute: 2, endpointPerMinute: null };
    subject.reserve(rate, 0);
    subject.pause(rate, 5000);
    now -= 7_200_000;
    expect(subject.reserve(rate, 0)).toEqual({ refused: { retryAfterMs: 5000 } });
    now += 5000;
    expect(subject.reserve(rate, 0)).toEqual({ waitMs: 0 });
  });

  it('let a call wait its turn, and refuse it with a time when that would take too long', async () => {
    const server = await startProvider((_, response) => json(response, 200, { id: 'x' }));
    const { time, clock } = fakeTime();
    const waiting: { ms: number; go: () => void }[] = [];
    const wait = (ms: number) => new Promise<void>((go) => waiting.push({ ms, go }));
    const { gateway, rows } = openGateway({ clock, wait, patienceMs: 60_000 });
    const provider = aProvider({ url: server.url, manifest: { timeoutSeconds: 60 }, provider: { rateLimitPerMinute: 1 } });
    await gateway.call(reading(provider));
    const second = gateway.call(reading(provider));
    expect(await faultOf(gateway.call(reading(provider)))).toEqual({ code: 'rate_limited', retryAfterSeconds: 120 });
    expect([server.seen.length, waiting.map(({ ms }) => ms)]).toEqual([1, [60_000]]);
    time.now += 60_000;
    waiting[0]?.go();
    expect((await second).body).toEqual({ id: 'x' });
    expect([server.seen.length, rows.length]).toEqual([2, 2]);
  });

  it('hold over all providers together', async () => {
    const server = await startProvider((_, response) => json(response, 200, { id: 'x' }));
    const { gateway } = openGateway({ ...fakeTime(), globalRateLimitPerMinute: 2 });
    await gateway.call(reading(aProvider({ url: server.url })));
    await gateway.call(reading(aProvider({ url: server.url, id: 'booker', rowId: 2 })));
    expect(await faultOf(gateway.call(reading(aProvider({ url: server.url, id: 'weather', rowId: 3 }))))).toMatchObject({
      code: 'rate_limited',
      retryAfterSeconds: 60,
    });
  });
});
