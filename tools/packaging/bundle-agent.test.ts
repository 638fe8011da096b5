import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bundleAgent } from './bundle-agent.ts';

/** Inside the workspace, so that packages are found; .cache is not under version control. */
const cache = join(import.meta.dirname, '../../.cache');
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, 'bundle-'));
const elsewhere = mkdtempSync(join(tmpdir(), 'bundled-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
  rmSync(elsewhere, { recursive: true });
});

describe('the bundled agent', () => {
  it('runs from a folder of its own, with its native code, its files and its threads', async () => {
    const entry = join(folder, 'cli.ts');
    mkdirSync(join(folder, 'store'));
    writeFileSync(join(folder, 'store', '1.sql'), 'select 41 + 1 as answer');
    writeFileSync(
      entry,
      `import { readFileSync } from 'node:fs';
       import { join } from 'node:path';
       import Database from 'better-sqlite3';
       import { AsyncEntry } from '@napi-rs/keyring';
       import { Worker } from 'node:worker_threads';
       import * as z from 'zod';
       const sql: string = readFileSync(join(import.meta.dirname, 'store/1.sql'), 'utf8');
       const ngrok: object = await import('@ngrok/ngrok');
       console.log(z.object({ answer: z.number() }).parse(new Database(':memory:').prepare(sql).get()).answer, typeof AsyncEntry, 'SessionBuilder' in ngrok, process.argv[2]);
       new Worker(join(import.meta.dirname, 'store/thread.js')).on('message', (told) => console.log(told));`,
    );
    const thread = join(folder, 'thread.ts');
    writeFileSync(
      thread,
      `import { parentPort } from 'node:worker_threads';
       import Database from 'better-sqlite3';
       parentPort?.postMessage(new Database(':memory:').prepare('select 6 * 7').pluck().get() as number);`,
    );
    const out = join(elsewhere, 'agent');
    const file = await bundleAgent({ entry, out, assets: [[join(folder, 'store'), 'store']], threads: { 'store/thread': thread } });
    expect(execFileSync(process.execPath, [file, 'start'], { encoding: 'utf8', cwd: elsewhere, env: {} })).toBe(
      '42 function true start\n42\n',
    );
    expect(readdirSync(join(out, 'node_modules/better-sqlite3/prebuilds')).every((name) => name.startsWith(process.platform))).toBe(true);
    expect(existsSync(join(out, 'node_modules/better-sqlite3/deps'))).toBe(false);
  });
});
