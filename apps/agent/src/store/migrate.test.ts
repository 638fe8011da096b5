import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, type Sqlite } from './database.ts';
import { migrate } from './migrate.ts';

describe('migrations', () => {
  let folder: string;
  let database: Sqlite;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'migrate-'));
    database = openDatabase(join(folder, 'agent.db'), 'FULL');
  });
  afterEach(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });
  const file = (name: string, sql: string): void => writeFileSync(join(folder, name), sql);
  const version = (): unknown => database.pragma('user_version', { simple: true });
  const tables = (): unknown[] => database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).pluck().all();

  it('apply in the order of their numbers, each once', () => {
    file('0002_second.sql', 'ALTER TABLE a ADD COLUMN second TEXT');
    file('0001_first.sql', 'CREATE TABLE a (first TEXT)');
    file('notes.md', 'not SQL');
    expect(migrate(database, folder)).toEqual(['0001_first.sql', '0002_second.sql']);
    expect(migrate(database, folder)).toEqual([]);
    file('0010_third.sql', 'CREATE TABLE b (x TEXT)');
    expect(migrate(database, folder)).toEqual(['0010_third.sql']);
    expect([version(), tables()]).toEqual([10, ['a', 'b']]);
  });

  it('leave nothing half done when one fails, and go on from there once it is mended', () => {
    file('0001_first.sql', 'CREATE TABLE a (x TEXT)');
    file('0002_broken.sql', 'CREATE TABLE b (x TEXT); INSERT INTO nowhere VALUES (1)');
    expect(() => migrate(database, folder)).toThrow('no such table: nowhere');
    expect([version(), tables()]).toEqual([1, ['a']]);
    file('0002_broken.sql', 'CREATE TABLE b (x TEXT)');
    expect(migrate(database, folder)).toEqual(['0002_broken.sql']);
  });

  it('refuse data of a newer release', () => {
    file('0003_new.sql', 'CREATE TABLE a (x TEXT)');
    migrate(database, folder);
    rmSync(join(folder, '0003_new.sql'));
    file('0002_older.sql', 'CREATE TABLE b (x TEXT)');
    expect(() => migrate(database, folder)).toThrow('written by a newer release (schema 3, this one knows 2)');
  });

  it('of this release apply to an empty database, with the tables of the specification', () => {
    migrate(database, join(import.meta.dirname, 'migrations'));
    expect(tables()).toEqual(
      expect.arrayContaining(['integration_providers', 'integration_endpoints', 'integration_circuit_breaker', 'jobs', 'job_schedules']),
    );
    expect(database.pragma('foreign_key_check')).toEqual([]);
  });
});
