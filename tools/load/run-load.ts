import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectors } from '@banrimkwae/connectors';
import { createSandboxControl } from '../../apps/agent/src/practice/index.ts';
import { residentMbOf } from '../bench/agent-process.ts';
import { AgentKeeper, freePort } from '../faults/agent-keeper.ts';
import { readBooks } from '../faults/books.ts';
import { type Desk, openDesk } from '../faults/desk.ts';
import { agentBundle, bundleAgent } from '../packaging/bundle-agent.ts';
import type { Tally } from './answer-times.ts';
import { workAtDesk } from './desk-work.ts';
import type { Sample } from './memory-slope.ts';
import { type Sent, sendDeliveries } from './senders.ts';

export type LoadOptions = { minutes: number; connections: number; deliveriesPerSecond: number; tasksPerSecond: number };
export type LoadResult = {
  options: LoadOptions;
  sent: Sent;
  desk: Tally;
  /** Calls to providers, as the agent counts them. */
  requests: number;
  memory: Sample[];
  /** Acknowledged, and not worked through in the end. */
  lost: string[];
  /** The agent was started more than once: it ended by itself. */
  ended: readonly string[];
};

const SETTLE_MS = 120_000;
const BURST_EVERY_MS = 20_000;
const root = resolve(import.meta.dirname, '../..');

/** A whole agent and a whole sandbox, each in a process of its own; this one sends and works at the desk. */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const folder = mkdtempSync(join(tmpdir(), 'load-'));
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir, { mode: 0o700 });
  const sandbox = await startSandbox();
  try {
    const script = await bundleAgent({ ...agentBundle, out: join(folder, 'agent') });
    const ports = { api: await freePort(), webhooks: await freePort() };
    const place = { script, dataDir, ports, sandboxUrl: sandbox.url, redisUrl: undefined, cacheDir: join(folder, 'cache') };
    const keeper = await AgentKeeper.start(place);
    try {
      return await measure(keeper, options);
    } finally {
      await keeper.stop();
    }
  } finally {
    sandbox.process.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  }
}

async function measure(keeper: AgentKeeper, options: LoadOptions): Promise<LoadResult> {
  const desk = openDesk(keeper.apiUrl);
  const before = await countRequests(desk);
  const forMs = options.minutes * 60_000;
  const watching = watchMemory(keeper);
  const control = createSandboxControl(keeper.place.sandboxUrl, fetch);
  const [sent, tally] = await Promise.all([
    sendDeliveries({
      url: `http://127.0.0.1:${keeper.place.ports.webhooks}`,
      secret: String(connectors.get('line')?.manifest.practice.values.channelSecret),
      connections: options.connections,
      perSecond: options.deliveriesPerSecond,
      burstEveryMs: Math.min(BURST_EVERY_MS, forMs / 2),
      forMs,
    }),
    workAtDesk({ desk, control, perSecond: options.tasksPerSecond, forMs }),
  ]);
  const memory = watching.stop();
  const lost = await settle(keeper, sent.acknowledged);
  const after = await countRequests(desk);
  return { options, sent, desk: tally, requests: after - before, memory, lost, ended: keeper.diedAlone };
}

async function countRequests(desk: Desk): Promise<number> {
  const rows = await desk.ask((client) => client.providers.metrics({ hours: 1 }));
  return rows.reduce((total, row) => total + row.total_requests, 0);
}

/** Once a second. */
function watchMemory(keeper: AgentKeeper): { stop: () => Sample[] } {
  const begun = performance.now();
  const samples: Sample[] = [];
  const timer = setInterval(() => samples.push({ minutes: (performance.now() - begun) / 60_000, mb: residentMbOf(keeper.pid) }), 1000);
  return {
    stop: () => {
      clearInterval(timer);
      return samples;
    },
  };
}

/** Waits until everything acknowledged is worked through; answers what is not in the end. */
async function settle(keeper: AgentKeeper, acknowledged: readonly string[]): Promise<string[]> {
  const end = performance.now() + SETTLE_MS;
  for (;;) {
    const { inbox } = readBooks(keeper.place.dataDir);
    const open = acknowledged.filter((id) => inbox.get(`line:${id}`)?.state !== 'completed');
    if (open.length === 0 || performance.now() > end) return open;
    await sleep(500);
  }
}

async function startSandbox(): Promise<{ url: string; process: ChildProcess }> {
  const child = spawn(process.execPath, [join(root, 'apps/sandbox/src/main.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, SANDBOX_PORT: '0', SANDBOX_PACE: '0' },
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /http:\S+/.exec(line)?.[0];
    child.stdout.resume();
    if (url !== undefined) return { url, process: child };
  }
  await once(child, 'exit');
  throw new Error('The sandbox did not start');
}
