import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@banrimkwae/contract/errors';
import Database from 'better-sqlite3';

const LOCK_FILE = 'agent.lock';

/**
 * Takes the data folder for this process until `release` or its end, however it ends: the lock is the operating system's, on an SQLite file
 * that holds nothing. The folder must exist. Throws AppError `storage_unavailable` when another agent has it.
 */
export function lockDataFolder(folder: string): { release: () => void } {
  const lock = new Database(join(folder, LOCK_FILE), { timeout: 0 });
  try {
    lock.pragma('locking_mode = EXCLUSIVE');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (fault) {
    lock.close();
    throw isTaken(fault) ? takenError(folder, fault) : fault;
  }
  return { release: () => lock.close() };
}

/** Whether an agent has this folder now. Looks, and takes nothing. */
export function isDataFolderTaken(folder: string): boolean {
  const file = join(folder, LOCK_FILE);
  if (!existsSync(file)) return false;
  const lock = new Database(file, { readonly: true, timeout: 0 });
  try {
    lock.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch (fault) {
    if (isTaken(fault)) return true;
    throw fault;
  } finally {
    lock.close();
  }
}

function isTaken(fault: unknown): boolean {
  return fault instanceof Error && 'code' in fault && typeof fault.code === 'string' && fault.code.startsWith('SQLITE_BUSY');
}

function takenError(folder: string, cause: unknown): AppError {
  return new AppError('storage_unavailable', {
    message: `Another agent already works with the data in ${folder}.`,
    hint: 'Stop that one first, or give this one a folder of its own with AGENT_DATA_DIR.',
    cause,
  });
}
