import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program that tests start, and the Debian packages it comes in. */
export type Tool = { command: string; packages: readonly string[] };

export const TOOLS: readonly Tool[] = [
  { command: 'chromium', packages: ['chromium'] },
  { command: 'redis-server', packages: ['redis-server'] },
  { command: 'gnome-keyring-daemon', packages: ['gnome-keyring', 'libsecret-1-0'] },
  { command: 'dbus-run-session', packages: ['dbus'] },
  { command: 'ssh', packages: ['openssh-client'] },
  { command: 'sshd', packages: ['openssh-server'] },
];
/** For a real Electron on a machine without a display. */
export const DISPLAY_TOOLS: readonly Tool[] = [{ command: 'xvfb-run', packages: ['xvfb', 'xauth'] }];

export type Machine = { apt: boolean; root: boolean; sudo: boolean };
export type Plan =
  | { kind: 'nothing' }
  | { kind: 'install'; prefix: readonly string[]; packages: readonly string[] }
  | { kind: 'tell'; sentence: string };

/** What to do about programs that are missing: nothing, install them, or name the exact command. */
export function planFor(missing: readonly Tool[], { apt, root, sudo }: Machine): Plan {
  if (missing.length === 0) return { kind: 'nothing' };
  const packages = [...new Set(missing.flatMap((tool) => tool.packages))];
  if (apt && root) return { kind: 'install', prefix: [], packages };
  if (apt && sudo) return { kind: 'install', prefix: ['sudo', '-n'], packages };
  return { kind: 'tell', sentence: `Some tests will be skipped here. To run them too: ${installCommand(missing, apt)}` };
}

export function installCommand(missing: readonly Tool[], apt: boolean): string {
  const packages = [...new Set(missing.flatMap((tool) => tool.packages))].join(' ');
  return apt ? `sudo apt-get install -y --no-install-recommends ${packages}` : `install what Debian calls ${packages}`;
}

export function has(command: string): boolean {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => folder !== '' && existsSync(join(folder, command)));
}

export function lookAround(): Machine {
  return {
    apt: has('apt-get'),
    root: process.getuid?.() === 0,
    sudo: has('sudo') && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0,
  };
}

/** Installs without starting any of the services: tests start their own, on ports of their own. */
const INSTALL = `
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\\nexit 101\\n' > "$policy" && chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq && apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "$@"`;

/** Brings the missing programs here where that is possible, and says what it did or what a person could do. */
export function provide(tools: readonly Tool[], say: (line: string) => void): void {
  const missing = tools.filter(({ command }) => !has(command));
  const plan = planFor(missing, lookAround());
  if (plan.kind === 'nothing') return;
  if (plan.kind === 'tell') return say(plan.sentence);
  say(`Installing Debian packages: ${plan.packages.join(' ')} …`);
  const [command = 'sh', ...args] = [...plan.prefix, 'sh', '-c', INSTALL, 'sh', ...plan.packages];
  const done = spawnSync(command, args, { encoding: 'utf8', timeout: 900_000 });
  if (done.status === 0) return;
  const why = done.stderr?.trim().split('\n').at(-1) ?? '';
  say(`They could not be installed (${why}). Some tests will be skipped; by hand: ${installCommand(missing, true)}`);
}
