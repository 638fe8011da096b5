import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { newMasterKey, open } from '../vault/cipher.ts';
import { createProofDoor } from './proof-door-rig.ts';
import { type Door, openDoor, openTunnelRig, STAFF, type TunnelRig, untilStatus } from './tunnel-rig.ts';
import { createTunnelTable, rotateTunnelSecrets } from './tunnel-table.ts';

const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function openRig(change: Partial<Parameters<typeof openTunnelRig>[0]> = {}): Promise<TunnelRig & { door: Door }> {
  const door = await createProofDoor(() => rig.tunnel.prove);
  const rig: TunnelRig = openTunnelRig({ targetPort: () => door.port, ...change });
  closing.push(
    () => void rig.database.close(),
    () => door.close(),
    () => rig.tunnel.stop(),
  );
  rig.tunnel.start();
  return { ...rig, door };
}
const connected = ({ tunnel }: TunnelRig, withinMs = 5000) => untilStatus(tunnel, ({ state }) => state === 'connected', withinMs);
const TOKEN = 'eyJhIjoiYWNjb3VudCIsInQiOiJ0dW5uZWwiLCJzIjoic2VjcmV0In0=';

describe('in the practice profile', () => {
  it('the listener is reached directly, after a real walk, and nothing is chosen', async () => {
    const rig = await openRig();
    expect(rig.tunnel.status()).toMatchObject({ kind: null, state: 'down' });
    await connected(rig);
    expect(rig.tunnel.status()).toMatchObject({
      kind: null,
      publicUrl: rig.door.url,
      lastRoundTrip: { ms: expect.any(Number), error: null },
      restarts: 0,
      nextStep: null,
      log: [],
    });
    expect(rig.tunnel.overview()).toBeNull();
    expect(rig.tunnel.problems()).toEqual([]);
    expect(rig.addresses).toEqual([]);
  });

  it('a way in can be tried on loopback, and given up again', async () => {
    const rig = await openRig();
    const front = await createProofDoor(() => rig.tunnel.prove);
    closing.push(front.close);
    rig.tunnel.configure({ kind: 'manual', values: { publicUrl: `${front.url}/` } }, STAFF);
    await untilStatus(rig.tunnel, ({ state, publicUrl }) => state === 'connected' && publicUrl === front.url, 5000);
    expect(rig.tunnel.overview()).toMatchObject({ kind: 'manual', state: 'connected' });
    expect(rig.addresses).toEqual([front.url]);
    await rig.tunnel.remove(STAFF);
    await untilStatus(
      rig.tunnel,
      ({ state, kind, publicUrl }) => state === 'connected' && kind === null && publicUrl === rig.door.url,
      5000,
    );
    expect(rig.audits.map(({ action, subject, detail }) => [action, subject, detail])).toEqual([
      ['tunnel.configured', 'manual', { changed: ['publicUrl'] }],
      ['tunnel.removed', 'manual', {}],
    ]);
  });
});

describe('in the live profile', () => {
  it('nothing is set up at first, and Today says so', async () => {
    const { tunnel } = await openRig({ profile: 'live' });
    expect(tunnel.status()).toMatchObject({ kind: null, state: 'not_set_up', publicUrl: null, nextStep: { en: expect.any(String) } });
    expect(tunnel.problems()).toEqual([expect.objectContaining({ id: 'tunnel', severity: 'waiting' })]);
    expect(tunnel.overview()).toMatchObject({ kind: null, state: 'not_set_up' });
  });

  it.each(['http://hooks.resort.example', 'http://127.0.0.1:7301', 'https://hooks.resort.example/path', 'https://user:pw@resort.example'])(
    'does not take %s as a public address',
    async (publicUrl) => {
      const { tunnel } = await openRig({ profile: 'live' });
      expect(() => tunnel.configure({ kind: 'manual', values: { publicUrl } }, STAFF)).toThrow(
        expect.objectContaining({ code: 'invalid_input', details: { fields: { publicUrl: expect.any(String) } } }),
      );
      expect(tunnel.status().kind).toBeNull();
    },
  );
});

