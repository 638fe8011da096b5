import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from './database.ts';

describe('opening a database', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'store-'));
    file = join(folder, 'agent.db');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each([
    ['FULL', 2],
    ['NORMAL', 1],
  ] as const)('sets WAL and synchronous=%s, also when it is opened again', (durability, level) => {
    for (const _time of ['first', 'again']) {
      const database = openDatabase(file, durability);
      expect(database.pragma('synchronous', { simple: true })).toBe(level);
      expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
      database.close();
    }
  });

  it('keeps rows that point nowhere out', () => {
    const database = openDatabase(file, 'FULL');
    database.exec('CREATE TABLE parent (id INTEGER PRIMARY KEY); CREATE TABLE child (parent INTEGER REFERENCES parent (id))');
    expect(() => database.exec('INSERT INTO child VALUES (1)')).toThrow('FOREIGN KEY');
    database.close();
  });

  it('reads without writing when opened for reading', () => {
    const writer = openDatabase(file, 'FULL');
    writer.exec('CREATE TABLE t (a TEXT) STRICT');
    const reader = openDatabase(file, 'FULL', { readonly: true });
    expect(reader.prepare('SELECT count(*) FROM t').pluck().get()).toBe(0);
    expect(() => reader.exec(`INSERT INTO t VALUES ('x')`)).toThrow('readonly');
    reader.close();
    writer.close();
  });

  it('refuses a file that cannot be in WAL mode rather than run with less', () => {
    new Database(file).exec('CREATE TABLE t (a TEXT)').close();
    expect(() => openDatabase(file, 'FULL', { readonly: true })).toThrow('SQLite did not take its durability: journal_mode=delete');
  });
});
