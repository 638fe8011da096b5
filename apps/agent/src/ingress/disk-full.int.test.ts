import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../store/database.ts';
import { bodyOf, openIngressRig, signed, until } from './ingress-rig.ts';

/** A disk of its own that really is full, and then is not. */
let disk: string;
const mount = (...words: string[]) => spawnSync('mount', words).status === 0;
beforeAll(() => {
  disk = mkdtempSync(join(tmpdir(), 'small-disk-'));
});
afterAll(() => {
  spawnSync('umount', ['-l', disk]);
  rmSync(disk, { recursive: true, force: true });
});
const probe = mkdtempSync(join(tmpdir(), 'mount-probe-'));
const maySmallDisk = process.platform === 'linux' && mount('-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', probe);
if (maySmallDisk) spawnSync('umount', [probe]);
rmSync(probe, { recursive: true });
const skipped = maySmallDisk ? '' : ' (skipped: needs the right to mount)';

describe.skipIf(skipped !== '')(`the inbox on a disk that is full${skipped}`, () => {
  it('answers 503 and never a false 200, and goes on by itself when there is space again', { timeout: 60_000 }, async () => {
    expect(mount('-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', disk)).toBe(true);
    const applied = new Set<string>();
    const rig = await openIngressRig({ folder: disk, appliers: { reservations: async ({ id }) => void applied.add(id) } });
    const post = async (id: string) => (await fetch(`${rig.url}/webhooks/fake`, signed(bodyOf(id, 'x'.repeat(2000))))).status;
    const taken: string[] = [];
    const turnedAway: string[] = [];
    const deliver = async (id: string) => {
      const status = await post(id);
      (status === 200 ? taken : turnedAway).push(id);
      return status;
    };
    await deliver('before');
    const { bavail, bsize } = statfsSync(disk);
    const ballast = join(disk, 'ballast');
    writeFileSync(ballast, Buffer.alloc(bavail * bsize - 100_000));
    const statuses: number[] = [];
    for (let turn = 0; turn < 200; turn += 1) statuses.push(await deliver(`full-${turn}`));
    expect(new Set(statuses)).toEqual(new Set([200, 503]));
    expect((await fetch(`${rig.url}/healthz`)).status).toBe(503);

    rmSync(ballast);
    for (const id of turnedAway.splice(0)) expect(await deliver(id)).toBe(200);
    expect((await fetch(`${rig.url}/healthz`)).status).toBe(200);
    await until('everything is worked through', () => taken.every((id) => applied.has(id)), 20_000);
    await rig.stop();
    const inbox = openDatabase(join(disk, 'inbox.db'), 'FULL');
    const known = new Set(inbox.prepare('SELECT webhook_id FROM webhook_events').pluck().all());
    expect(taken.filter((id) => !known.has(id))).toEqual([]);
    expect(inbox.pragma('integrity_check', { simple: true })).toBe('ok');
    inbox.close();
  });
});

describe('the inbox whose file another program holds for long', () => {
  it('answers 503 within seconds, not a false 200, and takes the same delivery once it is free', { timeout: 30_000 }, async () => {
    const rig = await openIngressRig();
    const other = openDatabase(rig.inboxFile, 'FULL');
    other.exec('BEGIN IMMEDIATE');
    const before = performance.now();
    const locked = await fetch(`${rig.url}/webhooks/fake`, signed(bodyOf('evt_1')));
    expect([locked.status, locked.headers.get('retry-after')]).toEqual([503, '10']);
    expect(performance.now() - before).toBeLessThan(10_000);
    other.exec('ROLLBACK');
    other.close();
    await sleep(50);
    expect((await fetch(`${rig.url}/webhooks/fake`, signed(bodyOf('evt_1')))).status).toBe(200);
    expect(rig.ingress.inbox.list({ limit: 10 }).items.map(({ webhookId }) => webhookId)).toEqual(['evt_1']);
    await rig.remove();
  });
});