describe('the forms', () => {
  it('show a secret only as set, keep it encrypted, and keep it when it is left out', async () => {
    const rig = await openRig();
    const values = { token: TOKEN, publicUrl: 'http://127.0.0.1:9' };
    rig.tunnel.configure({ kind: 'cloudflared', values }, STAFF);
    rig.tunnel.configure({ kind: 'cloudflared', values: { publicUrl: 'http://127.0.0.1:10' } }, STAFF);
    const options = await rig.tunnel.options();
    const shown = options.find(({ kind }) => kind === 'cloudflared');
    expect(shown).toMatchObject({ chosen: true });
    expect(shown?.fields).toEqual([
      expect.objectContaining({ name: 'token', value: null, isSet: true, lastFour: TOKEN.slice(-4) }),
      expect.objectContaining({ name: 'publicUrl', value: 'http://127.0.0.1:10' }),
    ]);
    rig.database.pragma('wal_checkpoint(TRUNCATE)');
    expect(readFileSync(join(rig.folder, 'agent.db')).includes(TOKEN)).toBe(false);
    expect(JSON.stringify(rig.audits)).not.toContain(TOKEN);
    expect(JSON.stringify(rig.tunnel.status())).not.toContain(TOKEN);
  });

  it('name what is missing and what does not exist', async () => {
    const { tunnel } = await openRig();
    const refused = (fields: Record<string, unknown>) => expect.objectContaining({ code: 'invalid_input', details: { fields } });
    expect(() => tunnel.configure({ kind: 'ngrok', values: {} }, STAFF)).toThrow(
      refused({ authtoken: 'This field is needed.', watch: 'This field is needed.' }),
    );
    expect(() => tunnel.configure({ kind: 'manual', values: { port: '1' } }, STAFF)).toThrow(
      refused({ port: 'This field does not exist.' }),
    );
    for (const host of ['-oProxyCommand=sh', 'a b', ''])
      expect(() => tunnel.configure({ kind: 'ssh', values: { host } }, STAFF)).toThrow(refused({ host: expect.any(String) }));
  });

  it('are encrypted anew with another master key', async () => {
    const rig = await openRig();
    rig.tunnel.configure({ kind: 'cloudflared', values: { token: TOKEN, publicUrl: 'http://127.0.0.1:9' } }, STAFF);
    const to = newMasterKey();
    expect(rotateTunnelSecrets(rig.database, { from: rig.key, to }, '2026-11-28T00:00:00.000Z')).toBe(1);
    const { sealed } = createTunnelTable(rig.database).form('cloudflared');
    expect(open(sealed.token ?? { key: '', nonce: '', data: '' }, 'tunnel/cloudflared:token', to)).toBe(TOKEN);
  });

  it('with a secret that cannot be opened leave the agent running and say so', async () => {
    const rig = await openRig();
    rig.tunnel.configure({ kind: 'cloudflared', values: { token: TOKEN, publicUrl: 'http://127.0.0.1:9' } }, STAFF);
    rotateTunnelSecrets(rig.database, { from: rig.key, to: newMasterKey() }, '2026-11-28T00:00:00.000Z');
    rig.tunnel.restart(STAFF);
    await untilStatus(rig.tunnel, ({ sentence }) => sentence.en === 'The tunnel cannot be started.', 3000);
    expect(rig.tunnel.status().log.at(-1)?.line).toContain('A stored credential cannot be read');
  });
});

