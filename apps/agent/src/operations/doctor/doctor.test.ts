import { mkdtempSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../store/database.ts';
import { dataFiles } from '../data-files.ts';
import { type DoctorDeps, examine } from './examine.ts';
import type { Finding } from './finding.ts';
import type { WebhookStanding } from './traffic-checks.ts';

type Data = Extract<DoctorDeps['data'], { practice: boolean }>;
type Change = Partial<Omit<DoctorDeps, 'data'>> & { data?: Partial<Data> };

const NOW = new Date();
const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000);

function dataFolder(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'doctor-'));
  for (const file of Object.values(dataFiles(dataDir))) {
    const database = openDatabase(file, 'FULL');
    database.exec('CREATE TABLE t (a TEXT)');
    database.close();
  }
  return dataDir;
}

const WEBHOOK: WebhookStanding = {
  name: 'Fake Pay',
  hasSecret: true,
  registeredAt: 'https://resort.test/webhooks/fake',
  belongsAt: 'https://resort.test/webhooks/fake',
  canRegister: true,
  lastDeliveryAt: hoursAgo(1).toISOString(),
};
const INBOX = { bytes: 1000, unfinished: 0, oldestUnfinishedAt: null, failed: 0, newestAt: hoursAgo(1) };

/** An agent in good health, but for what a test changes. */
function deps({ data, ...machine }: Change = {}): DoctorDeps {
  return {
    dataDir: dataFolder(),
    nodeVersion: '24.1.0',
    mayWrite: () => true,
    now: NOW,
    releasedAt: hoursAgo(24 * 365),
    masterKey: async () => ({ source: 'keychain', notes: [] }),
    readResort: () => undefined,
    ports: [],
    running: () => true,
    redisUrl: undefined,
    webDir: undefined,
    ...machine,
    data: {
      practice: false,
      providers: () => [{ name: 'Fake Pay', whyNot: null }],
      operators: () => 1,
      audit: () => ({ intact: true, entries: 3, firstBroken: null }),
      deadJobs: () => 0,
      lastBackupAt: () => hoursAgo(20),
      publicAddress: () => 'https://resort.test',
      tunnel: () => TUNNEL,
      webhooks: () => [WEBHOOK],
      inbox: () => INBOX,
      ...data,
    },
  };
}
const TUNNEL = { name: 'Cloudflare Tunnel', missing: null, last: null };
const sick = async (change: Change): Promise<Finding[]> =>
  (await examine(deps(change))).filter(({ level, cure }) => level !== 'ok' && cure);
const fails = (message: string) => () => {
  throw new Error(message);
};

