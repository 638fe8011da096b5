import type { LiveEvent } from '@banrimkwae/contract/events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type AgentRig, type Client, eventually, startAgentRig } from '../agent-rig.ts';

/** The tunnel as the desk and an administrator see it: the whole agent, through its API. */

let rig: AgentRig;
let desk: Client;
let administrator: Client;
const heard: LiveEvent[] = [];
let live: WebSocket;

beforeAll(async () => {
  rig = await startAgentRig();
  desk = await rig.as('front_desk');
  administrator = await rig.as('administrator');
  live = new WebSocket(`${rig.url.replace('http', 'ws')}/ws/integrations`, {
    headers: { authorization: `Bearer ${await rig.tokenOf('front_desk')}` },
  });
  live.on('message', (data) => heard.push(JSON.parse(String(data))));
  await new Promise((resolve) => live.once('open', resolve));
});
afterAll(async () => {
  live.close();
  await rig.close();
});

const status = (wanted: string) =>
  eventually(
    () => desk.tunnel.status(),
    ({ state }) => state === wanted,
  );

describe('the tunnel through the API', () => {
  it('shows the loopback address of practice as connected, after a walk through the real listener', async () => {
    const shown = await status('connected');
    expect(shown).toMatchObject({ kind: null, state: 'connected', publicUrl: rig.webhookUrl, lastRoundTrip: { error: null } });
    expect((await desk.system.overview()).tunnel).toBeNull();
  });

  it('the listener proves itself for a sound nonce only', async () => {
    const healthz = async (query: string) => (await fetch(`${rig.webhookUrl}/healthz${query}`)).json();
    expect(await healthz('')).toEqual({ ok: true });
    expect(await healthz('?nonce=short')).toEqual({ ok: true });
    expect(await healthz(`?nonce=${'x'.repeat(65)}`)).toEqual({ ok: true });
    expect(await healthz('?nonce=0123456789abcdef')).toEqual({ ok: true, proof: expect.stringMatching(/^[\w-]{43}$/) });
  });

  it('only an administrator chooses a way in; the desk may start it anew and check it', async () => {
    const choice = { kind: 'manual', values: { publicUrl: rig.webhookUrl } } as const;
    await expect(desk.tunnel.configure(choice)).rejects.toMatchObject({ status: 403 });
    await expect(desk.tunnel.options()).rejects.toMatchObject({ status: 403 });
    expect((await administrator.tunnel.options()).map(({ kind }) => kind)).toEqual(['cloudflared', 'ngrok', 'ssh', 'manual']);
    await administrator.tunnel.configure(choice);
    expect(await status('connected')).toMatchObject({ kind: 'manual', publicUrl: rig.webhookUrl });
    expect(await desk.tunnel.restart()).toMatchObject({ kind: 'manual' });
    await status('connected');
    expect(await desk.tunnel.check()).toMatchObject({ state: 'connected' });
    expect((await desk.system.overview()).tunnel).toMatchObject({ kind: 'manual', state: 'connected' });
    expect(heard.filter(({ type }) => type === 'tunnel_changed').length).toBeGreaterThan(1);
  });

  it('refuses a wrong form with the field in it', async () => {
    await expect(administrator.tunnel.configure({ kind: 'manual', values: { publicUrl: 'ftp://x' } })).rejects.toMatchObject({
      status: 400,
    });
  });

  it('is down on Today when its address does not lead here, and forgotten on request', async () => {
    const elsewhere = rig.sandbox.url;
    await administrator.tunnel.configure({ kind: 'manual', values: { publicUrl: elsewhere } });
    const shown = await eventually(
      () => desk.tunnel.status(),
      ({ sentence }) => sentence.en === 'Something else answers at the public address, not this agent.',
    );
    expect(shown).toMatchObject({ state: 'down', publicUrl: elsewhere });
    expect(await administrator.tunnel.remove()).toEqual({ done: true });
    expect(await status('connected')).toMatchObject({ kind: null, publicUrl: rig.webhookUrl });
    const { items } = await administrator.access.audit({});
    expect(items.slice(0, 2).map(({ action }) => action)).toEqual(['tunnel.removed', 'tunnel.configured']);
  });
});