describe('what is told', () => {
  it('a program that is not installed is named, and the tunnel waits for a person', async () => {
    const { tunnel } = await openRig({ programs: { searchPath: '/nowhere', environment: { PATH: '/nowhere' }, cloudflared: undefined } });
    expect((await tunnel.options()).map(({ kind, missing }) => [kind, missing === null])).toEqual([
      ['cloudflared', false],
      ['ngrok', true],
      ['ssh', false],
      ['manual', true],
    ]);
    tunnel.configure({ kind: 'cloudflared', values: { token: TOKEN, publicUrl: 'http://127.0.0.1:9' } }, STAFF);
    await untilStatus(tunnel, ({ sentence }) => sentence.en === 'The program cloudflared cannot be started.', 3000);
  });

  it('a page that is not ours is not taken for the tunnel; every change is in the history and on the live stream', async () => {
    const rig = await openRig();
    let parked = false;
    const front = await openDoor((url) =>
      parked ? { body: '<html>Log in</html>' } : { body: JSON.stringify({ proof: rig.tunnel.prove(url.searchParams.get('nonce') ?? '') }) },
    );
    closing.push(front.close);
    rig.tunnel.configure({ kind: 'manual', values: { publicUrl: front.url } }, STAFF);
    await connected(rig);
    parked = true;
    await rig.tunnel.check(STAFF);
    expect(rig.tunnel.status()).toMatchObject({ state: 'degraded', lastRoundTrip: { ms: null } });
    await rig.tunnel.check(STAFF);
    expect(rig.tunnel.status()).toMatchObject({
      state: 'down',
      sentence: { en: 'Something else answers at the public address, not this agent.' },
    });
    expect(rig.states).toEqual(['down', 'connected', 'degraded', 'down']);
    expect(
      rig.tunnel
        .status()
        .history.slice(0, 2)
        .map(({ state }) => state),
    ).toEqual(['degraded', 'connected']);
    expect(rig.events.at(-1)).toEqual({ type: 'tunnel_changed', state: 'down' });
    parked = false;
    await rig.tunnel.check(STAFF);
    expect(rig.tunnel.status().state).toBe('connected');
  });

  it('a line that is down is said to be down', async () => {
    let lineUp = true;
    const rig = await openRig({ lineUp: () => Promise.resolve(lineUp) });
    await connected(rig);
    rig.door.close();
    lineUp = false;
    await rig.tunnel.check(STAFF);
    await rig.tunnel.check(STAFF);
    expect(rig.tunnel.status().sentence.en).toBe("The resort's internet line is down.");
    expect(rig.tunnel.status().restarts).toBe(0);
  });

  it('an address that did not change is not told again to the next agent', async () => {
    const rig = await openRig();
    const front = await createProofDoor(() => rig.tunnel.prove);
    closing.push(front.close);
    rig.tunnel.configure({ kind: 'manual', values: { publicUrl: front.url } }, STAFF);
    await connected(rig);
    await rig.tunnel.stop();
    const next = rig.next();
    expect(next.publicUrl()).toBe(front.url);
    next.start();
    await untilStatus(next, ({ state }) => state === 'connected', 5000);
    await next.stop();
    expect(rig.addresses).toEqual([front.url]);
  });
});

describe('what Today shows', () => {
  const picture = (state: 'down' | 'degraded' | 'connected', since: string) => ({
    state,
    since,
    sentence: { en: 'How it stands.', th: 'สถานะ' },
    nextStep: null,
  });
  it.each([
    ['down', '2026-11-28T10:00:00.000Z', 'down'],
    ['down', '2026-11-28T10:29:50.000Z', undefined],
    ['degraded', '2026-11-28T10:00:00.000Z', 'waiting'],
    ['degraded', '2026-11-28T10:25:00.000Z', undefined],
    ['connected', '2026-11-28T10:00:00.000Z', undefined],
  ] as const)('%s since %s at half past ten: %s', async (state, since, severity) => {
    const { tunnelProblems } = await import('./problems.ts');
    const [problem] = tunnelProblems(picture(state, since), { now: new Date('2026-11-28T10:30:00.000Z'), live: true });
    expect(problem?.severity).toBe(severity);
  });
});
