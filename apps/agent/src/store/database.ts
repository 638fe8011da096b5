import Database from 'better-sqlite3';

export interface Sqlite extends Database.Database {}
export type Durability = 'FULL' | 'NORMAL';

/**
 * Opens a database file in WAL mode. `FULL` survives a power cut once a transaction has returned; `NORMAL` may lose the last moments.
 * better-sqlite3 reopens WAL files with NORMAL whatever was set before, so every connection sets its own mode and reads it back.
 */
export function openDatabase(path: string, durability: Durability, options: { readonly?: boolean; pageBytes?: number } = {}): Sqlite {
  const database = new Database(path, { readonly: options.readonly ?? false });
  // Takes effect on a new file only, and only before it is in WAL mode.
  if (options.pageBytes !== undefined) database.pragma(`page_size = ${options.pageBytes}`);
  if (!options.readonly) database.pragma('journal_mode = WAL');
  database.pragma(`synchronous = ${durability}`);
  database.pragma('foreign_keys = ON');
  database.pragma('busy_timeout = 5000');
  requireMode(database, durability);
  return database;
}

function requireMode(database: Sqlite, durability: Durability): void {
  const level = database.pragma('synchronous', { simple: true });
  const mode = database.pragma('journal_mode', { simple: true });
  const expected = durability === 'FULL' ? 2 : 1;
  if (level !== expected || mode !== 'wal') {
    throw new Error(`SQLite did not take its durability: journal_mode=${String(mode)} synchronous=${String(level)}`);
  }
}
