import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ConfigValues, Connector } from '@banrimkwae/connector-kit/connector';
import type { EndpointManifest, Manifest } from '@banrimkwae/connector-kit/manifest';
import { AppError } from '@banrimkwae/contract/errors';
import Database from 'better-sqlite3';
import { afterEach } from 'vitest';
import * as z from 'zod';
import type { RequestRecord } from '../request-log/port.ts';
import type { Sqlite } from '../store/database.ts';
import { createGateway, type GatewayDeps } from './gateway.ts';
import type { CallableEndpoint, CallableProvider, GatewayCall } from './port.ts';

/** For the tests of this room: a provider on a real local server, and a gateway before it. */

export type Seen = { method: string; url: string; headers: IncomingMessage['headers']; body: string };
export type Answering = (seen: Seen, response: ServerResponse, count: number) => void;

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

export async function startProvider(answer: Answering) {
  const seen: Seen[] = [];
  const sockets = { opened: 0 };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one: Seen = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      seen.push(one);
      answer(one, response, seen.length);
    });
  });
  server.on('connection', () => {
    sockets.opened += 1;
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const stop = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  ends.push(stop);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, sockets, stop };
}

export function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

const ENDPOINTS = {
  read: { method: 'GET', path: '/things/{id}', requestFormat: 'query', responseFormat: 'json', retry: 'safe' },
  write: { method: 'POST', path: '/things', requestFormat: 'json', responseFormat: 'json', retry: 'never' },
  pay: {
    method: 'POST',
    path: '/payments',
    requestFormat: 'form',
    responseFormat: 'json',
    retry: 'with_key',
    idempotencyHeader: 'Idempotency-Key',
    movesMoney: true,
  },
  token: { method: 'POST', path: '/token', requestFormat: 'form', responseFormat: 'json', retry: 'safe', anonymous: true },
} as const satisfies Record<string, EndpointManifest>;

export type ProviderSetup = {
  url: string;
  id?: string;
  rowId?: number;
  manifest?: Partial<Manifest>;
  endpoints?: Record<string, Partial<EndpointManifest>>;
  tuned?: Partial<CallableEndpoint>;
  connector?: Partial<Connector>;
  config?: ConfigValues;
  provider?: Partial<CallableProvider>;
};

export function aProvider(setup: ProviderSetup): CallableProvider {
  const { id = 'acme', rowId = 1 } = setup;
  const endpoints: Record<string, EndpointManifest> = { ...ENDPOINTS };
  for (const [name, change] of Object.entries(setup.endpoints ?? {}))
    endpoints[name] = { ...(endpoints[name] ?? ENDPOINTS.read), ...change };
  const manifest: Manifest = {
    id,
    name: 'Acme',
    type: 'payment',
    capabilities: [],
    fields: [{ name: 'secretKey', label: { en: 'Key', th: 'คีย์' }, type: 'password', secret: true }],
    hosts: { api: { live: 'https://api.acme.test' } },
    auth: { kind: 'bearer', field: 'secretKey' },
    rateLimitPerMinute: 100_000,
    timeoutSeconds: 5,
    retryAttempts: 2,
    endpoints,
    practice: { values: {}, scenes: {} },
    docs: [],
    ...setup.manifest,
  };
  const names = Object.keys(endpoints);
  return {
    connector: { manifest, testConnection: async () => ({ message: 'ok' }), ...setup.connector },
    rowId,
    status: 'active',
    configured: true,
    config: setup.config ?? { secretKey: 'sk_test_very_secret' },
    hosts: { api: setup.url },
    rateLimitPerMinute: manifest.rateLimitPerMinute,
    timeoutSeconds: manifest.timeoutSeconds,
    retryAttempts: manifest.retryAttempts,
    endpoint: (name) => {
      const manifestEndpoint = endpoints[name];
      return {
        rowId: rowId * 100 + names.indexOf(name),
        rateLimitPerMinute: manifestEndpoint?.rateLimitPerMinute ?? null,
        timeoutSeconds: manifestEndpoint?.timeoutSeconds ?? null,
        retryEnabled: true,
        cacheTtlSeconds: manifestEndpoint?.cacheTtlSeconds ?? 0,
        ...setup.tuned,
      };
    },
    ...setup.provider,
  };
}

/** Rows for providers 1 to 3, as the providers room makes them. */
export function agentDatabase(): Sqlite {
  const database = new Database(':memory:');
  database.exec(readFileSync(new URL('../store/migrations/0001_ground.sql', import.meta.url), 'utf8'));
  const provider = database.prepare(
    "INSERT INTO integration_providers (id, name, type, created_at, updated_at) VALUES (?, ?, 'payment', '', '')",
  );
  const endpoint = database.prepare(
    "INSERT INTO integration_endpoints (id, provider_id, endpoint_name, endpoint_path, http_method, created_at) VALUES (?, ?, ?, '/', 'GET', '')",
  );
  for (const id of [1, 2, 3]) {
    provider.run(id, `provider-${id}`);
    for (let index = 0; index < 20; index += 1) endpoint.run(id * 100 + index, id, `endpoint-${index}`);
  }
  ends.push(() => {
    database.close();
  });
  return database;
}

/** Time that only moves when something waits: `waits` lists for how long. */
export function fakeTime(start = Date.parse('2026-11-23T02:00:00.000Z')) {
  const time = { now: start };
  const waits: number[] = [];
  return {
    time,
    waits,
    clock: { now: () => new Date(time.now) },
    wait: async (ms: number) => {
      waits.push(ms);
      time.now += ms;
    },
  };
}

export function openGateway(deps: Partial<GatewayDeps> = {}) {
  const rows: RequestRecord[] = [];
  const warnings: unknown[] = [];
  let ids = 0;
  const gateway = createGateway({
    clock: { now: () => new Date() },
    random: () => 0,
    newId: (prefix) => {
      ids += 1;
      return `${prefix}_${ids}`;
    },
    database: deps.database ?? agentDatabase(),
    requestLog: { push: (row) => rows.push(row) },
    allowHost: () => true,
    globalRateLimitPerMinute: 1_000_000,
    log: { debug: () => undefined, warn: (fields: unknown) => warnings.push(fields) },
    ...deps,
  });
  ends.push(() => gateway.close());
  return { gateway, rows, warnings };
}

export const Thing = z.object({ id: z.string() });

export function reading(provider: CallableProvider, change: Partial<GatewayCall<{ id: string }>> = {}): GatewayCall<{ id: string }> {
  return { provider, endpoint: 'read', request: { path: { id: '1' } }, schema: Thing, trace: {}, ...change };
}

export function paying(provider: CallableProvider, change: Partial<GatewayCall<{ id: string }>> = {}): GatewayCall<{ id: string }> {
  return {
    provider,
    endpoint: 'pay',
    request: { body: { amount: 100 }, idempotencyKey: 'key-12345' },
    schema: Thing,
    trace: { paymentId: 'pay_1' },
    ...change,
  };
}

/** What a caller sees of a call that fails. */
export async function faultOf(call: Promise<unknown>): Promise<{ code: string } & AppError['details']> {
  const ended = await call.then(
    () => new Error('It did not fail'),
    (fault: unknown) => fault,
  );
  if (!(ended instanceof AppError)) throw ended;
  const { cause: _, ...details } = ended.details;
  return { code: ended.code, ...details };
}
