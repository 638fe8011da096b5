/**
 * A call through the gateway (limits, breaker, retry, deadline, schema, redaction, log row with roll-ups on disk) against a bare undici pool
 * with a connection for each call: the same request, 50 and 1000 calls at once. The third contender is a bare pool of the gateway's own size.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connector } from '@banrimkwae/connector-kit/connector';
import { Pool } from 'undici';
import * as z from 'zod';
import { migrationsFolder } from '../../apps/agent/src/assets.ts';
import { createNewId, systemClock } from '../../apps/agent/src/clock.ts';
import { createGateway, type Gateway } from '../../apps/agent/src/gateway/index.ts';
import type { CallableProvider } from '../../apps/agent/src/gateway/port.ts';
import { createRequestLog } from '../../apps/agent/src/request-log/index.ts';
import { openDatabase } from '../../apps/agent/src/store/database.ts';
import { migrate } from '../../apps/agent/src/store/migrate.ts';
import type { Figure, Outcome } from './figures.ts';
import type { BenchOptions } from './options.ts';
import { measureRounds, ratioOf } from './rounds.ts';

const SLICE_MS = 2000;
const CONNECTIONS = 128;
const BODY = { amount: 150_000, currency: 'thb', description: 'y'.repeat(300), metadata: { payment_id: 'pay_01kb0000000000000000000000' } };
const Answer = z.object({ id: z.string(), status: z.string(), amount: z.number(), currency: z.string() });
const silent = { debug: () => undefined, warn: console.warn };

/** Calls a second while `concurrency` callers each make one after the other. */
async function slice(concurrency: number, callOnce: () => Promise<unknown>): Promise<number> {
  const until = performance.now() + SLICE_MS;
  let count = 0;
  const caller = async (): Promise<void> => {
    while (performance.now() < until) {
      await callOnce();
      count += 1;
    }
  };
  const before = performance.now();
  await Promise.all(Array.from({ length: concurrency }, caller));
  return count / ((performance.now() - before) / 1000);
}

function rawCall(pool: Pool): () => Promise<unknown> {
  const headers = { 'content-type': 'application/json', authorization: 'Bearer sk_test_bench_secret', 'idempotency-key': 'key-bench-1' };
  return async () => {
    const { body } = await pool.request({ method: 'POST', path: '/charges', headers, body: JSON.stringify(BODY) });
    return body.json();
  };
}

function gatewayCall(gateway: Gateway, provider: CallableProvider): () => Promise<unknown> {
  return () =>
    gateway.call({ provider, endpoint: 'charge', request: { body: BODY, idempotencyKey: 'key-bench-1' }, schema: Answer, trace: {} });
}

function benchProvider(url: string): CallableProvider {
  const connector: Connector = {
    manifest: {
      id: 'bench',
      name: 'Bench',
      type: 'payment',
      capabilities: [],
      fields: [{ name: 'secretKey', label: { en: 'Key', th: 'คีย์' }, type: 'password', secret: true }],
      hosts: { api: { live: 'https://bench.test' } },
      auth: { kind: 'bearer', field: 'secretKey' },
      rateLimitPerMinute: 10_000_000,
      timeoutSeconds: 30,
      retryAttempts: 3,
      endpoints: {
        charge: {
          method: 'POST',
          path: '/charges',
          requestFormat: 'json',
          responseFormat: 'json',
          retry: 'with_key',
          idempotencyHeader: 'Idempotency-Key',
          movesMoney: true,
        },
      },
      practice: { values: {}, scenes: {} },
      docs: [],
    },
    testConnection: async () => ({ message: 'ok' }),
  };
  return {
    connector,
    rowId: 1,
    status: 'active',
    configured: true,
    config: { secretKey: 'sk_test_bench_secret' },
    hosts: { api: url },
    rateLimitPerMinute: 10_000_000,
    timeoutSeconds: 30,
    retryAttempts: 3,
    endpoint: () => ({ rowId: 1, rateLimitPerMinute: 10_000_000, timeoutSeconds: null, retryEnabled: true, cacheTtlSeconds: 0 }),
  };
}

function openGateway(folder: string, url: string) {
  const database = openDatabase(join(folder, 'agent.db'), 'FULL');
  migrate(database, migrationsFolder);
  database.exec(
    `INSERT INTO integration_providers (id, name, type, created_at, updated_at) VALUES (1, 'bench', 'payment', '', '');
     INSERT INTO integration_endpoints (id, provider_id, endpoint_name, endpoint_path, http_method, created_at) VALUES (1, 1, 'charge', '/charges', 'POST', '')`,
  );
  const requestLog = createRequestLog({ path: join(folder, 'requests.db'), clock: systemClock, log: silent });
  const gateway = createGateway({
    clock: systemClock,
    random: Math.random,
    newId: createNewId(systemClock),
    database,
    requestLog,
    allowHost: (base) => base.origin === url,
    globalRateLimitPerMinute: 10_000_000,
    log: silent,
    pool: { connections: CONNECTIONS },
  });
  const close = async (): Promise<void> => {
    await gateway.close();
    requestLog.close();
    database.close();
  };
  return { callOnce: gatewayCall(gateway, benchProvider(url)), losses: requestLog.losses, close };
}

const GATEWAY = 'gateway';
const BARE = 'bare pool';
const SAME_SIZE = `bare pool of ${CONNECTIONS}`;

export async function benchGateway({ rounds }: BenchOptions): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-gateway-'));
  const peer = fork(join(import.meta.dirname, 'provider-peer.ts'));
  const [port] = (await once(peer, 'message')) as [number];
  const url = `http://127.0.0.1:${port}`;
  const gateway = openGateway(folder, url);
  const sameSize = new Pool(url, { connections: CONNECTIONS });
  const figures: Figure[] = [];
  for (const concurrency of [50, 1000]) {
    const bare = new Pool(url, { connections: concurrency });
    const contenders = [
      { name: BARE, slice: () => slice(concurrency, rawCall(bare)) },
      { name: GATEWAY, slice: () => slice(concurrency, gateway.callOnce) },
      { name: SAME_SIZE, slice: () => slice(concurrency, rawCall(sameSize)) },
    ];
    const measured = await measureRounds(contenders, rounds);
    await bare.close();
    figures.push({
      name: `gateway call, all layers and log row / bare undici Pool, ${concurrency} at once`,
      ratio: ratioOf(measured, GATEWAY, BARE),
      aim: { atLeast: 0.8 },
    });
    figures.push({
      name: `  the same / bare Pool of ${CONNECTIONS} connections, ${concurrency} at once`,
      ratio: ratioOf(measured, GATEWAY, SAME_SIZE),
    });
  }
  const { rows, bodies } = gateway.losses();
  await gateway.close();
  await sameSize.close();
  peer.kill();
  rmSync(folder, { recursive: true });
  return { figures, notes: rows + bodies > 0 ? [`The log left out ${rows} rows and ${bodies} bodies`] : [] };
}
