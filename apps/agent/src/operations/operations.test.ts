import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { writeSetting } from '../store/settings.ts';
import { backUp, restore } from './backup.ts';
import { dataFiles } from './data-files.ts';

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
