import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = [
  'apps/desktop/src',
  'apps/desktop/electron.vite.config.ts',
  'apps/desktop/vite.renderer.config.ts',
  'apps/desktop/package.json',
  'packages/contract/src',
  'packages/money/src',
  'package-lock.json',
];
const OUT = 'apps/desktop/out';

/** A hash that changes with any source of the desktop; tests do not count. */
export function sourceHash(root: string, sources: readonly string[] = SOURCES): string {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (const file of filesOf(root, source))
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(root, file)))
        .update('\0');
  }
  return hash.digest('hex');
}

function filesOf(root: string, path: string): string[] {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (statSync(full).isFile()) return /\.test\.tsx?$/.test(path) ? [] : [path];
  return readdirSync(full)
    .toSorted()
    .flatMap((name) => filesOf(root, `${path}/${name}`));
}

/** Builds main, preload and renderer when a source changed since the last build. Throws with the builder's words. */
export function buildDesktop(root: string, say: (line: string) => void): void {
  const stamp = join(root, OUT, '.sources');
  const hash = sourceHash(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  say('Building the control centre …');
  const built = spawnSync(process.execPath, [builder(root), 'build'], { cwd: join(root, 'apps/desktop'), encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`The control centre could not be built.\n${built.stdout}${built.stderr}`);
  writeFileSync(stamp, hash);
}

export function builder(root: string): string {
  return join(root, 'node_modules/electron-vite/bin/electron-vite.js');
}
