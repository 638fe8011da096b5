import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sqlite } from './database.ts';

/**
 * Applies the numbered files of a folder (`0001_name.sql`, …) that this database has not seen, each in its own transaction.
 * Refuses a database that a newer release has already changed.
 */
export function migrate(database: Sqlite, folder: string): readonly string[] {
  const files = readdirSync(folder)
    .filter((name) => /^\d{4}_[\w-]+\.sql$/.test(name))
    .sort();
  const seen = database.pragma('user_version', { simple: true }) as number;
  const newest = files.length === 0 ? 0 : numberOf(files.at(-1) ?? '');
  if (seen > newest) throw new Error(`This data was written by a newer release (schema ${seen}, this one knows ${newest})`);
  const due = files.filter((name) => numberOf(name) > seen);
  for (const name of due) {
    database.transaction(() => {
      database.exec(readFileSync(join(folder, name), 'utf8'));
      database.pragma(`user_version = ${numberOf(name)}`);
    })();
  }
  return due;
}

function numberOf(file: string): number {
  return Number(file.slice(0, 4));
}
