import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Machine = { platform: NodeJS.Platform; environment: NodeJS.ProcessEnv; root: boolean };

/** Why no window can be opened on this machine, or undefined. */
export function noWindowReason({ platform, environment, root }: Machine): string | undefined {
  if (platform === 'linux' && !environment.DISPLAY && !environment.WAYLAND_DISPLAY) return 'this machine has no display';
  if (platform === 'linux' && root) return "Electron's sandbox does not run as root";
  return undefined;
}

/** Path of the Electron executable inside the npm package, once it was fetched. */
export function electronBinary(root: string): string | undefined {
  const folder = join(root, 'node_modules/electron');
  const note = join(folder, 'path.txt');
  if (!existsSync(note)) return undefined;
  const binary = join(folder, 'dist', readFileSync(note, 'utf8').trim());
  return existsSync(binary) ? binary : undefined;
}

/** The executable, fetched by the npm package's own script if it is not here yet; or why there is none. */
export function fetchElectron(root: string, say: (line: string) => void): { binary: string } | { problem: string } {
  const present = electronBinary(root);
  if (present !== undefined) return { binary: present };
  say('Fetching Electron (once) …');
  const fetched = spawnSync(process.execPath, [join(root, 'node_modules/electron/install.js')], { encoding: 'utf8', timeout: 180_000 });
  const binary = electronBinary(root);
  if (binary !== undefined) return { binary };
  const why = fetched.stderr.split('\n').find((line) => /error|ENOTFOUND|ECONN|fail/i.test(line));
  return { problem: `the Electron program could not be fetched${why === undefined ? '' : ` (${why.trim()})`}` };
}
