import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { Command } from './secret-session.ts';

export const root = resolve(import.meta.dirname, '../..');
const LIMIT_MS = 30 * 60_000;

export type Ran = { code: number; output: string };

/** Runs a command in the project to its end. `show`: its output goes to the terminal instead of into the answer. */
export function run({ command, args, env }: Command, show: boolean): Promise<Ran> {
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
      timeout: LIMIT_MS,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.once('error', (fault) => done({ code: 1, output: fault.message }));
    child.once('close', (code) => done({ code: code ?? 1, output }));
  });
}

/** A program of node_modules. */
export function tool(name: string, ...args: readonly string[]): Command {
  return { command: resolve(root, 'node_modules/.bin', process.platform === 'win32' ? `${name}.cmd` : name), args, env: {} };
}
