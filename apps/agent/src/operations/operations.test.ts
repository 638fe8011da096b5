import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { writeSetting } from '../store/settings.ts';
import { backUp, restore } from './backup.ts';
import { dataFiles } from './data-files.ts';
import { type DoctorDeps, examine } from './doctor.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'operations-'));
const at = new Date('2026-11-23T02:00:00.000Z');
const note = { at, version: '0.1.0' };

function agentData() {
  const dataDir = folder();
  const database = openDatabase(dataFiles(dataDir).agent, 'FULL');
  migrate(database, join(import.meta.dirname, '../store/migrations'));
  openDatabase(dataFiles(dataDir).inbox, 'FULL').close();
  writeFileSync(join(dataDir, 'master.key'), 'secret');
  mkdirSync(join(dataDir, 'tls'));
  writeFileSync(join(dataDir, 'tls/cert.pem'), 'certificate');
  return { dataDir, database };
}

describe('backup and restore', () => {
  it('copies a running agent, with what was committed last, and without the master key', async () => {
    const { dataDir, database } = agentData();
    writeSetting(database, { name: 'newest', value: 'just now', at: at.toISOString() });
    const to = join(folder(), 'backup');
    await backUp(dataDir, to, note);
    expect(readdirSync(to).sort()).toEqual(['agent.db', 'backup.json', 'inbox.db', 'tls']);
    const empty = join(folder(), 'restored');
    expect(restore(to, empty)).toEqual({ takenAt: at.toISOString(), files: ['agent.db', 'inbox.db', 'tls'] });
    const restored = openDatabase(dataFiles(empty).agent, 'FULL');
    expect(restored.prepare("SELECT value FROM settings WHERE name = 'newest'").get()).toEqual({ value: 'just now' });
    expect(readFileSync(join(empty, 'tls/cert.pem'), 'utf8')).toBe('certificate');
  });
  it('overwrites nothing: neither a backup nor data', async () => {
    const { dataDir } = agentData();
    const full = folder();
    writeFileSync(join(full, 'precious'), 'x');
    await expect(backUp(dataDir, full, note)).rejects.toThrow(/not empty/);
    const to = join(folder(), 'backup');
    await backUp(dataDir, to, note);
    expect(() => restore(to, full)).toThrow(/not empty/);
  });
  it('takes neither a folder without data nor a damaged backup', async () => {
    await expect(backUp(folder(), join(folder(), 'b'), note)).rejects.toThrow(/no agent data/);
    expect(() => restore(folder(), join(folder(), 'r'))).toThrow(/not a backup/);
    const { dataDir } = agentData();
    const to = join(folder(), 'backup');
    await backUp(dataDir, to, note);
    const bytes = readFileSync(join(to, 'agent.db'));
    writeFileSync(join(to, 'agent.db'), bytes.fill(7, 4096, 40_000));
    const target = join(folder(), 'r');
    expect(() => restore(to, target)).toThrow();
    expect(existsSync(target)).toBe(false);
  });
});

describe('the doctor', () => {
  const healthy = (dataDir: string): DoctorDeps => ({
    dataDir,
    nodeVersion: '24.1.0',
    masterKey: async () => ({ source: 'keychain', notes: [] }),
    ports: [],
    redisUrl: undefined,
    webDir: undefined,
    providers: () => [{ name: 'Fake Pay', whyNot: null }],
    operators: () => 1,
    audit: () => ({ intact: true, entries: 3, firstBroken: null }),
  });
  const levels = async (deps: DoctorDeps) => Object.fromEntries((await examine(deps)).map(({ about, level }) => [about, level]));

  it('finds nothing broken where nothing is', async () => {
    const { dataDir } = agentData();
    const findings = await examine(healthy(dataDir));
    expect(findings.filter(({ level }) => level === 'broken')).toEqual([]);
    expect(findings.map(({ about }) => about)).toEqual(expect.arrayContaining(['node', 'disk', 'database', 'audit', 'master key']));
  });
  it('names every broken thing with its cure', async () => {
    const { dataDir } = agentData();
    const broken: DoctorDeps = {
      ...healthy(dataDir),
      nodeVersion: '20.1.0',
      masterKey: () => Promise.reject(new Error('The key file may be read by others')),
      operators: () => 0,
      audit: () => ({ intact: false, entries: 2, firstBroken: 2 }),
      webDir: join(dataDir, 'missing'),
      providers: () => [{ name: 'Fake Pay', whyNot: 'provider_paused' }],
    };
    expect(await levels(broken)).toMatchObject({
      node: 'broken',
      'master key': 'broken',
      operators: 'broken',
      audit: 'broken',
      browser: 'broken',
      provider: 'note',
    });
    expect((await examine(broken)).filter(({ level }) => level === 'broken').every(({ cure }) => (cure ?? '') !== '')).toBe(true);
  });
  it('sees a damaged database, and still looks at the rest', async () => {
    const { dataDir, database } = agentData();
    database.close();
    const file = dataFiles(dataDir).agent;
    writeFileSync(file, readFileSync(file).fill(7, 4096, 40_000));
    const findings = await examine({
      ...healthy(dataDir),
      audit: () => {
        throw new Error('database disk image is malformed');
      },
    });
    expect(findings.filter(({ level }) => level === 'broken').map(({ about }) => about)).toEqual(['database', 'check']);
    expect(findings.at(-1)?.about).toBe('browser');
  });
  it('tells whether ports and Redis answer', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const deps = { ...healthy(folder()), ports: [{ name: 'API', host: '127.0.0.1', port }], redisUrl: `redis://127.0.0.1:${port}` };
    expect(await levels(deps)).toMatchObject({ API: 'ok', queue: 'ok', data: 'ok' });
    await new Promise((resolve) => server.close(resolve));
    expect(await levels(deps)).toMatchObject({ API: 'note', queue: 'note' });
    expect(await levels(healthy(join(folder(), 'not-yet')))).toMatchObject({ data: 'note', disk: 'note' });
  });
});
