import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connector, Delivery, OperationContext, Verdict } from '@banrimkwae/connector-kit/connector';
import { connectors } from '@banrimkwae/connectors';
import { expect, onTestFinished } from 'vitest';
import { createNewId } from '../clock.ts';
import { aProvider, openGateway } from '../gateway/gateway-rig.ts';
import { createHandQueue } from '../jobs/hand-queue-rig.ts';
import { createLiveEvents } from '../live/live-events.ts';
import type { Providers } from '../providers/port.ts';
import { openDatabase } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { createPayments } from './payments.ts';
import type { TakePayment } from './take-payment.ts';

export const NOK = { id: 'op_nok', name: 'Nok', holder: 'front_desk' } as const;
export const baht = (amount: number) => ({ amount: amount * 100, currency: 'THB' });

/** A delivery as a simulator sends it. */
type Sent = { body: string; headers: () => Record<string, string> };
type Account = { now: () => Date; deliveries: Sent[] };
type Judged = { delivery: Delivery; secrets: readonly string[] };
export type GatewayRoomOptions = {
  id: string;
  account: Account;
  /** Addresses of the simulator's hosts by name. */
  hosts: Record<string, string>;
  form: Omit<TakePayment, 'idempotencyKey'>;
  /** What webhooks are checked with, where registering does not tell it. */
  secrets?: readonly string[];
  /** Looks at each delivery besides, once it is accepted. */
  alsoJudge?: (context: OperationContext, judged: Judged) => Promise<void>;
};

/** The payments room, one real connector and the real gateway before its simulator, with the webhook set up. */
export async function openGatewayRoom({ id, account, hosts, form, ...options }: GatewayRoomOptions) {
  const connector = required(id);
  const { context, rows } = throughGateway(connector, hosts, account.now);
  const { secrets, registration } = await registered(connector, context, options.secrets);
  const queue = createHandQueue(() => account.now().getTime());
  const clock = { now: account.now };
  const room = createPayments({
    database: openStore(),
    providers: onlyProvider(connector, context),
    jobs: queue.jobs,
    live: createLiveEvents(clock, 'test'),
    clock,
    newId: createNewId(clock),
    audit: () => undefined,
    returnUrl: () => 'https://resort.example.com/thanks',
    requestsOf: () => [],
    rateFor: () => null,
    currency: 'THB',
    timeZone: 'Asia/Bangkok',
    announce: () => undefined,
  });
  let forms = 0;
  const nextForm = () => {
    forms += 1;
    return `form-${forms}`;
  };
  const { webhook, payments } = connector;
  return {
    room,
    payments,
    webhook,
    registration,
    secrets,
    context,
    rows,
    drain: queue.drain,
    take: async (change: Partial<TakePayment> = {}) => {
      const taken = room.take({ ...form, ...change, idempotencyKey: nextForm() }, NOK);
      await queue.drain();
      return (await taken).id;
    },
    refund: async (paymentId: string, amount: number) => {
      const asked = { paymentId, amount: baht(amount), reason: 'guest_request', note: null, idempotencyKey: nextForm() } as const;
      const refund = room.refund(asked, NOK);
      await queue.drain();
      return refund.id;
    },
    /** What was delivered since, checked, asked about and applied as the ingress does; the order is for the test to choose. */
    receive: async (arrange = <Item>(items: Item[]) => items) => {
      const types: string[] = [];
      for (const { body, headers } of arrange(account.deliveries.splice(0))) {
        const delivery = { headers: headers(), rawBody: Buffer.from(body), query: {}, receivedAt: account.now() };
        expect(await verdictOf(connector, context, { delivery, secrets })).toEqual({ accepted: true });
        await options.alsoJudge?.(context, { delivery, secrets });
        for (const event of webhook?.events(delivery) ?? []) {
          types.push(event.type);
          await room.applyEvent(event, id);
        }
      }
      await queue.drain();
      return types;
    },
  };
}

function required(id: string): Connector & Required<Pick<Connector, 'payments'>> {
  const connector = connectors.get(id);
  if (!connector?.payments) throw new Error(`There is no gateway ${id}`);
  return { ...connector, payments: connector.payments };
}

function throughGateway(connector: Connector, hosts: Record<string, string>, now: () => Date) {
  const { manifest } = connector;
  const config = { ...manifest.practice.values };
  const url = hosts.api ?? '';
  const provider = { ...aProvider({ url, id: manifest.id, manifest, connector, endpoints: manifest.endpoints, config }), hosts };
  const newId = createNewId({ now });
  const { gateway, rows } = openGateway({ clock: { now }, wait: async () => undefined });
  const context: OperationContext = {
    config,
    now,
    newId: () => newId('msg'),
    call: (endpoint, request, schema) => gateway.call({ provider, endpoint, request, schema, trace: {} }),
  };
  return { context, rows };
}

/** Told again with what was answered, as the providers room does once the secret is stored. */
async function registered({ manifest, webhook }: Connector, context: OperationContext, given: readonly string[] | undefined) {
  const url = `http://127.0.0.1:9/webhooks/${manifest.id}`;
  const { secret, registration } = (await webhook?.register?.(context, { url })) ?? {};
  if (registration !== undefined) await webhook?.register?.(context, { url, registration });
  return { secrets: given ?? (secret === undefined ? [] : [secret]), registration: registration ?? '' };
}

async function verdictOf({ webhook }: Connector, context: OperationContext, judged: Judged): Promise<Verdict | undefined> {
  const verdict = webhook?.verify(judged.delivery, judged.secrets);
  return verdict?.accepted === 'ask' ? webhook?.confirm?.(context, judged) : verdict;
}

function openStore() {
  const folder = mkdtempSync(join(tmpdir(), 'payments-'));
  const database = openDatabase(join(folder, 'agent.db'), 'FULL');
  migrate(database, join(import.meta.dirname, '../store/migrations'));
  onTestFinished(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });
  return database;
}

function onlyProvider(connector: Connector, context: OperationContext): Providers {
  const { id, name } = connector.manifest;
  const entry = { id, name, connector };
  return {
    ready: () => [entry],
    all: () => [id],
    find: () => ({ ...entry, ready: true, whyNot: null }),
    run: (_id, operation, input) => operation(context, input),
    downSince: () => null,
    webhookSecrets: () => [],
    rowId: () => 1,
  };
}
