import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeCloudflared, fakeCloudflared } from './cloudflared-rig.ts';
import { createProofDoor } from './proof-door-rig.ts';
import { freePort } from './sshd-rig.ts';
import { type Door, openTunnelRig, STAFF, type TunnelRig, untilStatus } from './tunnel-rig.ts';

const TOKEN = Buffer.from('{"a":"account","t":"tunnel","s":"the secret of the tunnel"}').toString('base64');
const REPLACED_WITHIN_MS = 20_000;

/** Our carrier and supervisor over a program that behaves as cloudflared does; Cloudflare itself is not reached. */
describe.skipIf(process.platform === 'win32')('a Cloudflare tunnel', { timeout: 60_000 }, () => {
  let rig: TunnelRig;
  let door: Door;
  let fake: FakeCloudflared;
  let publicUrl: string;
  const state = (wanted: string, withinMs = 15_000) => untilStatus(rig.tunnel, (status) => status.state === wanted, withinMs);

  beforeAll(async () => {
    door = await createProofDoor(() => rig.tunnel.prove);
    const publicPort = await freePort();
    publicUrl = `http://127.0.0.1:${publicPort}`;
    const path = process.env.PATH ?? '';
    const programs = { searchPath: path, environment: { PATH: path }, cloudflared: '' };
    rig = openTunnelRig({ targetPort: () => door.port, programs });
    fake = fakeCloudflared(join(rig.folder, 'bin'), { publicPort, targetPort: door.port });
    Object.assign(programs, { cloudflared: fake.program });
    rig.tunnel.start();
    rig.tunnel.configure({ kind: 'cloudflared', values: { token: TOKEN, publicUrl } }, STAFF);
    await state('connected');
  });
  afterAll(async () => {
    await rig.tunnel.stop();
    door.close();
    rig.database.close();
  });

  it('is started with its token in the environment, never on the command line', () => {
    const { args, environment } = fake.started();
    expect(args).toEqual(['tunnel', '--no-autoupdate', '--metrics', expect.stringMatching(/^127\.0\.0\.1:\d+$/), 'run']);
    expect(environment.TUNNEL_TOKEN).toBe(TOKEN);
    expect(Object.keys(environment).filter((name) => name.startsWith('AGENT_'))).toEqual([]);
  });

  it('tells connections and places, and no secret in its lines', () => {
    const { details, log } = rig.tunnel.status();
    const shown = Object.fromEntries(details.map(({ label, value }) => [label.en, value]));
    expect(shown).toMatchObject({ Connections: '4 / 4', Locations: 'bkk02, sin11, sin15', 'Failed requests': '3', Version: '2025.11.1' });
    expect(log.map(({ line }) => line).join('\n')).toContain('Registered tunnel connection connIndex=3');
    expect(JSON.stringify(log)).not.toContain(TOKEN);
  });

  it('is degraded with fewer connections, and says how many', async () => {
    fake.behave({ connections: 2 });
    await state('degraded');
    expect(rig.tunnel.status().sentence).toEqual({ en: 'It works with 2 of 4 connections.', th: 'ทำงานอยู่ด้วยการเชื่อมต่อ 2 จาก 4 เส้น' });
    fake.behave({});
    await state('connected');
  });

  it('is replaced when it hangs', async () => {
    const before = rig.clientPid();
    const begun = performance.now();
    fake.behave({ hangs: true });
    await state('down', REPLACED_WITHIN_MS);
    await untilStatus(rig.tunnel, () => clientOr(0) !== before && clientOr(0) !== 0, REPLACED_WITHIN_MS);
    fake.behave({});
    await state('connected', REPLACED_WITHIN_MS);
    const tookMs = performance.now() - begun;
    console.info(`Cloudflare tunnel, hung client replaced after: ${(tookMs / 1000).toFixed(1)} s`);
    expect(tookMs).toBeLessThan(REPLACED_WITHIN_MS);
  });

  it('says that something else answers when all its connections are gone', async () => {
    fake.behave({ connections: 0 });
    await state('down');
    fake.behave({});
    await state('connected', 31_000);
    expect(rig.tunnel.status().history.map(({ state: was }) => was)).toContain('down');
  });

  it('is back after it crashed', async () => {
    const { restarts } = rig.tunnel.status();
    fake.behave({ crashes: true });
    await untilStatus(rig.tunnel, ({ sentence }) => sentence.en.startsWith('The Cloudflare program ended'), 15_000);
    fake.behave({});
    await state('connected', 31_000);
    expect(rig.tunnel.status().restarts).toBeGreaterThan(restarts);
  });

  it('with a token that is refused waits for a person', async () => {
    fake.behave({ refusesToken: true });
    rig.tunnel.restart(STAFF);
    await untilStatus(rig.tunnel, ({ sentence }) => sentence.en === 'Cloudflare does not accept the tunnel token.', 15_000);
    expect(Date.parse(rig.tunnel.status().nextAttemptAt ?? '')).toBeGreaterThan(Date.now() + 200_000);
    fake.behave({});
    rig.tunnel.configure({ kind: 'cloudflared', values: { token: '', publicUrl } }, STAFF);
    await state('connected');
  });

  const clientOr = (none: number): number => {
    try {
      return rig.clientPid();
    } catch {
      return none;
    }
  };
});
