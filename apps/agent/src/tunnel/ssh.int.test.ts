import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, type IngressRig, openIngressRig, signed, until } from '../ingress/ingress-rig.ts';
import { createSshd, freePort, missingSshd, type SshdRig } from './sshd-rig.ts';
import { openTunnelRig, STAFF, type TunnelRig, untilStatus } from './tunnel-rig.ts';

const missing = missingSshd();
const REPLACED_WITHIN_MS = 20_000;

/** Signed deliveries through a real OpenSSH server to the real listener, while that server is killed, frozen and moved. */
describe.skipIf(missing !== undefined)(`an SSH tunnel${missing === undefined ? '' : ` (skipped: ${missing})`}`, { timeout: 60_000 }, () => {
  let sshd: SshdRig;
  let rig: TunnelRig;
  let ingress: IngressRig;
  let publicUrl: string;
  let remotePort: number;
  let authorization: string;
  let sent = 0;

  const configure = (change: Record<string, string> = {}) =>
    rig.tunnel.configure(
      {
        kind: 'ssh',
        values: {
          host: '127.0.0.1',
          port: String(sshd.port),
          user: sshd.user,
          hostKey: sshd.hostKey(),
          remoteAddress: '127.0.0.1',
          remotePort: String(remotePort),
          publicUrl,
          ...change,
        },
      },
      STAFF,
    );
  const connected = (withinMs = 15_000) => untilStatus(rig.tunnel, ({ state }) => state === 'connected', withinMs);
  const deliver = async (count: number) => {
    const ids = Array.from({ length: count }, (_none, index) => `evt_ssh_${sent + index}`);
    sent += count;
    const answers = await Promise.all(ids.map((id) => fetch(`${publicUrl}/webhooks/fake`, signed(bodyOf(id)))));
    expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 200));
    await until('all are in the inbox', () => ingress.ingress.inbox.list({ limit: 200 }).items.length >= Math.min(200, sent));
  };
  const tell = (what: string, milliseconds: number) => console.info(`SSH tunnel, ${what}: ${(milliseconds / 1000).toFixed(1)} s`);

  beforeAll(async () => {
    sshd = createSshd();
    rig = openTunnelRig({ targetPort: () => Number(new URL(ingress.url).port) });
    ingress = await openIngressRig({ prove: rig.tunnel.prove });
    remotePort = await freePort();
    publicUrl = `http://127.0.0.1:${remotePort}`;
    rig.tunnel.start();
    const ssh = (await rig.tunnel.options()).find(({ kind }) => kind === 'ssh');
    expect(ssh?.missing).toBeNull();
    // As docs/tunnels.md advises: a key that can do nothing but lead this one port.
    authorization = `restrict,port-forwarding,permitlisten="127.0.0.1:${remotePort}" ${ssh?.toCopy[0]?.value}`;
    sshd.authorize(authorization);
    await sshd.start();
  });
  afterAll(async () => {
    await rig.tunnel.stop();
    await ingress.remove();
    await sshd.remove();
    rig.database.close();
  });

  it('makes a key of its own that only this user can read, and shows the public half', async () => {
    const file = join(rig.folder, 'tunnel', 'ssh_key');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const shown = (await rig.tunnel.options()).find(({ kind }) => kind === 'ssh')?.toCopy[0]?.value ?? '';
    expect(shown).toMatch(/^ssh-ed25519 /);
    expect(execFileSync('ssh-keygen', ['-y', '-f', file], { encoding: 'utf8' }).split(' ').slice(0, 2)).toEqual(
      shown.split(' ').slice(0, 2),
    );
  });

  it('reads the keys of a server with the fingerprint OpenSSH prints, and says so when there is none', async () => {
    const keys = await rig.tunnel.hostKeys({ host: '127.0.0.1', port: sshd.port }, STAFF);
    expect(keys).toEqual([{ type: 'ssh-ed25519', fingerprint: sshd.fingerprint(), line: sshd.hostKey() }]);
    await expect(rig.tunnel.hostKeys({ host: '127.0.0.1', port: await freePort() }, STAFF)).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });

  it('carries signed deliveries to the listener', async () => {
    configure();
    tell('connected after', await connected());
    await deliver(100);
    expect(rig.tunnel.status()).toMatchObject({ kind: 'ssh', publicUrl, lastRoundTrip: { error: null }, nextStep: null });
    expect(rig.addresses).toEqual([publicUrl]);
    const refused = await fetch(`${publicUrl}/webhooks/fake`, {
      ...signed(bodyOf('evt_forged')),
      headers: { 'x-test-signature': 'forged' },
    });
    expect(refused.status).toBe(401);
    expect((await fetch(`${publicUrl}/api/system`)).status).toBe(404);
  });

  it('is replaced when its client hangs', async () => {
    const before = rig.clientPid();
    const begun = performance.now();
    process.kill(before, 'SIGSTOP');
    await untilStatus(rig.tunnel, ({ state }) => state === 'down', REPLACED_WITHIN_MS);
    await connected(REPLACED_WITHIN_MS);
    const tookMs = performance.now() - begun;
    tell('hung client replaced after', tookMs);
    expect(tookMs).toBeLessThan(REPLACED_WITHIN_MS);
    expect(rig.clientPid()).not.toBe(before);
    await deliver(20);
  });

  it('is back after the server was killed', async () => {
    await sshd.kill();
    await untilStatus(rig.tunnel, ({ state }) => state === 'down', 15_000);
    await untilStatus(rig.tunnel, ({ sentence }) => sentence.en === 'The SSH server cannot be reached.', 15_000);
    expect(rig.tunnel.status().nextAttemptAt).not.toBeNull();
    await sshd.start();
    tell('killed server, connected after its return', await connected(31_000));
    await deliver(20);
  });

  it('is given up when its server hangs, and back when that answers again', async () => {
    const begun = performance.now();
    sshd.freeze();
    await untilStatus(rig.tunnel, ({ state }) => state === 'down', REPLACED_WITHIN_MS);
    tell('frozen server noticed after', performance.now() - begun);
    await new Promise((resolve) => setTimeout(resolve, 5000));
    sshd.thaw();
    const tookMs = await connected(31_000);
    tell('connected after the server woke', tookMs);
    await deliver(20);
  });

  it('follows the server to another port', async () => {
    await sshd.kill();
    await sshd.start(await freePort());
    await untilStatus(rig.tunnel, ({ state }) => state === 'down', 15_000);
    configure();
    tell('moved server, connected after the form was saved', await connected());
    await deliver(20);
  });

  it('does not connect to a server with another key, and says what to do', async () => {
    const confirmed = sshd.hostKey();
    await sshd.kill();
    sshd.changeHostKey();
    await sshd.start();
    configure({ hostKey: confirmed });
    await untilStatus(
      rig.tunnel,
      ({ sentence }) => sentence.en === 'The SSH server shows another key than the one that was confirmed.',
      15_000,
    );
    const status = rig.tunnel.status();
    expect(status).toMatchObject({ state: 'down', nextStep: { en: expect.stringContaining('Ask whoever runs the server') } });
    expect(Date.parse(status.nextAttemptAt ?? '')).toBeGreaterThan(Date.now() + 200_000);
    configure();
    await connected();
  });

  it('says so when the server does not give the port, and tries on', async () => {
    configure({ remotePort: String(await freePort()) });
    await untilStatus(rig.tunnel, ({ sentence }) => sentence.en === 'The SSH server does not give us the port that was agreed.', 15_000);
    expect(Date.parse(rig.tunnel.status().nextAttemptAt ?? '')).toBeLessThan(Date.now() + 31_000);
    configure();
    await connected();
    expect(rig.tunnel.status().details.map(({ value }) => value)).toContain(sshd.fingerprint());
  });

  it('says so when the server does not know its key', async () => {
    sshd.authorize('');
    rig.tunnel.restart(STAFF);
    await untilStatus(rig.tunnel, ({ sentence }) => sentence.en === 'The SSH server does not let this agent in.', 15_000);
    sshd.authorize(authorization);
    rig.tunnel.restart(STAFF);
    await connected();
  });

  it('ends the client that an agent left behind which was killed', async () => {
    const left = rig.clientPid();
    const next = rig.next();
    next.start();
    await untilStatus(next, ({ state }) => state === 'connected', 20_000);
    expect(() => process.kill(left, 0)).toThrow();
    await next.stop();
  });
});
