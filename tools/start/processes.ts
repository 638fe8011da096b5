import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { readable } from './log-lines.ts';

const PATIENCE_MS = 10_000;

export type Task = { name: string; command: string; args: readonly string[]; cwd: string; env: NodeJS.ProcessEnv };
export type Ended = { name: string; code: number | null; signal: NodeJS.Signals | null };

/** The processes of one `npm start`: what they say is kept in log files, what a person should know is shown. */
export type Processes = {
  start: (task: Task, onEnd: (ended: Ended) => void) => { gone: () => boolean };
  /** Asks all to end, in the reverse of the order they were started, and insists after ten seconds. */
  stop: () => Promise<void>;
};

export function createProcesses(logFolder: string, show: (line: string) => void): Processes {
  mkdirSync(logFolder, { recursive: true });
  const running = new Map<ChildProcess, Promise<void>>();
  return {
    start: (task, onEnd) => {
      // A group of its own: Ctrl-C reaches this process only, which then ends the others in order.
      const child = spawn(task.command, task.args, {
        cwd: task.cwd,
        env: task.env,
        detached: process.platform !== 'win32',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const tell = (line: string) => show(`${task.name.padEnd(8)} ${line}`);
      follow(child, { log: join(logFolder, `${task.name}.log`), tell });
      const ended = Promise.withResolvers<void>();
      running.set(child, ended.promise);
      const end = (code: number | null, signal: NodeJS.Signals | null) => {
        if (!running.delete(child)) return;
        ended.resolve();
        onEnd({ name: task.name, code, signal });
      };
      child.once('error', (fault) => {
        tell(fault.message);
        end(null, null);
      });
      child.once('close', end);
      return { gone: () => !running.has(child) };
    },
    stop: async () => {
      for (const [child, ended] of [...running].toReversed()) await endChild(child, ended);
    },
  };
}

async function endChild(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill('SIGTERM');
  const insist = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  await ended;
  clearTimeout(insist);
}

function follow(child: ChildProcess, { log, tell }: { log: string; tell: (line: string) => void }): void {
  // Opened now: a task that cannot be started ends before a stream has opened its file.
  const file = createWriteStream(log, { fd: openSync(log, 'w') });
  file.on('error', (fault) => tell(`Its log cannot be written: ${fault.message}`));
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      file.write(`${line}\n`);
      const text = readable(line);
      if (text !== undefined) tell(text);
    });
  }
  child.once('close', () => file.end());
}

/** How it ended, and where to read why. */
export function endSentence({ name, code, signal }: Ended, logFolder: string): string {
  const how = signal !== null ? `was ended by ${signal}` : code === null ? 'could not be started' : `ended with exit code ${code}`;
  return `The ${name} ${how}; its whole log is ${join(logFolder, `${name}.log`)}`;
}
