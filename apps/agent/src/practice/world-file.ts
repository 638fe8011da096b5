import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = 'practice-world';
const DATA = /\.db(-wal|-shm)?$/;

/** Whether the practice data in this folder belong to this world. */
export function livesIn(dataDir: string, world: string): boolean {
  const file = join(dataDir, FILE);
  return existsSync(file) && readFileSync(file, 'utf8') === world;
}

/** Written last, so that practice data that were only half made are made anew. */
export function settleIn(dataDir: string, world: string): void {
  writeFileSync(join(dataDir, FILE), world);
}

/**
 * Removes practice data of a world that is gone, or that were half made: its providers know none of those payments any more. Only in a
 * folder that practice made, or that holds no data yet. Throws where the folder holds data of another profile.
 */
export function leaveWorld(dataDir: string): void {
  const data = readdirSync(dataDir).filter((name) => DATA.test(name));
  if (data.length > 0 && !existsSync(join(dataDir, FILE)))
    throw new Error(`${dataDir} holds data that practice did not make: give practice a folder of its own with AGENT_DATA_DIR.`);
  for (const name of data) rmSync(join(dataDir, name));
  writeFileSync(join(dataDir, FILE), '');
}
