import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import * as z from 'zod';
import { copySnapshot, syncToDisk } from './copy-snapshot.ts';
import { dataFiles } from './data-files.ts';

const NOTE = 'backup.json';
/** Beside the databases. The master key is not among them: a copy of both would be a copy of every credential. `practice-world` names the world that practice data belong to. */
const PLAIN = ['resort.json', 'tls', 'practice-world'];
const BackupNote = z.object({ takenAt: z.string(), version: z.string(), files: z.array(z.string()) });

/**
 * Copies a data folder while the agent may be running and taking deliveries. `to` must not exist or be empty. The order matters: an event
 * is in the inbox before it has an effect, so the inbox is copied last and no effect lacks its event. The note is written when every
 * copy has passed SQLite's check and is on the disk: a folder without it is no backup.
 */
export async function backUp(from: string, to: string, note: { at: Date; version: string }): Promise<readonly string[]> {
  requireEmpty(to);
  mkdirSync(to, { recursive: true, mode: 0o700 });
  const { agent, inbox, requests } = dataFiles(from);
  const databases = [requests, agent, inbox].filter((file) => existsSync(file));
  if (!databases.includes(agent)) throw new Error(`There is no agent data in ${from}.`);
  for (const file of databases) {
    const copy = join(to, basename(file));
    await copySnapshot(file, copy);
    requireIntact(copy);
  }
  const plain = PLAIN.filter((name) => existsSync(join(from, name)));
  for (const name of plain) cpSync(join(from, name), join(to, name), { recursive: true });
  const files = [...databases.map((file) => basename(file)), ...plain];
  writeFileSync(join(to, NOTE), JSON.stringify({ takenAt: note.at.toISOString(), version: note.version, files }, null, 2));
  syncToDisk(join(to, NOTE), to);
  return files;
}

/**
 * Puts a backup into an empty data folder, after every database in it has passed SQLite's own check. The agent's database gets its name
 * last: what was cut short is not taken for data.
 */
export function restore(from: string, to: string): { takenAt: string; files: readonly string[] } {
  if (!existsSync(join(from, NOTE))) throw new Error(`${from} is not a backup: ${NOTE} is missing.`);
  const note = BackupNote.parse(JSON.parse(readFileSync(join(from, NOTE), 'utf8')));
  requireEmpty(to);
  for (const file of note.files.filter((name) => name.endsWith('.db'))) requireIntact(join(from, file));
  mkdirSync(to, { recursive: true, mode: 0o700 });
  const agent = basename(dataFiles(to).agent);
  const placeOf = (file: string) => join(to, file === agent ? `${file}.restoring` : file);
  for (const file of note.files) cpSync(join(from, file), placeOf(file), { recursive: true });
  syncToDisk(...note.files.map(placeOf));
  if (note.files.includes(agent)) renameSync(placeOf(agent), join(to, agent));
  syncToDisk(to);
  return { takenAt: note.takenAt, files: note.files };
}

/** Throws with SQLite's words when a database file is damaged. */
export function requireIntact(file: string): void {
  const database = new Database(file, { readonly: true });
  try {
    const said = database.pragma('integrity_check', { simple: true });
    if (said !== 'ok') throw new Error(`${file} is damaged: ${String(said)}`);
  } finally {
    database.close();
  }
}

function requireEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0) throw new Error(`${folder} is not empty. Name an empty or new folder.`);
}
