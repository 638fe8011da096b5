import type { Connector, OperationContext } from '@banrimkwae/connector-kit/connector';
import { AppError } from '@banrimkwae/contract/errors';
import type { NewId } from '../../apps/agent/src/clock.ts';
import { createLiveEvents } from '../../apps/agent/src/live/live-events.ts';
import { createPayments, type PaymentsRoom } from '../../apps/agent/src/payments/index.ts';
import type { Providers } from '../../apps/agent/src/providers/port.ts';
import type { Sqlite } from '../../apps/agent/src/store/database.ts';
import { type CrashingQueue, crashingQueue } from './crashing-queue.ts';

export type Life = { isDead: () => boolean; kill: () => void };
export type SimulatedProcess = Life & { room: PaymentsRoom; queue: CrashingQueue; died: Promise<void> };
type Ground = {
  id: string;
  connector: Connector;
  database: Sqlite;
  now: () => Date;
  newId: NewId;
  context: (life: Life) => OperationContext;
};

/** The payments room and its queue, as they stand in one process. Everything but the database ends with it. */
export function startProcess({ id, connector, database, now, newId, context }: Ground): SimulatedProcess {
  let dead = false;
  let kill = (): void => undefined;
  const died = new Promise<void>((resolve) => {
    kill = () => {
      dead = true;
      resolve();
    };
  });
  const life = { isDead: () => dead, kill };
  const queue = crashingQueue(() => now().getTime());
  const clock = { now };
  const room = createPayments({
    database,
    providers: onlyProvider(id, connector, context(life)),
    jobs: queue.jobs,
    live: createLiveEvents(clock, 'money'),
    clock,
    newId,
    audit: () => undefined,
    returnUrl: () => 'https://resort.example.com/paid',
    rateFor: () => null,
    currency: 'THB',
    timeZone: 'Asia/Bangkok',
    announce: () => undefined,
    requestsOf: () => [],
  });
  return { ...life, room, queue, died };
}

function onlyProvider(id: string, connector: Connector, context: OperationContext): Providers {
  const entry = { id, name: connector.manifest.name, connector };
  return {
    ready: () => [entry],
    all: () => [id],
    find: (asked) => {
      if (asked !== id) throw new AppError('not_found');
      return { ...entry, ready: true, whyNot: null };
    },
    run: (_id, operation, input) => operation(context, input),
    downSince: () => null,
    webhookSecrets: () => [],
    rowId: () => 1,
  };
}
