import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Contract, contract } from '@banrimkwae/contract';
import type { Role } from '@banrimkwae/contract/roles';
import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { pino } from 'pino';
import { createSandbox } from '../../sandbox/src/server.ts';
import { createSimulators } from '../../sandbox/src/simulators/index.ts';
import { createWorld } from '../../sandbox/src/world.ts';
import type { Config } from './config.ts';
import { type RunningAgent, startAgent } from './main.ts';
import { createSandboxControl, type SandboxControl } from './practice/index.ts';

/** The whole agent over the whole sandbox, on ports of its own: for tests that ask what a desk or a provider sees. */

export type Client = ContractRouterClient<Contract>;
export type SandboxRig = { url: string; control: SandboxControl; close: () => Promise<void> };
export type AgentRig = {
  agent: RunningAgent;
  sandbox: SandboxRig;
  config: Config;
  url: string;
  webhookUrl: string;
  /** Signed in by practice's click, as a script is: by token. */
  as: (role: Role) => Promise<Client>;
  tokenOf: (role: Role) => Promise<string>;
  close: () => Promise<void>;
};

export async function startSandbox(): Promise<SandboxRig> {
  const world = createWorld();
  const day = { pace: () => 0, setPace: () => undefined };
  const { port, close } = await createSandbox({ world, simulators: createSimulators(world), day }).listen(0);
  const url = `http://127.0.0.1:${port}`;
  return { url, control: createSandboxControl(url, fetch), close };
}

export function rigConfig(sandboxUrl: string, change: Partial<Config> = {}): Config {
  return {
    dataDir: mkdtempSync(join(tmpdir(), 'agent-')),
    apiHost: '127.0.0.1',
    apiPort: 0,
    webhookPort: 0,
    profile: 'practice',
    masterKey: Buffer.alloc(32, 7).toString('base64'),
    redisUrl: undefined,
    sandboxUrl,
    logLevel: 'silent',
    webDir: undefined,
    callsPerMinute: 1000,
    programs: { searchPath: process.env.PATH ?? '', environment: { PATH: process.env.PATH ?? '' }, cloudflared: undefined },
    ...change,
  };
}

export async function startAgentRig(change: Partial<Config> = {}): Promise<AgentRig> {
  const sandbox = await startSandbox();
  const config = rigConfig(sandbox.url, change);
  const agent = await startAgent({ config, log: pino({ level: 'silent' }) });
  const url = `http://127.0.0.1:${agent.ports.api}`;
  const tokenOf = (role: Role) => practiceToken(url, role);
  return {
    agent,
    sandbox,
    config,
    url,
    webhookUrl: `http://127.0.0.1:${agent.ports.webhooks}`,
    tokenOf,
    as: async (role) => clientOf(url, await tokenOf(role)),
    close: async () => {
      await agent.stop();
      await sandbox.close();
    },
  };
}

export function clientOf(url: string, token?: string): Client {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return createORPCClient(new OpenAPILink(contract, { url: `${url}/api`, headers }));
}

async function practiceToken(url: string, role: Role): Promise<string> {
  const { token } = await clientOf(url).access.practiceSignIn({ role });
  if (token === undefined) throw new Error('No token was given');
  return token;
}

/** Looks again until it is as expected; the last look decides. */
export async function eventually<Value>(
  look: () => Promise<Value>,
  expected: (value: Value) => boolean,
  withinMs = 10_000,
): Promise<Value> {
  const end = performance.now() + withinMs;
  for (;;) {
    const value = await look();
    if (expected(value) || performance.now() > end) return value;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
