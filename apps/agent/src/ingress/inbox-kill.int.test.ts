import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { migrationsFolder } from '../assets.ts';
import { openDatabase, type Sqlite } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { bodyOf, signed } from './ingress-rig.ts';

const CHILD = fileURLToPath(new URL('./crash-rig.ts', import.meta.url));
const ROUNDS = 8;
const SENDERS = 40;

let folder: string;
afterEach(() => rmSync(folder, { recursive: true }));

function newAgentFolder(): string {
  folder = mkdtempSync(join(tmpdir(), 'inbox-kill-'));
  const database = openDatabase(join(folder, 'agent.db'), 'FULL');
  migrate(database, migrationsFolder);
  database.exec('CREATE TABLE applied (id TEXT PRIMARY KEY) STRICT');
  database.close();
  return folder;
}

/** Sends one after the other from many senders until there are so many answers, or none any more. Answers what was acknowledged. */
async function sendTo(
  url: string,
  name: string,
  { enough, whenEnough }: { enough: number; whenEnough: () => void },
): Promise<{ taken: string[]; turnedAway: number }> {
  const pool = new Pool(url, { connections: SENDERS });
  const taken: string[] = [];
  let turnedAway = 0;
  let next = 0;
  let open = true;
  const sender = async (): Promise<void> => {
    while (open) {
      const id = `${name}_${next}`;
      next += 1;
      try {
        const { statusCode, body } = await pool.request({ path: '/webhooks/fake', ...signed(bodyOf(id)) });
        await body.dump();
        if (statusCode === 200) taken.push(id);
        else turnedAway += 1;
        if (taken.length + turnedAway === enough) whenEnough();
      } catch {
        open = false;
      }
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  await pool.destroy();
  return { taken, turnedAway };
}

async function listening(child: ChildProcess): Promise<string> {
  const [url] = (await once(child, 'message')) as [string];
  return url;
}

function missing(ids: readonly string[], database: Sqlite, sql: string): string[] {
  const known = database.prepare<[string], number>(sql).pluck();
  return ids.filter((id) => known.get(id) === undefined);
}

describe('the inbox of an agent under SIGKILL', () => {
  it('has every delivery that was acknowledged, and each is worked through in the end', { timeout: 90_000 }, async () => {
    newAgentFolder();
    const taken: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const child = fork(CHILD, [folder]);
      const exit = once(child, 'exit');
      const url = await listening(child);
      const sent = await sendTo(url, `round${round}`, {
        enough: 100 + Math.floor(Math.random() * 400),
        whenEnough: () => child.kill('SIGKILL'),
      });
      expect((await exit)[1]).toBe('SIGKILL');
      taken.push(...sent.taken);
    }
    const inbox = openDatabase(join(folder, 'inbox.db'), 'FULL');
    expect(taken.length).toBeGreaterThan(ROUNDS * 50);
    expect(missing(taken, inbox, 'SELECT 1 FROM webhook_events WHERE webhook_id = ?')).toEqual([]);
    expect(inbox.pragma('integrity_check', { simple: true })).toBe('ok');

    const last = fork(CHILD, [folder]);
    const exit = once(last, 'exit');
    await listening(last);
    last.send('finish');
    expect(await exit).toEqual([0, null]);
    expect(inbox.prepare('SELECT DISTINCT processing_status FROM webhook_events').pluck().all()).toEqual(['completed']);
    inbox.close();
    const agent = openDatabase(join(folder, 'agent.db'), 'FULL');
    expect(missing(taken, agent, 'SELECT 1 FROM applied WHERE id = ?')).toEqual([]);
    agent.close();
  });
});

/** Files of this process may grow to so many blocks of 512 bytes, as on a disk that fills up; writing on then fails instead of killing it. */
const SMALL_DISK = `trap '' XFSZ; ulimit -f 1024; exec "$0" "$@"`;

const noUlimit = process.platform === 'win32' ? ' (skipped: needs ulimit)' : '';

describe.skipIf(noUlimit !== '')(`the inbox of an agent whose disk is full${noUlimit}`, () => {
  it('has every delivery that was acknowledged; the rest was answered 503', { timeout: 60_000 }, async () => {
    newAgentFolder();
    const child = spawn('sh', ['-c', SMALL_DISK, process.execPath, CHILD, folder], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    const exit = once(child, 'exit');
    const url = await listening(child);
    const { taken, turnedAway } = await sendTo(url, 'full', { enough: 4000, whenEnough: () => child.kill('SIGKILL') });
    await exit;
    expect(taken.length).toBeGreaterThan(10);
    expect(turnedAway).toBeGreaterThan(10);
    const inbox = openDatabase(join(folder, 'inbox.db'), 'FULL');
    expect(missing(taken, inbox, 'SELECT 1 FROM webhook_events WHERE webhook_id = ?')).toEqual([]);
    expect(inbox.pragma('integrity_check', { simple: true })).toBe('ok');
    inbox.close();
  });
});
