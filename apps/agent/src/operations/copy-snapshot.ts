import { closeSync, fsyncSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';

const STEP_PAGES = 256;
const STEPS_A_SYNC = 8;
const PAUSE_MS = 2;

/**
 * Copies a database as it stands at one instant, while another process writes to it. The open read transaction holds that instant: without
 * it SQLite's online backup begins anew at every commit of the other process and under load never ends. It goes in small steps, each few
 * megabytes waited for: copied in one go, the disk's queue is full of the copy and every delivery waits behind it (docs/decisions/backup.md).
 * Holds the calling thread meanwhile.
 */
export async function copySnapshot(from: string, to: string): Promise<void> {
  const source = new Database(from, { readonly: true });
  let copy: number | undefined;
  let steps = 0;
  try {
    source.exec('BEGIN');
    source.prepare('SELECT count(*) FROM sqlite_schema').get();
    await source.backup(to, {
      progress: () => {
        copy ??= openSync(to, 'r+');
        steps += 1;
        if (steps % STEPS_A_SYNC === 0) fsyncSync(copy);
        pause(PAUSE_MS);
        return STEP_PAGES;
      },
    });
  } finally {
    if (copy !== undefined) closeSync(copy);
    source.close();
  }
  makePlain(to);
  syncToDisk(to);
}

/** A file of its own: in WAL mode whoever looked at it would leave files beside it. The agent turns WAL on again. */
function makePlain(file: string): void {
  const database = new Database(file);
  try {
    database.pragma('journal_mode = DELETE');
  } finally {
    database.close();
  }
}

/** Returns when these files and folders are on the disk. */
export function syncToDisk(...paths: readonly string[]): void {
  for (const path of paths) {
    const file = openSync(path, 'r');
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }
}

/** The copy is driven from inside SQLite's own loop, which cannot be awaited in between. */
function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
