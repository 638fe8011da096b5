import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFramework } from './framework-rig.ts';

let rig: Awaited<ReturnType<typeof openFramework>>;
beforeEach(async () => {
  rig = await openFramework();
});
afterEach(() => rig.close());

const call = () => rig.send('POST', '/counter/api/count', {});
const order = (fault: object) => rig.send('PUT', '/_sandbox/faults', { provider: 'counter', ...fault });

describe('an ordered fault', () => {
  it('is answered in the provider’s own form, as often as ordered, and changes nothing there', async () => {
    await order({ status: 429, times: 2 });
    expect(await call()).toMatchObject({ status: 429, type: expect.stringContaining('problem+json'), body: { counter: 429 } });
    expect((await call()).status).toBe(429);
    expect(await call()).toMatchObject({ status: 200, body: { count: 1 } });
  });

  it('cuts the connection before anything happened, or after it did', async () => {
    await order({ kind: 'drop_before' });
    await expect(call()).rejects.toThrow();
    expect(rig.count()).toBe(0);
    await order({ kind: 'drop_after_apply' });
    await expect(call()).rejects.toThrow();
    expect(rig.count()).toBe(1);
  });

  it('sends half a body', async () => {
    await order({ kind: 'malformed_body' });
    expect((await call()).text).toBe('{"half": ');
    expect(rig.count()).toBe(1);
  });

  it('makes an answer late', async () => {
    await order({ latencyMs: 120 });
    const begun = performance.now();
    expect((await call()).status).toBe(200);
    expect(performance.now() - begun).toBeGreaterThan(110);
  });

  it('strikes only the path it names, and can be taken back', async () => {
    await order({ status: 500, path: '^/other' });
    expect((await call()).status).toBe(200);
    await order({ status: 500, times: 9 });
    expect((await rig.send('DELETE', '/_sandbox/faults')).status).toBe(200);
    expect((await call()).status).toBe(200);
  });
});

describe('a webhook', () => {
  const heard: { body: string; signed: string | undefined }[] = [];
  let receiver: Server;
  let url: string;
  beforeEach(async () => {
    heard.length = 0;
    receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        heard.push({ body, signed: request.headers['x-signed'] as string | undefined });
        response.end();
      });
    });
    await new Promise<void>((resolve) => void receiver.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  });
  afterEach(() => void receiver.close());

  const ring = (body: string) => rig.send('POST', '/_sandbox/scenes/counter/rings', { url, body });
  const orderWebhooks = (kind: string, more: object = {}) =>
    rig.send('PUT', '/_sandbox/webhook-orders', { provider: 'counter', kind, ...more });
  const bodies = async () => {
    await rig.world.deliveries.settled();
    return heard.map(({ body }) => body);
  };

  it('goes out signed, once', async () => {
    await ring('one');
    await bodies();
    expect(heard).toEqual([{ body: 'one', signed: 'yes' }]);
  });

  it.each([
    ['duplicate', ['one', 'one', 'two']],
    ['drop', ['two']],
    ['bad_signature', ['one ', 'two']],
  ])('ordered as %s', async (kind, expected) => {
    await orderWebhooks(kind);
    await ring('one');
    await bodies();
    await ring('two');
    expect(await bodies()).toEqual(expected);
  });

  it('is overtaken by the next one', async () => {
    await orderWebhooks('reorder');
    await ring('one');
    expect(await bodies()).toEqual([]);
    await ring('two');
    expect((await bodies()).toSorted()).toEqual(['one', 'two']);
    expect(heard[0]?.body).toBe('two');
  });

  it('comes late', async () => {
    await orderWebhooks('late', { lateMs: 80 });
    await ring('one');
    expect(await bodies()).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await bodies()).toEqual(['one']);
  });
});

describe('orders', () => {
  it.each([
    ['an unknown field', 'PUT', '/_sandbox/faults', { provider: 'counter', loud: true }, 400],
    ['a status that is no fault', 'PUT', '/_sandbox/faults', { provider: 'counter', status: 200 }, 400],
    ['an unknown provider', 'GET', '/_sandbox/state/nobody', undefined, 404],
    ['an unknown scene', 'POST', '/_sandbox/scenes/counter/flies', {}, 404],
    ['a scene that cannot be played now', 'POST', '/_sandbox/scenes/counter/cannot', {}, 409],
    ['an unknown order', 'GET', '/_sandbox/nothing', undefined, 404],
    ['a provider that is not played', 'GET', '/nobody/api/x', undefined, 404],
  ])('with %s are refused', async (_name, method, path, body, status) => {
    const answer = await rig.send(method, path, body);
    expect(answer).toMatchObject({ status, body: { error: { message: expect.any(String) } } });
  });

  it('show what is played, what was asked, and what is held', async () => {
    await call();
    expect((await rig.send('GET', '/_sandbox/simulators')).body).toEqual([
      { id: 'counter', hosts: ['api'], scenes: ['rings', 'cannot', 'guestPays'] },
    ]);
    expect((await rig.send('GET', '/_sandbox/requests')).text).toContain('/count');
    expect((await rig.send('GET', '/_sandbox/state/counter')).body).toEqual({ count: 1 });
    expect((await rig.send('GET', '/_sandbox/health')).body).toEqual({ alive: true, world: rig.world.name });
  });

  it('set the clock back, and everything to its beginning', async () => {
    await call();
    await rig.send('PUT', '/_sandbox/clock', { offsetMs: -86_400_000 });
    expect(Date.now() - rig.world.now().getTime()).toBeGreaterThan(86_390_000);
    await rig.send('POST', '/_sandbox/reset');
    expect(rig.count()).toBe(0);
    expect(rig.world.travelling()).toBe(false);
  });
});

describe('a day in the life', () => {
  it('plays what can be played, at the pace that was ordered', async () => {
    expect((await rig.send('PUT', '/_sandbox/day', { eventsPerMinute: 60 })).body).toEqual({ eventsPerMinute: 60 });
    expect(await rig.day.beat()).toBe('counter: guestPays');
    expect(rig.count()).toBe(100);
  });
});
