import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase } from './database.ts';
import { storageFaultOf } from './storage-fault.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'storage-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const faultOf = (act: () => unknown): unknown => {
  try {
    act();
  } catch (fault) {
    return fault;
  }
  throw new Error('It went well');
};

it('a full database is told as a disk that does not take what we write', () => {
  const database = openDatabase(join(folder, 'a.db'), 'FULL');
  database.exec('CREATE TABLE t (x BLOB)');
  database.pragma('max_page_count = 3');
  const fault = faultOf(() => database.prepare('INSERT INTO t VALUES (zeroblob(100000))').run());
  database.close();
  expect(storageFaultOf(fault)).toMatchObject({ code: 'storage_unavailable', message: 'The agent cannot write to its disk.' });
});

it('a file that is no database any more is told as damaged, with the way back', () => {
  const file = join(folder, 'a.db');
  writeFileSync(file, 'not a database, and longer than the hundred bytes of a header '.repeat(10));
  const told = storageFaultOf(faultOf(() => openDatabase(file, 'FULL')));
  expect(told).toMatchObject({ code: 'storage_unavailable', message: 'A data file of the agent is damaged.' });
  expect(told?.hint).toContain('restore the newest backup');
});

it('anything else is not about storage', () => {
  expect(storageFaultOf(new Error('no'))).toBeUndefined();
  expect(storageFaultOf('no')).toBeUndefined();
});
