import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import * as z from 'zod';
import { type AgentRig, startAgentRig } from '../agent-rig.ts';

let rig: AgentRig;

beforeAll(async () => {
  const webDir = mkdtempSync(join(tmpdir(), 'web-'));
  writeFileSync(join(webDir, 'index.html'), '<!doctype html><title>Control centre</title>');
  rig = await startAgentRig({ webDir });
}, 60_000);
afterAll(() => rig.close());

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${rig.url}${path}`, { headers });

describe('what anyone may ask', () => {
  it('whether it lives and is ready', async () => {
    expect(await (await get('/healthz')).json()).toEqual({ alive: true });
    const ready = await get('/readyz');
    expect([ready.status, await ready.json()]).toEqual([200, { ready: true, reasons: [] }]);
  });

  it('figures for Prometheus, of every provider that was asked', async () => {
    const text = await (await get('/metrics')).text();
    expect(text).toMatch(/provider="stripe"/);
    expect(text).toMatch(/provider="booking-com"/);
    expect(text).not.toMatch(/sk_test|whsec/);
  });

  it('how the API is called', async () => {
    const document = z
      .looseObject({ openapi: z.string(), paths: z.record(z.string(), z.unknown()) })
      .parse(await (await get('/api/openapi.json')).json());
    expect(document).toMatchObject({ openapi: expect.stringMatching(/^3\.1/) });
    expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(['/payments/{id}/refunds', '/integrations/metrics']));
    expect(await (await get('/api/docs')).text()).toContain('/payments/{id}/refunds');
  });

  it('the control centre, with a policy that lets no other script run', async () => {
    const page = await get('/payments/pay_1');
    expect(await page.text()).toContain('Control centre');
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'.*script-src 'self'/);
    expect(page.headers.get('x-frame-options') ?? page.headers.get('content-security-policy')).toMatch(/none|DENY/i);
    expect((await get('/../../etc/passwd')).status).not.toBe(500);
  });

  it('only under a name of ours', async () => {
    const { request } = await import('node:http');
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const { port } = new URL(rig.url);
      request({ host: '127.0.0.1', port, path: '/api/system', headers: { host: 'rebound.example' } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });
});

describe('a browser', () => {
  it('gets its session in a cookie no page can read, and no token', async () => {
    const answer = await fetch(`${rig.url}/api/session/practice`, {
      method: 'POST',
      headers: { origin: rig.url, 'content-type': 'application/json' },
      body: JSON.stringify({ role: 'front_desk' }),
    });
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(await answer.json()).not.toHaveProperty('token');
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Strict/i);
    const session = await get('/api/session', { cookie: cookie.split(';')[0] ?? '', 'sec-fetch-site': 'same-origin' });
    expect(await session.json()).toMatchObject({ operator: { role: 'front_desk' } });
  });
});

describe('the live stream', () => {
  const open = async (query = '', headers: Record<string, string> = {}) => {
    const token = await rig.tokenOf('front_desk');
    const socket = new WebSocket(`${rig.url.replace('http', 'ws')}/ws/integrations${query}`, {
      headers: { authorization: `Bearer ${token}`, ...headers },
    });
    const events: { type: string; seq: number; epoch?: string }[] = [];
    socket.on('message', (data) => events.push(JSON.parse(String(data))));
    await new Promise((resolve, reject) => {
      socket.once('message', resolve);
      socket.once('error', reject);
      socket.once('unexpected-response', (_request, answer) => reject(new Error(String(answer.statusCode))));
    });
    return { socket, events, token };
  };

  it('greets with its epoch and resumes after a sequence number', async () => {
    const first = await open();
    const [hello] = first.events;
    expect(hello).toMatchObject({ type: 'hello', epoch: expect.any(String) });
    first.socket.close();
    await rig.sandbox.control.play('line', 'guestWrites', { text: 'While nobody listens' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const again = await open(`?after=${hello?.seq}&epoch=${hello?.epoch}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(again.events.map(({ type }) => type)).toContain('webhook_received');
    again.socket.close();
  });

  it('tells a listener from before a restart to read everything anew', async () => {
    const { socket, events } = await open('?after=5&epoch=other');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(events.map(({ type }) => type)).toContain('resync');
    socket.close();
  });

  it('ends with the session', async () => {
    const { socket, token } = await open();
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    await fetch(`${rig.url}/api/session`, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } });
    expect(await closed).toBe(1008);
  });

  it('is not for strangers, nor for pages of other sites', async () => {
    await expect(open('', { authorization: 'Bearer nobody' })).rejects.toThrow('401');
    await expect(open('', { origin: 'https://evil.example' })).rejects.toThrow('403');
  });
});
