import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newMasterKey } from '../vault/cipher.ts';
import { rotateCredentials } from './index.ts';
import { FakeSender, KEY, NOK, openWebhookRig, signed } from './webhook-rig.ts';
import { openWebhookSecrets, validSecrets } from './webhook-secrets.ts';

const OLD = 'the-old-secret-1111';
const NEW = 'the-new-secret-2222';
const HOUR = 3_600_000;
const NOW = new Date('2026-11-28T03:00:00.000Z');

async function openOne() {
  const sender = new FakeSender('pay', { register: false, test: false });
  const rig = await openWebhookRig({ connectors: [sender.connector], now: () => NOW });
  rig.configure('pay', OLD);
  const deliver = async (id: string, secret: string) => (await fetch(`${rig.urls.old}/webhooks/pay`, signed(id, secret))).status;
  const rotate = (secret: string, overlapHours = 24) => rig.room.rotateWebhookSecret({ id: 'pay', secret, overlapHours }, NOK);
  return { ...rig, sender, deliver, rotate };
}

describe('a webhook secret that is replaced', { timeout: 30_000 }, () => {
  it('is taken to the last millisecond of its overlap, and refused from its end on', async () => {
    const { rotate, deliver, advance } = await openOne();
    const { secrets } = rotate(NEW, 2);
    expect(secrets).toEqual([
      { use: 'current', lastFour: '2222', addedAt: NOW.toISOString(), endsAt: null },
      { use: 'previous', lastFour: '1111', addedAt: NOW.toISOString(), endsAt: new Date(NOW.getTime() + 2 * HOUR).toISOString() },
    ]);
    expect([await deliver('a', OLD), await deliver('b', NEW), await deliver('c', 'guessed')]).toEqual([200, 200, 401]);
    advance(2 * HOUR - 1);
    expect([await deliver('d', OLD), await deliver('e', NEW)]).toEqual([200, 200]);
    advance(1);
    expect([await deliver('f', OLD), await deliver('g', NEW)]).toEqual([401, 200]);
  });

  it('loses nothing of a sender that changes over at some moment of the overlap', async () => {
    const { rotate, deliver, advance, ingress } = await openOne();
    const answers: number[] = [];
    const total = 60;
    const changesAt = Math.floor(Math.random() * total);
    rotate(NEW, 1);
    for (let index = 0; index < total; index += 1) {
      // Retries of what was signed before the change keep their old signature.
      const secret = index < changesAt || index % 7 === 0 ? OLD : NEW;
      answers.push(await deliver(`evt-${index}`, secret));
      advance(HOUR / total - 1);
    }
    expect(
      answers.filter((status) => status !== 200),
      `the sender changed at ${changesAt}`,
    ).toEqual([]);
    expect(ingress.inbox.list({ provider: 'pay', limit: 200 }).items).toHaveLength(total);
    advance(total);
    expect(await deliver('late', OLD)).toBe(401);
    expect(await deliver('right', NEW)).toBe(200);
  });

  it('overlaps for a day when the form replaces it; the same again replaces nothing', async () => {
    const { room, configure, card, deliver, advance } = await openOne();
    configure('pay', OLD);
    expect(card('pay').secrets).toHaveLength(1);
    configure('pay', NEW);
    configure('pay', NEW);
    expect(card('pay').secrets).toMatchObject([{ lastFour: '2222' }, { lastFour: '1111' }]);
    room.configure({ id: 'pay', values: { account: 'another' } }, NOK);
    advance(24 * HOUR - 1);
    expect(await deliver('a', OLD)).toBe(200);
    advance(1);
    expect(await deliver('b', OLD)).toBe(401);
    expect(card('pay').secrets).toHaveLength(1);
  });

  it('keeps the end a person chose, whatever address the provider is told meanwhile', async () => {
    const sender = new FakeSender('pay', { register: true, test: false });
    const { configure, room, card, outside, urls } = await openWebhookRig({ connectors: [sender.connector], now: () => NOW });
    outside.url = urls.old;
    configure('pay', OLD);
    const { secrets } = room.rotateWebhookSecret({ id: 'pay', secret: NEW, overlapHours: 72 }, NOK);
    await room.registerEverywhere(NOK);
    expect(sender.told.length).toBeGreaterThan(0);
    expect(card('pay').secrets).toEqual(secrets);
  });

  it('ends at once when somebody says so, or when the change allows no overlap', async () => {
    const { room, rotate, deliver, audits } = await openOne();
    rotate(NEW);
    expect(room.endPreviousSecret('pay', NOK).secrets).toMatchObject([{ use: 'current', lastFour: '2222' }]);
    expect(await deliver('a', OLD)).toBe(401);
    const told = audits.length;
    room.endPreviousSecret('pay', NOK);
    expect(audits).toHaveLength(told);
    rotate('the-third-secret-3333', 48);
    expect(rotate('the-fourth-secret-4444', 0).secrets).toHaveLength(1);
    expect([await deliver('b', NEW), await deliver('c', 'the-third-secret-3333')]).toEqual([401, 401]);
  });

  it('mistyped and corrected, does not push out the one the provider still signs with', async () => {
    const { rotate, deliver, card } = await openOne();
    rotate('mistyped-secret-9999');
    rotate(NEW);
    expect([await deliver('a', OLD), await deliver('b', NEW)]).toEqual([200, 200]);
    rotate(OLD);
    expect(card('pay').secrets).toMatchObject([
      { use: 'current', lastFour: '1111' },
      { use: 'previous', lastFour: '2222' },
      { use: 'previous', lastFour: '9999' },
    ]);
    for (const last of ['5555', '6666', '7777']) rotate(`one-more-secret-${last}`);
    expect(card('pay').secrets.map(({ lastFour }) => lastFour)).toEqual(['7777', '6666', '5555', '1111']);
  });

  it('is checked as the form checks it, and named in no audit entry, nor shown when it is short', async () => {
    const { rotate, room, audits, card } = await openOne();
    expect(() => rotate(' spaced ')).toThrow(
      expect.objectContaining({ code: 'invalid_input', details: { fields: { secret: expect.stringContaining('space') } } }),
    );
    rotate('short-1');
    expect(card('pay').secrets[0]).toMatchObject({ lastFour: null });
    expect(audits.at(-1)).toEqual({ actor: NOK.id, action: 'webhook.secret_rotated', subject: 'pay', detail: { overlapHours: 24 } });
    room.endPreviousSecret('pay', NOK);
    expect(JSON.stringify(audits)).not.toMatch(/short-1|1111/);
    expect(JSON.stringify(room.config('pay'))).not.toContain('previous');
    expect(() => room.endPreviousSecret('nobody', NOK)).toThrow(expect.objectContaining({ code: 'not_found' }));
  });

  it('stays encrypted and bound to its place, follows the master key, and leaves the disk after its end', async () => {
    const { rotate, room, table, database, providers, sender, advance, folder, now } = await openOne();
    rotate(NEW);
    database.pragma('wal_checkpoint(TRUNCATE)');
    expect(readFileSync(join(folder, 'agent.db')).includes(OLD)).toBe(false);
    const { manifest } = sender.connector;
    const row = () => table.find('pay') ?? expect.fail('the row is gone');
    const next = newMasterKey();
    expect(rotateCredentials(database, { from: KEY, to: next }, NOW.toISOString())).toBe(2);
    expect(validSecrets(openWebhookSecrets(manifest, row(), next), now())).toEqual([NEW, OLD]);
    expect(() => openWebhookSecrets(manifest, row(), KEY)).toThrow('cannot be read');
    rotateCredentials(database, { from: next, to: KEY }, NOW.toISOString());

    const { hookSecret } = row().credentials_encrypted;
    const moved = { ...row().credentials_encrypted, ...(hookSecret ? { 'hookSecret:previous:1': hookSecret } : {}) };
    expect(() => openWebhookSecrets(manifest, { ...row(), credentials_encrypted: moved }, KEY)).toThrow('another place');

    providers.refresh('pay');
    advance(24 * HOUR);
    room.resume();
    expect(Object.keys(row().credentials_encrypted)).toEqual(['hookSecret']);
    expect(row().configuration.webhookSecrets.previous).toEqual([]);
  });

  it('costs a delivery next to nothing to look up', async () => {
    const { rotate, providers } = await openOne();
    rotate(NEW);
    const lookups = 100_000;
    const startedAt = performance.now();
    for (let index = 0; index < lookups; index += 1) providers.webhookSecrets('pay');
    const microseconds = ((performance.now() - startedAt) * 1000) / lookups;
    process.stdout.write(`webhookSecrets with two secrets: ${microseconds.toFixed(2)} µs\n`);
    expect(microseconds).toBeLessThan(200);
  });

  it('is read from rows of a release that knew no overlap', async () => {
    const { database, providers, card } = await openOne();
    const old = JSON.stringify({
      values: { account: 'resort' },
      webhook: { url: 'https://a.example.com/webhooks/pay', registeredAt: NOW.toISOString() },
    });
    database.prepare('UPDATE integration_providers SET configuration = ? WHERE name = ?').run(old, 'pay');
    providers.refresh('pay');
    expect(card('pay')).toMatchObject({ registeredAddress: 'https://a.example.com/webhooks/pay', proof: null });
    expect(card('pay').secrets).toEqual([{ use: 'current', lastFour: '1111', addedAt: null, endsAt: null }]);
  });
});
