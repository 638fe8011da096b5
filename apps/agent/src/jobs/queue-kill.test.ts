import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createNewId, systemClock } from '../clock.ts';
import { openDatabase, type Sqlite } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { createJobQueue, sqliteBell } from './index.ts';
import { MIGRATIONS } from './queue-rig.ts';

const CHILD = fileURLToPath(new URL('./crash-rig.ts', import.meta.url));
const JOBS = 4000;
const KILLS = 6;
const CONCURRENCY = 25;

/** Runs the child until it ends: by itself, or by SIGKILL soon after so many effects. */
async function runChild(file: string, dieAfter: number): Promise<string | number | null> {
  const child = spawn(process.execPath, [CHILD, file, String(dieAfter)], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code, signal] = await once(child, 'exit');
  return signal ?? code;
}

function addJobs(database: Sqlite): void {
  const ids = createNewId(systemClock);
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const queue = createJobQueue({
    database,
    clock: systemClock,
    newId: ids,
    random: Math.random,
    live: { publish: () => undefined },
    log: silent,
    bell: sqliteBell(),
  });
  database.exec('CREATE TABLE effects (subject TEXT PRIMARY KEY) STRICT; CREATE TABLE begun (subject TEXT) STRICT');
  database.transaction(() => {
    for (let index = 0; index < JOBS; index += 1)
      queue.add({ kind: 'work', subjectId: `s${index}`, ...(index % 5 === 0 ? { delayMs: index / 4 } : {}) });
  })();
}

describe('the SQLite queue under SIGKILL', () => {
  it('runs every job to its end; only what ran at a kill begins again', { timeout: 60_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kill-'));
    const file = join(folder, 'agent.db');
    const database = openDatabase(file, 'FULL');
    migrate(database, MIGRATIONS);
    addJobs(database);
    const ends: unknown[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) ends.push(await runChild(file, 100 + Math.floor(Math.random() * 300)));
    const completedBefore = database.prepare(`SELECT count(*) FROM jobs WHERE state = 'completed'`).pluck().get() as number;
    ends.push(await runChild(file, 0));

    expect(ends).toEqual([...Array.from({ length: KILLS }, () => 'SIGKILL'), 0]);
    expect(completedBefore).toBeGreaterThan(0);
    expect(completedBefore).toBeLessThan(JOBS);
    expect(database.prepare('SELECT state, count(*) AS count FROM jobs GROUP BY state').all()).toEqual([
      { state: 'completed', count: JOBS },
    ]);
    expect(database.prepare('SELECT count(*) FROM effects').pluck().get()).toBe(JOBS);
    const retries = JOBS / 10;
    const begun = database.prepare('SELECT count(*) FROM begun').pluck().get();
    expect(begun).toBeGreaterThanOrEqual(JOBS + retries);
    expect(begun).toBeLessThanOrEqual(JOBS + retries + KILLS * CONCURRENCY * 2);
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    database.close();
    rmSync(folder, { recursive: true });
  });
});
