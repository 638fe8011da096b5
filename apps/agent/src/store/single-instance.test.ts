import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDataFolder } from './single-instance.ts';

const MODULE = join(import.meta.dirname, 'single-instance.ts');

describe('the lock on the data folder', () => {
  let folder: string;
  let child: ChildProcess | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lock-'));
  });
  afterEach(() => {
    child?.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  /** Another process that holds the lock until it is killed. */
  const lockElsewhere = async (): Promise<ChildProcess> => {
    const script = `const { lockDataFolder } = await import(${JSON.stringify(MODULE)}); lockDataFolder(${JSON.stringify(folder)}); console.log('locked'); setInterval(() => undefined, 1000);`;
    child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    if (!child.stdout) throw new Error('The child has no output');
    await once(child.stdout, 'data');
    return child;
  };

  it('refuses a second agent with a clear sentence, and is free again when the first was killed', { timeout: 20_000 }, async () => {
    const first = await lockElsewhere();
    expect(() => lockDataFolder(folder)).toThrow(
      expect.objectContaining({
        code: 'storage_unavailable',
        message: `Another agent already works with the data in ${folder}.`,
        hint: expect.stringContaining('AGENT_DATA_DIR'),
      }),
    );
    first.kill('SIGKILL');
    await once(first, 'exit');
    lockDataFolder(folder).release();
  });

  it('holds within one process too, until it is released', () => {
    const lock = lockDataFolder(folder);
    expect(() => lockDataFolder(folder)).toThrow('Another agent');
    lock.release();
    lockDataFolder(folder).release();
  });

  it('says what is wrong with a folder that is not there', () => {
    expect(() => lockDataFolder(join(folder, 'none'))).toThrow('directory does not exist');
  });
});
