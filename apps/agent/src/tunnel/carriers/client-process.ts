import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { forgetChild, rememberChild } from './left-behind.ts';

export type ClientProcessRun = {
  command: string;
  args: readonly string[];
  /** All of the child's environment: nothing of ours is handed on by accident. */
  environment: Readonly<Record<string, string>>;
  /** Remembers the child here, so that the next agent can end it should this one be killed. */
  rememberIn: string;
  say: (line: string) => void;
  /** It ended without being told to. */
  ended: (how: string) => void;
};
export type ClientProcess = { stop: () => Promise<void> };

/** Time to end by itself, e.g. to tell its server; a hung one is then killed. */
const GRACE_MS = 500;

/** A tunnel's client as a child of ours, its lines read as they come. Never throws: what cannot be started has `ended`. */
export function startClient({ command, args, environment, rememberIn, say, ended }: ClientProcessRun): ClientProcess {
  const child = spawn(command, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
  let over = false;
  if (child.pid !== undefined) rememberChild(rememberIn, { pid: child.pid, command: [command, ...args] });
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', say);
  // At once, not with its last lines: by then the next client may be remembered in the same place.
  child.once('exit', () => forgetChild(rememberIn));
  // Its end is told after its last lines: they say why.
  const gone = new Promise<void>((resolve) => {
    const end = (how: string) => {
      resolve();
      if (!over) ended(how);
      over = true;
    };
    child.once('error', (fault) => end(fault.message));
    child.once('close', (code, signal) => end(signal === null ? `exit status ${code}` : `ended by ${signal}`));
  });
  return {
    stop: async () => {
      over = true;
      await endProcess(child, gone);
    },
  };
}

async function endProcess(child: ChildProcess, gone: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  child.kill('SIGTERM');
  const kill = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  await Promise.race([gone, once(child, 'exit')]);
  clearTimeout(kill);
}
