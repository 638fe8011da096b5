import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as z from 'zod';

/** A child of ours: its number, and the command line by which it is known again after the number may have gone to another program. */
const Child = z.strictObject({ pid: z.int().positive(), command: z.array(z.string()).min(1) });
type Child = z.infer<typeof Child>;

/** On a full disk it is not remembered: the tunnel matters more. */
export function rememberChild(file: string, child: Child): void {
  try {
    writeFileSync(file, JSON.stringify(child), { mode: 0o600 });
  } catch {
    forgetChild(file);
  }
}

export function forgetChild(file: string): void {
  rmSync(file, { force: true });
}

/**
 * Ends the client an agent left behind that was killed: it would keep the port at the tunnel's other end, and lead to a listener that is gone.
 * Answers whether there was one.
 */
export function endLeftBehind(file: string): boolean {
  const child = readChild(file);
  forgetChild(file);
  if (child === undefined || commandOf(child.pid) !== child.command.join(' ')) return false;
  try {
    process.kill(child.pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}

function readChild(file: string): Child | undefined {
  try {
    return Child.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Linux tells without a program; elsewhere `ps` does. On Windows nothing tells, and nothing is ended. */
function commandOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replace(/\0$/, '').replaceAll('\0', ' ');
    return execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}
