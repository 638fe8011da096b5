import { openDatabase, type Sqlite } from '../store/database.ts';
import { createRollUpTables } from './roll-ups.ts';

const SCHEMA_VERSION = 1;
/** Rows are long: large pages waste less and are written in fewer steps. Checkpoints come every 40 MB. */
const PAGE_BYTES = 16_384;
const CHECKPOINT_PAGES = 2500;

/** Opens the log's file, making it when there is none. Refuses one that a newer release has written. */
export function openLog(path: string): Sqlite {
  const database = openDatabase(path, 'NORMAL', { pageBytes: PAGE_BYTES });
  database.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  const version = database.pragma('user_version', { simple: true }) as number;
  if (version > SCHEMA_VERSION)
    throw new Error(`The request log was written by a newer release (schema ${version}, this one knows ${SCHEMA_VERSION})`);
  database.transaction(() => {
    createRollUpTables(database);
    database.pragma(`user_version = ${SCHEMA_VERSION}`);
  })();
  return database;
}
