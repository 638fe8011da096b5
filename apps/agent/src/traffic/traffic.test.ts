import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contract } from '@banrimkwae/contract';
import { AppError } from '@banrimkwae/contract/errors';
import type { Permission } from '@banrimkwae/contract/roles';
import type { RequestDetail, WebhookEvent } from '@banrimkwae/contract/traffic';
import { createRouterClient, type RouterClient } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Actor, type AuditRecord, api, type RequestContext } from '../access/index.ts';
import { migrationsFolder } from '../assets.ts';
import { createNewId, systemClock } from '../clock.ts';
import { createJobQueue, type JobQueue, sqliteBell } from '../jobs/index.ts';
import { openDatabase, type Sqlite } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { createTraffic, trafficRoutes } from './index.ts';

const DELIVERY: WebhookEvent = {
  id: 'whe_1',
  provider: 'fake',
  webhookId: 'evt_1',
  eventType: 'payment.paid',
  state: 'failed',
  attempts: 1,
  error: 'No.',
  errorCode: null,
  effect: 'money',
  source: 'webhook',
  discardReason: null,
  receivedAt: '2026-11-23T01:00:00.000Z',
  processedAt: null,
};
const CALL: RequestDetail = {
  id: 'req_1',
  requestId: 'req_1',
  provider: 'fake',
  endpoint: 'charge',
  method: 'POST',
  url: 'https://fake.test/charges',
  status: 200,
  durationMs: 12,
  attempts: 1,
  successful: true,
  error: null,
  at: '2026-11-23T01:00:00.000Z',
  requestHeaders: {},
  requestBody: '{}',
  responseHeaders: {},
  responseBody: '{}',
  paymentId: 'pay_1',
  reservationId: null,
  operator: null,
};
const MANAGER: readonly Permission[] = ['traffic.read', 'overview.read', 'jobs.manage', 'webhooks.replay'];

let folder: string;
let database: Sqlite;
let jobs: JobQueue;
let audits: AuditRecord[];
let asked: unknown[];
let client: (permissions: readonly Permission[]) => RouterClient<{ traffic: ReturnType<typeof trafficRoutes> }>['traffic'];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'traffic-'));
  database = openDatabase(join(folder, 'agent.db'), 'FULL');
  migrate(database, migrationsFolder);
  audits = [];
  asked = [];
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  jobs = createJobQueue({
    database,
    clock: systemClock,
    newId: createNewId(systemClock),
    random: Math.random,
    live: { publish: () => undefined },
    log: silent,
    bell: sqliteBell(),
  });
  jobs.handle('doomed', async () => {
    throw new AppError('provider_credentials');
  });
  const room = createTraffic({
    inbox: {
      list: (filter) => {
        asked.push(filter);
        return { items: [DELIVERY], cursor: 'whe_1' };
      },
      get: (id) => {
        if (id !== 'whe_1') throw new AppError('not_found');
        return { ...DELIVERY, data: '{"id":"evt_1"}' };
      },
      replay: async (id: string, actor: Actor) => {
        asked.push({ id, actor: actor.id });
        return { ...DELIVERY, state: 'pending' as const };
      },
      refused: () => ({ items: [] }),
    },
    requestLog: {
      list: (filter) => {
        asked.push(filter);
        return { items: [CALL] };
      },
      get: (id) => (id === 'req_1' ? CALL : undefined),
    },
    jobs,
    database,
    audit: (record) => audits.push(record),
    paymentOf: (webhookId) => (webhookId === 'evt_1' ? 'pay_1' : null),
  });
  const router = api.traffic.router(trafficRoutes(room));
  client = (permissions) => createRouterClient({ traffic: router }, { context: contextOf(permissions) }).traffic;
});
afterEach(async () => {
  await jobs.stop(1000);
  database.close();
  rmSync(folder, { recursive: true });
});

function contextOf(permissions: readonly Permission[]): RequestContext {
  return {
    requestId: 'r',
    remoteAddress: '127.0.0.1',
    browser: false,
    caller: { actor: { id: 'op_1', name: 'Malee' }, permissions },
    token: undefined,
    setSessionCookie: () => undefined,
    clearSessionCookie: () => undefined,
  };
}

