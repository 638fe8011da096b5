import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError, type Connector, type ConnectorWebhook, connector } from '@banrimkwae/connector-kit/connector';
import { hmacVerifier } from '@banrimkwae/connector-kit/webhook-verifiers';
import { onTestFinished } from 'vitest';
import type { AuditRecord } from '../access/index.ts';
import { inboxMigrationsFolder, inboxWriterFile, migrationsFolder } from '../assets.ts';
import { createNewId } from '../clock.ts';
import { openGateway } from '../gateway/gateway-rig.ts';
import { createIngress } from '../ingress/index.ts';
import { until as waitUntil } from '../ingress/ingress-rig.ts';
import { createJobQueue, sqliteBell } from '../jobs/index.ts';
import { createLiveEvents } from '../live/live-events.ts';
import { openDatabase } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { masterKey } from '../vault/cipher.ts';
import { createProviders, createProvidersRoom, createProviderTable, seedProviders } from './index.ts';
import type { RoundTrip } from './port.ts';

/** The providers room with the real queue, gateway and webhook listener, for providers in memory or in the sandbox. */

export const SECRET = 'secret-of-the-test';
export const NOK = { id: 'op_nok', name: 'Nok' };
export const KEY = masterKey(Buffer.alloc(32, 7));

/** A provider in memory: what it was told, and how it fares when it is told or asked to call. */
export class FakeSender {
  readonly told: string[] = [];
  readonly connector: Connector;
  /** Before each answer; throws what the gateway would. */
  meanwhile: () => void | Promise<void> = () => undefined;
  testSays: { success: boolean; message: string } | AppError = { success: true, message: 'OK: 200' };

  constructor(id: string, can: { register: boolean; test: boolean }) {
    const register: ConnectorWebhook['register'] = async (_context, { url }) => {
      await this.meanwhile();
      this.told.push(url);
      return { url };
    };
    const test: ConnectorWebhook['test'] = async () => {
      if (this.testSays instanceof AppError) throw this.testSays;
      return this.testSays;
    };
    this.connector = connector({
      manifest: {
        id,
        name: `Fake ${id}`,
        type: 'communication',
        capabilities: [],
        fields: [
          { name: 'account', label: { en: 'Account', th: 'บัญชี' }, type: 'text' },
          { name: 'hookSecret', label: { en: 'Secret', th: 'รหัสลับ' }, type: 'password', secret: true, pattern: '[\\w-]{6,}' },
        ],
        hosts: { api: { live: 'https://fake.test' } },
        auth: { kind: 'none' },
        rateLimitPerMinute: 60,
        timeoutSeconds: 5,
        retryAttempts: 0,
        endpoints: {},
        fetchMissing: { way: 'none', reachDays: 0, note: { en: '', th: '' } },
        webhook: { method: 'hmac', secretField: 'hookSecret', registration: can.register ? 'by_api' : 'by_hand' },
        practice: { values: {}, scenes: {} },
        docs: [],
      },
      testConnection: async () => ({ message: 'fine' }),
      webhook: {
        verify: hmacVerifier({ header: 'x-fake-signature', hash: 'sha256', encoding: 'hex' }),
        events: ({ rawBody }) => [
          { id: rawBody.toString(), type: 'thing.happened', occurredAt: new Date(0), about: { kind: 'none' }, data: {} },
        ],
        ...(can.register ? { register } : {}),
        ...(can.test ? { test } : {}),
      },
    });
  }
}

/** Long enough for a busy machine, on which repeats come ever later. */
const PATIENCE_MS = 25_000;

export const until = (what: string, holds: () => boolean): Promise<void> => waitUntil(what, holds, PATIENCE_MS);

export function signed(body: string, secret: string): RequestInit {
  return { method: 'POST', body, headers: { 'x-fake-signature': createHmac('sha256', secret).update(body).digest('hex') } };
}

export type WebhookRigOptions = {
  connectors: readonly Connector[];
  /** Of a room that ran before. */
  folder?: string;
  sandboxUrl?: string;
  now?: () => Date;
  patienceMs?: number;
  /** Live: the hosts are the manifest's. */
  profile?: 'practice' | 'live';
  /** Jobs wait until `jobs.start`. */
  halted?: boolean;
};
export type WebhookRig = Awaited<ReturnType<typeof openWebhookRig>>;