describe('the doctor', () => {
  it('finds nothing where all is well', async () => {
    const findings = await examine(deps());
    expect(findings.filter(({ level }) => level === 'broken')).toEqual([]);
    expect(findings.filter(({ level }) => level === 'note')).toMatchObject([{ about: 'browser' }]);
  });

  it.each<[string, Change, Partial<Finding>]>([
    ['an old Node', { nodeVersion: '20.9.0' }, { level: 'broken', about: 'node' }],
    [
      'a master key that is gone',
      { masterKey: async () => fails('the keychain is locked')() },
      { level: 'broken', about: 'master key', says: 'the keychain is locked' },
    ],
    [
      'a wrong resort.json',
      { readResort: fails('currency: too short') },
      { level: 'broken', about: 'resort', says: 'currency: too short' },
    ],
    ['a missing control centre', { webDir: '/nowhere' }, { level: 'broken', about: 'browser' }],
    ['a clock before the release', { releasedAt: hoursAgo(-1) }, { level: 'broken', about: 'clock' }],
    [
      'a clock before the newest delivery',
      { data: { inbox: () => ({ ...INBOX, newestAt: hoursAgo(-1) }) } },
      { level: 'broken', about: 'clock' },
    ],
    ['nobody to sign in', { data: { operators: () => 0 } }, { level: 'broken', about: 'operators' }],
    [
      'a broken audit chain',
      { data: { audit: () => ({ intact: false, entries: 3, firstBroken: 2 }) } },
      { level: 'broken', about: 'audit', says: 'The chain breaks at entry 2.' },
    ],
    [
      'a provider that is not set up',
      { data: { providers: () => [{ name: 'Fake Pay', whyNot: 'paused' }] } },
      { level: 'note', about: 'provider', says: 'Fake Pay: paused' },
    ],
    ['work that has given up', { data: { deadJobs: () => 2 } }, { level: 'broken', about: 'jobs' }],
    ['no backup', { data: { lastBackupAt: () => undefined } }, { level: 'note', about: 'backup', says: 'No backup was ever made.' }],
    [
      'an old backup',
      { data: { lastBackupAt: () => hoursAgo(24 * 9) } },
      { level: 'note', about: 'backup', says: 'The last backup is 9 days old.' },
    ],
    ['no public address', { data: { publicAddress: () => null } }, { level: 'broken', about: 'tunnel' }],
    [
      'a tunnel whose program is not there',
      { data: { tunnel: () => ({ ...TUNNEL, missing: 'cloudflared is not installed.' }) } },
      { level: 'broken', about: 'tunnel', says: 'Cloudflare Tunnel: cloudflared is not installed.' },
    ],
    [
      'a tunnel that is down',
      { data: { tunnel: () => ({ ...TUNNEL, last: { at: '2026-11-28T01:00:00.000Z', state: 'down', sentence: 'It hangs.' } }) } },
      { level: 'broken', about: 'tunnel', cure: expect.stringContaining('Restart') },
    ],
    ['no webhook secret', { data: { webhooks: () => [{ ...WEBHOOK, hasSecret: false }] } }, { level: 'broken', about: 'webhook' }],
    [
      'a webhook at an old address',
      { data: { webhooks: () => [{ ...WEBHOOK, registeredAt: 'https://old.test/webhooks/fake' }] } },
      { level: 'broken', about: 'webhook', says: 'Fake Pay sends to an old address: https://old.test/webhooks/fake' },
    ],
    [
      'a webhook that is not registered',
      { data: { webhooks: () => [{ ...WEBHOOK, registeredAt: null, lastDeliveryAt: null }] } },
      { level: 'broken', about: 'webhook' },
    ],
    [
      'a console that was perhaps never told',
      { data: { webhooks: () => [{ ...WEBHOOK, canRegister: false, registeredAt: null, lastDeliveryAt: null }] } },
      { level: 'note', about: 'webhook', says: 'Fake Pay: nothing has come yet.' },
    ],
    ['failed events', { data: { inbox: () => ({ ...INBOX, failed: 3 }) } }, { level: 'broken', about: 'events' }],
    [
      'events that wait too long',
      { data: { inbox: () => ({ ...INBOX, unfinished: 4, oldestUnfinishedAt: hoursAgo(2).toISOString() }) } },
      { level: 'broken', about: 'inbox', cure: expect.stringContaining('Traffic') },
    ],
    ['a large inbox', { data: { inbox: () => ({ ...INBOX, bytes: 6e9 }) } }, { level: 'note', about: 'inbox' }],
  ])('names %s, and its cure', async (_what, change, finding) => {
    expect(await sick(change)).toMatchObject([{ cure: expect.stringMatching(/\S/), ...finding }]);
  });

  it('says to start the agent where events wait because none runs', async () => {
    const inbox = () => ({ ...INBOX, unfinished: 4, oldestUnfinishedAt: hoursAgo(2).toISOString() });
    expect(await sick({ running: () => false, data: { inbox } })).toMatchObject([
      { about: 'inbox', cure: expect.stringContaining('Start the agent') },
    ]);
  });

  it('asks nothing of practice that only a live resort needs', async () => {
    const data = {
      practice: true,
      publicAddress: () => null,
      lastBackupAt: () => undefined,
      webhooks: () => [{ ...WEBHOOK, hasSecret: false }],
    };
    expect(await sick({ data })).toEqual([]);
  });

  it('sees files that were written after the time the clock shows', async () => {
    const change = deps();
    utimesSync(dataFiles(change.dataDir).inbox, hoursAgo(-2), hoursAgo(-2));
    expect((await examine(change)).filter(({ level }) => level === 'broken')).toMatchObject([
      { about: 'clock', cure: expect.stringContaining('automatic time') },
    ]);
  });

  it('sees a damaged database, and still looks at the rest', async () => {
    const change = deps({ data: { audit: fails('database disk image is malformed') } });
    const file = dataFiles(change.dataDir).agent;
    writeFileSync(file, readFileSync(file).fill(7, 100, 8192));
    const findings = await examine(change);
    expect(findings.filter(({ level }) => level === 'broken').map(({ about }) => about)).toEqual(['database', 'check']);
    expect(findings.at(-1)?.about).toBe('events');
  });

  it('is there for data that do not open, too', async () => {
    const findings = await examine({ ...deps(), data: { fault: new Error('This data was written by a newer release') } });
    expect(findings.at(-1)).toMatchObject({ level: 'broken', about: 'start', says: 'This data was written by a newer release' });
    expect(
      (await examine({ ...deps(), dataDir: join(tmpdir(), 'doctor-not-yet'), data: undefined })).filter(({ level }) => level === 'note'),
    ).toMatchObject([{ about: 'data' }, { about: 'disk' }, { about: 'browser' }]);
  });

  it('sees a folder that cannot be written', async () => {
    const findings = await examine(deps({ mayWrite: () => false }));
    expect(findings).toContainEqual(expect.objectContaining({ level: 'broken', about: 'data', cure: expect.stringContaining('chown') }));
  });

  it('tells an agent that answers from another program on its port, and whether Redis answers', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const about = async (running: boolean) => {
      const change = { ports: [{ name: 'API', host: '127.0.0.1', port }], running: () => running, redisUrl: `redis://127.0.0.1:${port}` };
      return Object.fromEntries((await examine(deps(change))).map((finding) => [finding.about, finding]));
    };
    expect(await about(true)).toMatchObject({ API: { level: 'ok' }, queue: { level: 'ok' } });
    expect(await about(false)).toMatchObject({ API: { level: 'broken', says: expect.stringContaining('Another program') } });
    await new Promise((resolve) => server.close(resolve));
    expect(await about(true)).toMatchObject({
      API: { level: 'broken', says: expect.stringContaining('nothing answers') },
      queue: { level: 'note' },
    });
    expect(await about(false)).toMatchObject({ API: { level: 'note', cure: expect.stringContaining('Start the agent') } });
  });
});
