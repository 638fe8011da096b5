import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connector, connector, type ProviderEvent } from '@banrimkwae/connector-kit/connector';
import { hmacVerifier } from '@banrimkwae/connector-kit/webhook-verifiers';
import { AppError } from '@banrimkwae/contract/errors';
import type { LiveEvent } from '@banrimkwae/contract/events';
import type { AppendAudit, AuditRecord } from '../access/index.ts';
import { inboxMigrationsFolder, inboxWriterFile, migrationsFolder } from '../assets.ts';
import { type Clock, createNewId, type NewId, systemClock } from '../clock.ts';
import { createJobQueue, type JobQueue, sqliteBell } from '../jobs/index.ts';
import { createLiveEvents, type LiveEvents } from '../live/live-events.ts';
import { openDatabase, type Sqlite } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import type { IngressLimits } from './answer-webhook.ts';
import type { TimeSources } from './clock-watch.ts';
import { createIngress, type Ingress } from './index.ts';
import type { EventAppliers } from './port.ts';

export const SECRET = 'whsec_of_the_test_rig';
type TestEvent = { id: string; type?: string; about?: ProviderEvent['about'] };

/** A provider without oddities: `{events: [...]}` under one HMAC header. */
export function testConnector(id: string, more: Partial<NonNullable<Connector['webhook']>> = {}): Connector {
  return connector({
    manifest: {
      id,
      name: `The ${id} provider`,
      type: 'payment',
      capabilities: [],
      fields: [],
      hosts: { api: { live: 'https://provider.test' } },
      auth: { kind: 'none' },
      rateLimitPerMinute: 60,
      timeoutSeconds: 30,
      retryAttempts: 0,
      endpoints: {},
      fetchMissing: { way: 'none', reachDays: 0, note: { en: '', th: '' } },
      practice: { values: {}, scenes: {} },
      docs: [],
    },
    testConnection: async () => ({ message: 'ok' }),
    webhook: {
      verify: hmacVerifier({ header: 'x-test-signature', hash: 'sha256', encoding: 'hex' }),
      events: ({ rawBody }) => readTestEvents(rawBody),
      ...more,
    },
  });
}

function readTestEvents(rawBody: Buffer): ProviderEvent[] {
  const { events } = JSON.parse(rawBody.toString('utf8')) as { events?: TestEvent[] };
  if (!events) throw new AppError('invalid_input');
  return events.map(({ id, type = 'thing.happened', about = { kind: 'reservations' } }) => ({
    id,
    type,
    about,
    occurredAt: new Date(0),
    data: {},
  }));
}

export function signed(body: string | Buffer, secret = SECRET): { method: 'POST'; body: string | Buffer; headers: Record<string, string> } {
  return { method: 'POST', body, headers: { 'x-test-signature': createHmac('sha256', secret).update(body).digest('hex') } };
}

export const bodyOf = (...ids: string[]): string => JSON.stringify({ events: ids.map((id) => ({ id })) });

const NO_NETWORK = () => Promise.reject(new Error('no network'));

export type RigOptions = {
  connectors?: readonly Connector[];
  secrets?: Readonly<Record<string, readonly string[]>>;
  appliers?: EventAppliers;
  limits?: Partial<IngressLimits>;
  writerFile?: string;
  clock?: Clock;
  time?: TimeSources;
  /** Of an agent that ran before. */
  folder?: string;
  prove?: (nonce: string) => string;
  /** What else declares its jobs, before the queue starts. */
  declare?: (parts: DeclaredParts) => void;
};
type DeclaredParts = Pick<IngressRig, 'database' | 'ingress' | 'jobs' | 'live'> & { clock: Clock; newId: NewId; audit: AppendAudit };
export type IngressRig = {
  folder: string;
  inboxFile: string;
  database: Sqlite;
  ingress: Ingress;
  jobs: JobQueue;
  live: LiveEvents;
  events: LiveEvent[];
  audits: AuditRecord[];
  log: string[];
  url: string;
  /** Ends as an agent does; the folder stays. */
  stop: () => Promise<void>;
  remove: () => Promise<void>;
};

/** A listener on a free port, with its inbox and a real job queue behind it. */
export async function openIngressRig(options: RigOptions = {}): Promise<IngressRig> {
  const { folder = mkdtempSync(join(tmpdir(), 'ingress-')), clock = systemClock, connectors = [testConnector('fake')] } = options;
  const database = openDatabase(join(folder, 'agent.db'), 'FULL');
  migrate(database, migrationsFolder);
  const newId = createNewId(clock);
  const live = createLiveEvents(clock, 'test');
  const events: LiveEvent[] = [];
  live.subscribe((event) => events.push(event));
  const log: string[] = [];
  const keep = (_fields: unknown, message?: unknown): void => void log.push(String(message ?? _fields));
  const logger = { info: keep, warn: keep, error: keep };
  const jobs = createJobQueue({ database, clock, newId, random: () => 0.01, live, log: logger, bell: sqliteBell() });
  const audits: AuditRecord[] = [];
  const inboxFile = join(folder, 'inbox.db');
  const ingress = createIngress({
    files: { inbox: inboxFile, migrations: inboxMigrationsFolder, writer: options.writerFile ?? inboxWriterFile },
    database,
    providers: {
      webhookSecrets: (id) => options.secrets?.[id] ?? [SECRET],
      run: (_id, operation, input) => operation({ call: NO_NETWORK, config: {}, now: clock.now, newId: () => 'msg_1' }, input),
    },
    connectors: new Map(connectors.map((one) => [one.manifest.id, one])),
    jobs,
    live,
    audit: (record) => audits.push(record),
    clock,
    newId,
    appliers: options.appliers ?? {},
    log: logger,
    ...(options.prove ? { prove: options.prove } : {}),
    ...(options.time ? { time: options.time } : {}),
    ...(options.limits ? { limits: options.limits } : {}),
  });
  options.declare?.({ database, ingress, jobs, live, clock, newId, audit: (record) => void audits.push(record) });
  await jobs.start();
  ingress.inbox.resume();
  const { port } = await ingress.listen(0, '127.0.0.1');
  const stop = async (): Promise<void> => {
    await jobs.stop(1000);
    await ingress.close(1000);
    database.close();
  };
  const remove = async (): Promise<void> => {
    await stop();
    rmSync(folder, { recursive: true });
  };
  return { folder, inboxFile, database, ingress, jobs, live, events, audits, log, url: `http://127.0.0.1:${port}`, stop, remove };
}

/** Waits until the condition holds; fails the test with its words when it does not. */
export async function until(what: string, holds: () => boolean, withinMs = 8000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`Waited ${withinMs} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
