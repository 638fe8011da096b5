import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** How a process is started that tells on its standard output when it listens. */
export type Launch = { args: readonly string[]; env: NodeJS.ProcessEnv; listening: string };

/** `said`: the line that told that it listens. */
export type Running = { process: ChildProcess; startMs: number; said: string };

/** A live agent with a data folder of its own, free ports, its key in the environment: nothing is asked of a keychain or of the network. */
export function agentLaunch(script: string, dataDir: string, environment: NodeJS.ProcessEnv = {}): Launch {
  return {
    args: [script, 'start'],
    env: {
      PATH: process.env.PATH,
      HOME: dataDir,
      NODE_ENV: 'production',
      AGENT_DATA_DIR: dataDir,
      AGENT_API_PORT: '0',
      AGENT_WEBHOOK_PORT: '0',
      AGENT_MASTER_KEY: MASTER_KEY,
      ...environment,
    },
    listening: '"msg":"The agent runs"',
  };
}

/** Node with a server of its own and nothing else. */
export const bareLaunch: Launch = {
  args: [
    '--input-type=module',
    '-e',
    `import { createServer } from 'node:http'; createServer().listen(0, '127.0.0.1', () => console.log('listening'));`,
  ],
  env: { PATH: process.env.PATH },
  listening: 'listening',
};

const MASTER_KEY = randomBytes(32).toString('base64');

/** Resolves when it listens; the time is from the start of the process until then. */
export async function launch({ args, env, listening }: Launch): Promise<Running> {
  const before = performance.now();
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout }))
    if (line.includes(listening)) {
      child.stdout.resume();
      return { process: child, startMs: performance.now() - before, said: line };
    }
  throw new Error(`node ${args.join(' ')} ended before it listened`);
}

export async function end({ process: child }: Running): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

/** Resident memory in MB. */
export function residentMb({ process: child }: Running): number {
  return residentMbOf(child.pid ?? 0);
}

export function residentMbOf(pid: number): number {
  if (process.platform !== 'linux') return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

/** Runs the work with a folder that is gone afterwards. */
export async function inFolder<Answer>(work: (folder: string) => Promise<Answer>): Promise<Answer> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-agent-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
