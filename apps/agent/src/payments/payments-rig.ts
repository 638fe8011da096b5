import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProviderEvent } from '@banrimkwae/connector-kit/connector';
import { AppError } from '@banrimkwae/contract/errors';
import type { LiveEvent } from '@banrimkwae/contract/events';
import type { Actor, AuditRecord } from '../access/index.ts';
import { createNewId } from '../clock.ts';
import type { Trace } from '../gateway/port.ts';
import type { Background } from '../ingress/port.ts';
import { createHandQueue } from '../jobs/hand-queue-rig.ts';
import { createLiveEvents } from '../live/live-events.ts';
import type { Providers } from '../providers/port.ts';
import { openDatabase, type Sqlite } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { createPayments, type PaymentsRoom } from './payments.ts';
import { FakeProvider } from './provider-rig.ts';
import type { TakePayment } from './take-payment.ts';

export type PaymentsRig = {
  room: PaymentsRoom;
  provider: FakeProvider;
  database: Sqlite;
  audited: AuditRecord[];
  events: LiveEvent[];
  /** Runs what is due, and what becomes due by it; `pass` lets time go by first. */
  drain: () => Promise<void>;
  pass: (milliseconds: number) => void;
  /** The process dies: jobs in memory are gone, the database stays. */
  restart: () => void;
  pause: (paused: boolean) => void;
  webhook: (providerPaymentId: string, kind?: 'payment' | 'refund', background?: Background) => Promise<void>;
  /** Of every call to the provider. */
  traces: (Trace | undefined)[];
  take: (change?: Partial<TakePayment>) => Promise<string>;
  paid: (amount: number) => Promise<string>;
};

export const NOK: Actor = { id: 'op_nok', name: 'Nok' };
const START = Date.parse('2026-11-23T02:00:00.000Z');

/** The payments room over a fresh database, a provider in memory, and a queue and clock that the test moves. */
export function paymentsRig(): PaymentsRig {
  const database = openDatabase(join(mkdtempSync(join(tmpdir(), 'payments-')), 'agent.db'), 'FULL');
  // The rig kills no machine: waiting for the disk would only make thousands of histories slow.
  database.pragma('synchronous = OFF');
  migrate(database, join(import.meta.dirname, '../store/migrations'));
  let now = START;
  let ready = true;
  let keys = 0;
  const clock = { now: () => new Date(now) };
  const newId = createNewId(clock);
  const live = createLiveEvents(clock, 'test');
  const provider = new FakeProvider();
  const audited: AuditRecord[] = [];
  const events: LiveEvent[] = [];
  live.subscribe((event) => events.push(event));
  let queue = createHandQueue(() => now);
  const traces: PaymentsRig['traces'] = [];
  const create = () =>
    createPayments({
      database,
      providers: fakeProviders(provider, { clock, ready: () => ready, traces }),
      jobs: queue.jobs,
      live,
      clock,
      newId,
      audit: (entry) => audited.push(entry),
      returnUrl: () => 'http://127.0.0.1/paid',
      requestsOf: () => [],
      rateFor: () => null,
      currency: 'THB',
      timeZone: 'Asia/Bangkok',
      announce: () => undefined,
    });
  let room = create();
  const restart = () => {
    queue = createHandQueue(() => now);
    room = create();
    room.resume();
  };
  const key = () => {
    keys += 1;
    return keys;
  };
  const webhook: PaymentsRig['webhook'] = (providerPaymentId, kind = 'payment', background) =>
    room.applyEvent(eventAbout(`evt_${key()}`, providerPaymentId, kind), 'fake', background);
  const take: PaymentsRig['take'] = async (change = {}) => {
    const taken = room.take({ ...takeForm(`key-take-${key()}`), ...change }, NOK);
    await queue.drain();
    return (await taken).id;
  };
  return {
    get room() {
      return room;
    },
    provider,
    database,
    audited,
    events,
    restart,
    webhook,
    traces,
    take,
    drain: () => queue.drain(),
    pass: (milliseconds) => {
      now += milliseconds;
    },
    pause: (paused) => {
      ready = !paused;
    },
    paid: async (amount) => {
      const id = await take({ amount: { amount, currency: 'THB' } });
      const providerPaymentId = room.get(id).providerPaymentId ?? '';
      provider.pay(providerPaymentId);
      await webhook(providerPaymentId);
      return id;
    },
  };
}

function takeForm(idempotencyKey: string): TakePayment {
  return {
    idempotencyKey,
    method: 'card_link',
    amount: { amount: 150_000, currency: 'THB' },
    description: 'Deposit',
    guest: { name: 'Somchai', email: 'somchai@example.com', phone: null, country: null },
    reservationId: null,
    room: '12',
    capture: 'automatic',
    details: {},
  };
}

function eventAbout(id: string, providerPaymentId: string, kind: 'payment' | 'refund'): ProviderEvent {
  const ids = [providerPaymentId];
  const about =
    kind === 'payment'
      ? ({ kind, providerPaymentIds: ids } as const)
      : ({ kind, providerRefundId: 're_unknown', providerPaymentIds: ids } as const);
  return { id, type: `${kind}.changed`, occurredAt: new Date(START), about, data: {} };
}

type Surroundings = { clock: { now: () => Date }; ready: () => boolean; traces: PaymentsRig['traces'] };

function fakeProviders(provider: FakeProvider, { clock, ready, traces }: Surroundings): Providers {
  const entry = { id: 'fake', name: 'Fake Pay', connector: provider.connector };
  return {
    ready: () => (ready() ? [entry] : []),
    all: () => ['fake'],
    find: (id) => {
      if (id !== 'fake') throw new AppError('not_found');
      return { ...entry, ready: ready(), whyNot: ready() ? null : 'provider_paused' };
    },
    run: (_id, operation, input, trace) => {
      traces.push(trace);
      return operation({ call: () => Promise.reject(new Error('no network')), config: {}, now: clock.now, newId: () => 'msg_1' }, input);
    },
    webhookSecrets: () => [],
    rowId: () => 1,
  };
}