export async function openWebhookRig(options: WebhookRigOptions) {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'webhooks-'));
  const connectors = new Map(options.connectors.map((one) => [one.manifest.id, one]));
  const time = { ahead: 0 };
  const clock = { now: () => new Date((options.now?.().getTime() ?? Date.now()) + time.ahead) };
  const newId = createNewId(clock);
  const database = openDatabase(join(folder, 'agent.db'), 'FULL');
  migrate(database, migrationsFolder);
  const manifests = options.connectors.map(({ manifest }) => manifest);
  seedProviders(database, manifests, clock.now().toISOString());
  const table = createProviderTable(database);
  const { gateway } = openGateway({ clock, newId, database });
  const sandboxUrl = options.sandboxUrl ?? 'http://127.0.0.1:9';
  const providers = createProviders({
    table,
    connectors,
    key: KEY,
    gateway,
    profile: options.profile ?? 'practice',
    sandboxUrl,
    clock,
    newId,
  });
  const live = createLiveEvents(clock, 'test');
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const jobs = createJobQueue({ database, clock, newId, random: () => 0.01, live, log, bell: sqliteBell() });
  const audits: AuditRecord[] = [];
  const audit = (entry: AuditRecord) => void audits.push(entry);
  const ingress = createIngress({
    files: { inbox: join(folder, 'inbox.db'), migrations: inboxMigrationsFolder, writer: inboxWriterFile },
    ...{ database, providers, connectors, jobs, live, audit, clock, newId, appliers: {}, log },
  });
  const outside: { url: string | null; roundTrip: RoundTrip } = { url: null, roundTrip: async () => ({ ok: true, ms: 12 }) };
  const room = createProvidersRoom({
    ...{ database, table, providers, connectors, live, audit, clock, jobs, key: KEY },
    breakers: gateway.breakers,
    requestLog: { figures: () => [], recent: () => new Map(), metrics: () => [] },
    profile: 'practice',
    publicUrl: () => outside.url,
    setPublicUrl: (url) => {
      outside.url = url;
    },
    lastDeliveryAt: ingress.inbox.lastReceivedAt,
    startOfToday: () => clock.now(),
    setupFile: () => '/dev/null',
    roundTrip: (publicUrl) => outside.roundTrip(publicUrl),
    ...(options.patienceMs === undefined ? {} : { patienceMs: options.patienceMs }),
  });
  if (!options.halted) await jobs.start();
  const { port } = await ingress.listen(0, '127.0.0.1');
  let stopped = false;
  const stop = async () => {
    if (stopped) return;
    stopped = true;
    await jobs.stop(1000);
    await ingress.close(1000);
    database.close();
  };
  onTestFinished(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const card = (id: string) => {
    const found = room.webhookCards().find(({ provider }) => provider === id);
    if (!found) throw new AppError('not_found');
    return found;
  };
  return {
    ...{ folder, database, table, providers, room, ingress, jobs, live, audits, outside, card, stop },
    advance: (milliseconds: number) => {
      time.ahead += milliseconds;
    },
    now: clock.now,
    /** Two addresses of one listener. */
    urls: { old: `http://127.0.0.1:${port}`, fresh: `http://localhost:${port}` },
    /** Sets a fake up with keys. */
    configure: (id: string, secret = SECRET) => room.configure({ id, values: { account: 'resort', hookSecret: secret } }, NOK),
  };
}

/** One that registers and tests, one that only registers, one by hand. */
export async function openThree() {
  const whole = new FakeSender('whole', { register: true, test: true });
  const plain = new FakeSender('plain', { register: true, test: false });
  const hand = new FakeSender('hand', { register: false, test: false });
  const rig = await openWebhookRig({ connectors: [whole, plain, hand].map((one) => one.connector) });
  for (const id of ['whole', 'plain', 'hand']) rig.configure(id);
  return { ...rig, whole, plain, hand };
}

export const isProvedAt = ({ card }: Pick<WebhookRig, 'card'>, id: string, publicUrl: string) => {
  const { registeredAddress, proof } = card(id);
  return registeredAddress === `${publicUrl}/webhooks/${id}` && proof?.success === true;
};
