/**
 * Servers that take deliveries, started by ingress.ts: `line` appends a line and syncs the file for each, `unstored` only checks the
 * signature, `inbox` is the ingress, `journey` the ingress with a job that works through every event. Tells its port; ends with its parent.
 */
import { fdatasync, mkdtempSync, openSync, rmSync, write } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Connector } from '@banrimkwae/connector-kit/connector';
import { hmacVerifier } from '@banrimkwae/connector-kit/webhook-verifiers';
import { inboxMigrationsFolder, inboxWriterFile, migrationsFolder } from '../../apps/agent/src/assets.ts';
import { createNewId, systemClock } from '../../apps/agent/src/clock.ts';
import { createIngress } from '../../apps/agent/src/ingress/index.ts';
import { createJobQueue, type JobQueue, sqliteBell } from '../../apps/agent/src/jobs/index.ts';
import { createLiveEvents } from '../../apps/agent/src/live/live-events.ts';
import { openDatabase } from '../../apps/agent/src/store/database.ts';
import { migrate } from '../../apps/agent/src/store/migrate.ts';

const SECRET = 'bench-webhook-secret';
const folder = mkdtempSync(join(tmpdir(), 'bench-ingress-'));
const verify = hmacVerifier({ header: 'x-bench-signature', hash: 'sha256', encoding: 'hex' });
const silent = { info: () => undefined, warn: console.warn, error: console.error };

const connector: Connector = {
  manifest: {
    id: 'bench',
    name: 'Bench',
    type: 'payment',
    capabilities: [],
    fields: [],
    hosts: { api: { live: 'https://bench.test' } },
    auth: { kind: 'none' },
    rateLimitPerMinute: 60,
    timeoutSeconds: 30,
    retryAttempts: 0,
    endpoints: {},
    practice: { values: {}, scenes: {} },
    docs: [],
  },
  testConnection: async () => ({ message: 'ok' }),
  webhook: {
    verify,
    events: ({ rawBody }) => {
      const { id, type, created } = JSON.parse(rawBody.toString('utf8')) as { id: string; type: string; created: number };
      return [{ id, type, occurredAt: new Date(created), about: { kind: 'reservations' }, data: {} }];
    },
  },
};

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A plain server around one way of taking a body; answers its port. */
function serve(take: (body: Buffer, request: IncomingMessage) => Promise<number> | number): Promise<number> {
  const server = createServer(async (request, response) => {
    const status = await take(await bodyOf(request), request);
    response.writeHead(status, { 'content-length': 2 }).end('ok');
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
}

function appendLines(): Promise<number> {
  const file = openSync(join(folder, 'lines'), 'a');
  const append = promisify(write) as (file: number, text: string) => Promise<unknown>;
  const sync = promisify(fdatasync);
  return serve(async (body) => {
    await append(file, `${body.toString('utf8')}\n`);
    await sync(file);
    return 200;
  });
}

function checkOnly(): Promise<number> {
  return serve((rawBody, { headers }) => {
    const delivery = { rawBody, headers: headers as Record<string, string>, query: {}, receivedAt: new Date() };
    return verify(delivery, [SECRET]).accepted ? 200 : 401;
  });
}

async function ingress(withJobs: boolean): Promise<number> {
  const database = openDatabase(join(folder, 'agent.db'), 'FULL');
  migrate(database, migrationsFolder);
  const live = createLiveEvents(systemClock, 'bench');
  const newId = createNewId(systemClock);
  const queue = createJobQueue({ database, clock: systemClock, newId, random: Math.random, live, log: silent, bell: sqliteBell() });
  const none: Pick<JobQueue, 'add' | 'get' | 'handle'> = { add: () => '', get: () => undefined, handle: () => undefined };
  const { listen } = createIngress({
    files: { inbox: join(folder, 'inbox.db'), migrations: inboxMigrationsFolder, writer: inboxWriterFile },
    database,
    providers: { webhookSecrets: () => [SECRET], run: () => Promise.reject(new Error('nobody is asked')) },
    connectors: new Map([['bench', connector]]),
    jobs: withJobs ? queue : none,
    live,
    audit: () => undefined,
    clock: systemClock,
    newId,
    appliers: { reservations: async () => undefined },
    log: silent,
  });
  if (withJobs) await queue.start();
  return (await listen(0, '127.0.0.1')).port;
}

const START: Readonly<Record<string, () => Promise<number>>> = {
  line: appendLines,
  unstored: checkOnly,
  inbox: () => ingress(false),
  journey: () => ingress(true),
};

process.once('disconnect', () => {
  rmSync(folder, { recursive: true });
  process.exit(0);
});
process.send?.(await START[process.argv[2] ?? '']?.());
