import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PaymentProvider } from '@banrimkwae/connector-kit/capabilities/payments';
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
import { openGround, type PaymentsGround } from './ground.ts';
import { createPayments, type PaymentsDeps, type PaymentsRoom } from './payments.ts';
import { FakeProvider } from './provider-rig.ts';
import type { TakePayment } from './take-payment.ts';

export type PaymentsRig = {
  room: PaymentsRoom;
  /** What use cases of the room work with, for those that no call of the API reaches. */
  ground: PaymentsGround;
  provider: FakeProvider;
  database: Sqlite;
  audited: AuditRecord[];
  events: LiveEvent[];
  /** Runs what is due, and what becomes due by it; `pass` lets time go by first. */
  drain: () => Promise<void>;
  pass: (milliseconds: number) => void;
  /** A scheduled job's time has come. */
  beat: (kind: string) => Promise<void>;
  /** The process dies: jobs in memory are gone, the database stays. */
  restart: () => void;
  pause: (paused: boolean, provider?: string) => void;
  /** The breaker of a provider opens at this time, or closes. */
  down: (provider: string, since: string | null) => void;
  /** From the next start on the first provider can tell nothing of a payment. */
  tellNothing: () => void;
  /** Of the first provider. */
  webhook: (providerPaymentId: string, kind?: 'payment' | 'refund', background?: Background) => Promise<void>;
  /** Of every call to the provider. */
  traces: (Trace | undefined)[];
  take: (change?: Partial<TakePayment>) => Promise<string>;
  paid: (amount: number) => Promise<string>;
};

export const NOK: Actor = { id: 'op_nok', name: 'Nok', holder: 'front_desk' };
/** A second person. */
export const MALEE: Actor = { id: 'op_malee', name: 'Malee', holder: 'manager' };
const START = Date.parse('2026-11-23T02:00:00.000Z');

export type RigOptions = {
  providers?: readonly [FakeProvider, ...FakeProvider[]];
  /** What the first of them can do beside. */
  more?: (provider: FakeProvider) => Partial<PaymentProvider>;
  rateFor?: PaymentsDeps['rateFor'];
};

/** The payments room over a fresh database, providers in memory (one, unless told), and a queue and clock that the test moves. */
export function paymentsRig({ providers = [new FakeProvider()], more = () => ({}), rateFor = () => null }: RigOptions = {}): PaymentsRig {
  const database = openDatabase(join(mkdtempSync(join(tmpdir(), 'payments-')), 'agent.db'), 'FULL');
  // The rig kills no machine: waiting for the disk would only make thousands of histories slow.
  database.pragma('synchronous = OFF');
  migrate(database, join(import.meta.dirname, '../store/migrations'));
  let now = START;
  let silent = false;
  let keys = 0;
  const clock = { now: () => new Date(now) };
  const newId = createNewId(clock);
  const live = createLiveEvents(clock, 'test');
  const [provider] = providers;
  const paused = new Set<string>();
  const down = new Map<string, string>();
  const audited: AuditRecord[] = [];
  const events: LiveEvent[] = [];
  live.subscribe((event) => events.push(event));
  let queue = createHandQueue(() => now);
  const traces: PaymentsRig['traces'] = [];
  const deps = () => ({
    database,
    providers: fakeProviders(providers, { more: more(provider), silent, clock, paused, down, traces }),
    jobs: queue.jobs,
    live,
    clock,
    newId,
    audit: (entry: AuditRecord) => void audited.push(entry),
    returnUrl: () => 'http://127.0.0.1/paid',
    rateFor,
    currency: 'THB',
    timeZone: 'Asia/Bangkok',
    announce: () => undefined,
  });
  const create = () => createPayments({ ...deps(), requestsOf: () => [] });
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
    room.applyEvent(eventAbout(`evt_${key()}`, providerPaymentId, kind), provider.connector.manifest.id, background);
  const take: PaymentsRig['take'] = async (change = {}) => {
    const taken = room.take({ ...takeForm(`key-take-${key()}`), ...change }, NOK);
    await queue.drain();
    return (await taken).id;
  };
  return {
    get room() {
      return room;
    },
    get ground() {
      return openGround(deps());
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
    tellNothing: () => {
      silent = true;
      restart();
    },
    beat: (kind) => {
      queue.jobs.add({ kind, subjectId: 'open' });
      return queue.drain();
    },
    pause: (pausing, id = provider.connector.manifest.id) => void (pausing ? paused.add(id) : paused.delete(id)),
    down: (id, since) => void (since === null ? down.delete(id) : down.set(id, since)),
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

type Surroundings = {
  more: Partial<PaymentProvider>;
  silent: boolean;
  clock: { now: () => Date };
  paused: ReadonlySet<string>;
  down: ReadonlyMap<string, string>;
  traces: PaymentsRig['traces'];
};

function fakeProviders(providers: readonly FakeProvider[], { more, silent, clock, paused, down, traces }: Surroundings): Providers {
  const entries = providers.map((provider, at) => {
    const { connector } = provider;
    const { getPayment, findPayment, ...blind } = { ...provider.operations(), ...(at === 0 ? more : {}) };
    const payments =
      silent && at === 0 ? blind : { ...blind, ...(getPayment ? { getPayment } : {}), ...(findPayment ? { findPayment } : {}) };
    return { id: connector.manifest.id, name: connector.manifest.name, connector: { ...connector, payments } };
  });
  return {
    ready: () => entries.filter(({ id }) => !paused.has(id)),
    all: () => entries.map(({ id }) => id),
    find: (id) => {
      const entry = entries.find((each) => each.id === id);
      if (!entry) throw new AppError('not_found');
      return { ...entry, ready: !paused.has(id), whyNot: paused.has(id) ? 'provider_paused' : null };
    },
    run: (_id, operation, input, trace) => {
      traces.push(trace);
      return operation({ call: () => Promise.reject(new Error('no network')), config: {}, now: clock.now, newId: () => 'msg_1' }, input);
    },
    downSince: (id) => down.get(id) ?? null,
    webhookSecrets: () => [],
    rowId: () => 1,
  };
}
