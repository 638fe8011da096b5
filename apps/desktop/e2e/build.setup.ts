import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';

test('the desktop builds without a warning', () => {
  const builder = join(dirname(createRequire(import.meta.url).resolve('electron-vite/package.json')), 'bin/electron-vite.js');
  const built = spawnSync(process.execPath, [builder, 'build'], { cwd: resolve(import.meta.dirname, '..'), encoding: 'utf8' });
  const said = `${built.stdout}${built.stderr}`;
  expect(built.status, said).toBe(0);
  expect(said).not.toMatch(/warn/i);
});