async function aDeadJob(): Promise<string> {
  const id = jobs.add({ kind: 'doomed', subjectId: 'thing_1' });
  await jobs.start();
  while (jobs.get(id)?.state !== 'dead') await new Promise((resolve) => setTimeout(resolve, 5));
  return id;
}

describe('deliveries', () => {
  it('are listed as asked, shown with the payment they changed, and replayed by who may', async () => {
    const manager = client(MANAGER);
    expect(await manager.webhooks({ provider: 'fake', state: 'failed', limit: 10 })).toEqual({ items: [DELIVERY], cursor: 'whe_1' });
    expect(asked.pop()).toMatchObject({ provider: 'fake', state: 'failed', limit: 10 });
    expect(await manager.webhook({ id: 'whe_1' })).toEqual({ ...DELIVERY, data: '{"id":"evt_1"}', paymentId: 'pay_1' });
    await expect(manager.webhook({ id: 'whe_2' })).rejects.toMatchObject({ code: 'not_found' });
    expect((await manager.replayWebhook({ id: 'whe_1' })).state).toBe('pending');
    expect(asked.pop()).toEqual({ id: 'whe_1', actor: 'op_1' });
    await expect(client(['traffic.read']).replayWebhook({ id: 'whe_1' })).rejects.toMatchObject({ code: 'forbidden' });
    expect(await manager.refused({})).toEqual({ items: [] });
  });
});

describe('calls', () => {
  it('are listed as asked and shown whole', async () => {
    const desk = client(['traffic.read']);
    expect((await desk.requests({ paymentId: 'pay_1' })).items).toMatchObject([{ id: 'req_1' }]);
    expect(asked.pop()).toMatchObject({ paymentId: 'pay_1', limit: 50 });
    expect(await desk.request({ id: 'req_1' })).toEqual(CALL);
    await expect(desk.request({ id: 'req_2' })).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('jobs', () => {
  it('are listed and shown', async () => {
    const id = jobs.add({ kind: 'doomed', subjectId: 'thing_1' });
    const manager = client(MANAGER);
    expect((await manager.jobs({ state: 'waiting' })).items.map((job) => job.id)).toEqual([id]);
    expect(await manager.job({ id })).toMatchObject({ kind: 'doomed', state: 'waiting' });
    await expect(manager.job({ id: 'job_no' })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('that are dead are tried again or given up, with who and why in the audit log', async () => {
    const id = await aDeadJob();
    const manager = client(MANAGER);
    await expect(manager.cancelJob({ id })).rejects.toMatchObject({ code: 'conflict' });
    expect((await manager.discardJob({ id, reason: 'The guest has left' })).state).toBe('discarded');
    const other = await aDeadJob();
    expect((await manager.retryJob({ id: other })).state).toBe('waiting');
    expect(audits).toEqual([
      {
        actor: 'op_1',
        action: 'job.discard',
        subject: id,
        detail: { kind: 'doomed', subjectId: 'thing_1', state: 'dead', reason: 'The guest has left' },
      },
      { actor: 'op_1', action: 'job.retry', subject: other, detail: { kind: 'doomed', subjectId: 'thing_1', state: 'dead' } },
    ]);
  });

  it('that wait are cancelled; what cannot be done leaves no trace in the audit log', async () => {
    const id = jobs.add({ kind: 'doomed', subjectId: 'thing_1' });
    const manager = client(MANAGER);
    await expect(manager.retryJob({ id })).rejects.toMatchObject({ code: 'conflict' });
    await expect(manager.retryJob({ id: 'job_no' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(client(['traffic.read']).cancelJob({ id })).rejects.toMatchObject({ code: 'forbidden' });
    expect(audits).toEqual([]);
    expect((await manager.cancelJob({ id })).state).toBe('cancelled');
    expect(audits.map(({ action }) => action)).toEqual(['job.cancel']);
  });
});

it('every call of the contract is answered', () => {
  expect(Object.keys(trafficRoutes({} as never)).sort()).toEqual(Object.keys(contract.traffic).sort());
});
