import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../..');
const READY_MS = 30_000;

/** The real sandbox and the real agent, each a process of its own, in the practice profile with its played week. */
export type WholeProduct = {
  address: string;
  apiPort: number;
  /** Lets the outside world do something; answers what it says of it. */
  play: (provider: string, scene: string, input?: object) => Promise<unknown>;
  close: () => Promise<void>;
};

export async function startWholeProduct(): Promise<WholeProduct> {
  const [api = 0, webhooks = 0, sandbox = 0] = await Promise.all([freePort(), freePort(), freePort()]);
  const dataDir = mkdtempSync(join(tmpdir(), 'whole-product-'));
  const env = {
    PATH: process.env.PATH,
    HOME: dataDir,
    AGENT_PROFILE: 'practice',
    AGENT_DATA_DIR: join(dataDir, 'agent'),
    AGENT_API_PORT: String(api),
    AGENT_WEBHOOK_PORT: String(webhooks),
    AGENT_MASTER_KEY: Buffer.alloc(32, 3).toString('base64'),
    AGENT_LOG_LEVEL: 'error',
    AGENT_WEB_DIR: join(root, 'apps/desktop/out/renderer'),
    SANDBOX_PORT: String(sandbox),
    SANDBOX_PACE: '0',
  };
  const start = (...args: string[]) => spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] });
  const world = start('apps/sandbox/src/main.ts');
  await answers(`http://127.0.0.1:${sandbox}/_sandbox/health`, world);
  const agent = start('apps/agent/src/cli.ts', 'start');
  const address = `http://127.0.0.1:${api}`;
  await answers(`${address}/readyz`, agent);
  return {
    address,
    apiPort: api,
    play: (provider, scene, input = {}) => play(sandbox, { provider, scene, input }),
    close: async () => {
      await Promise.all([agent, world].map(stop));
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function play(port: number, { provider, scene, input }: { provider: string; scene: string; input: object }): Promise<unknown> {
  const answer = await fetch(`http://127.0.0.1:${port}/_sandbox/scenes/${provider}/${scene}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
  if (!answer.ok) throw new Error(`${provider} ${scene}: ${await answer.text()}`);
  return ((await answer.json()) as { result: unknown }).result;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port');
  return address.port;
}

async function answers(address: string, child: ChildProcess): Promise<void> {
  const end = Date.now() + READY_MS;
  for (;;) {
    const ok = await fetch(address).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ok) return;
    if (child.exitCode !== null || Date.now() > end) throw new Error(`Nothing answers at ${address}`);
    await new Promise((later) => setTimeout(later, 50));
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
