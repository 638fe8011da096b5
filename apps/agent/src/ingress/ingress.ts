import type { AddressInfo } from 'node:net';
import type { Connector, ProviderEvent } from '@banrimkwae/connector-kit/connector';
import { createRedactor } from '@banrimkwae/connector-kit/redact';
import { AppError } from '@banrimkwae/contract/errors';
import type { Problem } from '@banrimkwae/contract/system';
import type { WebhookEvent } from '@banrimkwae/contract/traffic';
import type { Logger } from 'pino';
import type { Actor, AppendAudit } from '../access/index.ts';
import type { Clock, NewId } from '../clock.ts';
import type { JobQueue } from '../jobs/port.ts';
import type { LiveEvents } from '../live/live-events.ts';
import type { Providers } from '../providers/port.ts';
import { openDatabase, type Sqlite } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { RELEASED_AT } from '../version.ts';
import { createWebhookAnswers, type IngressLimits } from './answer-webhook.ts';
import { createAsking } from './ask-provider.ts';
import { type ClockWatch, createClockWatch, type TimeSources } from './clock-watch.ts';
import { createFailedEvents } from './failed-events.ts';
import { createInboxTable, type InboxTable } from './inbox-table.ts';
import { InboxWriter } from './inbox-writer.ts';
import { createListener, startServer, stopServer } from './listener.ts';
import { oneATurn } from './one-a-turn.ts';
import type { EventAppliers } from './port.ts';
import { createEventProcessor, type ProcessDeps } from './process-event.ts';
import { createReapplier } from './reapply.ts';
import { createDoors } from './receive.ts';
import { createRefusalBudgets } from './refusal-budgets.ts';
import { Refusals } from './refusals.ts';
import { replayEvent } from './replay.ts';
import { createReplaySelections } from './replay-selection.ts';
import { keepRetained, type RetentionDays } from './retention.ts';
import { PROCESS, Rings } from './rings.ts';
import { createSourceReads } from './source-reads.ts';
import { type Fetched, takeFetched } from './take-fetched.ts';
import { followJob, resumeUnfinished } from './unfinished.ts';
import type { NewDelivery, Written } from './writes.ts';

export type IngressDeps = {
  files: { inbox: string; migrations: string; writer: string };
  /** The agent's own database, where jobs and audit stand. */
  database: Sqlite;
  providers: Pick<Providers, 'webhookSecrets' | 'run'>;
  connectors: ReadonlyMap<string, Connector>;
  jobs: Pick<JobQueue, 'add' | 'get' | 'handle'>;
  live: Pick<LiveEvents, 'publish' | 'subscribe'>;
  audit: AppendAudit;
  clock: Clock;
  newId: NewId;
  appliers: EventAppliers;
  /** See the listener: the listener's half of a walk through the public address. */
  prove?: (nonce: string) => string;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
  limits?: Partial<IngressLimits>;
  /** The machine's own, whatever time the agent lives in. */
  time?: TimeSources;
  /** Absent: everything is kept. */
  retention?: RetentionDays;
};
export type Ingress = ReturnType<typeof createIngress>;

const LIMITS: IngressLimits = { bodyBytes: 1_000_000, bodyMs: 10_000, waiting: 5000, heldBytes: 64_000_000 };
const NO_SECRETS = createRedactor();
const MACHINE_TIME: TimeSources = { wall: () => Date.now(), steady: () => performance.now() };
const LOOK_AT_CLOCK_MS = 10_000;

/**
 * The public listener and its inbox. Opens and migrates the inbox file; throws when that cannot be done. Before `jobs.start`, since
 * it declares its job. Close it after the queue has stopped.
 */
export function createIngress(deps: IngressDeps) {
  const reader = openInbox(deps.files);
  const inbox = createInboxTable(reader);
  const rings = new Rings(deps);
  const writer = new InboxWriter({ inboxFile: deps.files.inbox, writerFile: deps.files.writer, log: deps.log, restarted: () => resume() });
  const clockWatch = createClockWatch({
    time: deps.time ?? MACHINE_TIME,
    newestRowAt: inbox.newestReceivedAt()?.getTime(),
    notBefore: RELEASED_AT.getTime(),
  });
  const ground = { ...deps, reader, inbox, writer, rings, clockWatch, inHand: new Set<string>(), nextTurn: oneATurn() };
  const resume = (): void => resumeUnfinished(ground);
  const openDoor = createDoors(deps);
  const refusals = new Refusals(ground);
  const limits = { ...LIMITS, ...deps.limits };
  const answers = createWebhookAnswers({
    ...ground,
    refusals,
    budgets: createRefusalBudgets(() => performance.now()),
    limits,
    openDoor,
    ask: createAsking(deps.providers),
    taken: (door, delivery, written) => announce(ground, door.name, { delivery, written }),
  });
  const server = createListener({ answer: answers.answer, healthy: () => writer.healthy, prove: deps.prove, withinMs: limits.bodyMs });
  deps.jobs.handle(PROCESS, createEventProcessor(ground));
  const unsubscribe = deps.live.subscribe((event) => followJob(ground, event));
  const stopRetention = deps.retention ? keepRetained({ ...ground, days: deps.retention }) : undefined;
  const stopLooking = lookNowAndThen(clockWatch);
  return {
    listen: (port: number, host: string): Promise<AddressInfo> => startServer(server, port, host),
    /** Answers what is under way and writes what waits; whoever still sends after `deadlineMs` is cut off. */
    close: async (deadlineMs = 5000): Promise<void> => {
      unsubscribe();
      stopLooking();
      stopRetention?.();
      await stopServer(server, deadlineMs);
      rings.flush();
      await refusals.flush();
      await writer.close();
      reader.close();
    },
    inbox: openToRooms(ground, { openDoor, resume, tally: () => ({ ...tallyOf(writer, refusals), ...answers.tally() }) }),
    /** What is wrong with this computer's clock. */
    problems: (): Problem[] => clockWatch.problems(),
  };
}

type Ground = IngressDeps & ProcessDeps & { reader: Sqlite; writer: InboxWriter; rings: Rings };
type Parts = { openDoor: ReturnType<typeof createDoors>; resume: () => void; tally: () => Tally };
type Tally = ReturnType<typeof tallyOf> & ReturnType<ReturnType<typeof createWebhookAnswers>['tally']>;

/** What the other rooms may ask and do. */
function openToRooms(ground: Ground, { openDoor, resume, tally }: Parts) {
  const { inbox, connectors } = ground;
  return {
    ...createSourceReads(ground.reader),
    ...openRepairs(ground),
    list: inbox.list,
    /** By our id or the provider's; with the delivery's body, redacted. Throws AppError `not_found`. */
    get: (id: string) => showEvent(inbox, openDoor, id),
    replay: (id: string, actor: Actor) => replayEvent(ground, id, actor),
    refused: inbox.refused,
    lastReceivedAt: inbox.lastReceivedAt,
    counts: () => ({ ...inbox.counts(), ...tally() }),
    /** Events we asked the provider for ourselves. */
    takeFetched: (providerId: string, events: readonly ProviderEvent[]): Promise<Fetched> => {
      const name = connectors.get(providerId)?.manifest.name ?? providerId;
      const taken = (delivery: NewDelivery, written: Written) => announce(ground, name, { delivery, written });
      return takeFetched({ ...ground, taken }, providerId, events);
    },
    /** Rings for everything unfinished; at start. */
    resume,
  };
}

/** What it takes to work through many once more, and to decide on those that failed. */
function openRepairs(ground: Ground) {
  return {
    replays: {
      ...createReplaySelections(ground.reader),
      reapply: createReapplier(ground),
      /** How much is under way: writes that wait for the disk and events being applied. */
      load: () => ground.writer.waiting + ground.inHand.size,
    },
    failed: createFailedEvents(ground),
  };
}

function lookNowAndThen({ look }: ClockWatch): () => void {
  const timer = setInterval(look, LOOK_AT_CLOCK_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** Since the start. `refusedSinceStart` also has those that came too fast to be kept. */
function tallyOf(writer: InboxWriter, refusals: Refusals) {
  return { waiting: writer.waiting, refusedSinceStart: refusals.counted, refusedUnkept: refusals.dropped };
}

/** The writer thread has the file for itself once it runs, so its tables are made before. */
function openInbox({ inbox, migrations }: IngressDeps['files']): Sqlite {
  const database = openDatabase(inbox, 'FULL');
  migrate(database, migrations);
  database.close();
  return openDatabase(inbox, 'FULL', { readonly: true });
}

type AnnounceDeps = Pick<IngressDeps, 'live'> & { rings: Rings };

/** After the answer: the provider does not wait for this. */
function announce({ live, rings }: AnnounceDeps, name: string, { delivery, written }: { delivery: NewDelivery; written: Written }): void {
  rings.ring([...written.stored, ...written.due]);
  for (const { id, webhookId, eventType } of delivery.events) {
    if (!written.stored.includes(id)) continue;
    live.publish({
      type: 'webhook_received',
      provider_id: delivery.providerId,
      provider_name: name,
      event_type: eventType,
      webhook_id: webhookId,
    });
  }
}

function showEvent(inbox: InboxTable, openDoor: ReturnType<typeof createDoors>, id: string): WebhookEvent & { data: string } {
  const known = inbox.find(id);
  const stored = known && inbox.read(known.id);
  if (!stored) throw new AppError('not_found', { message: 'There is no such delivery.' });
  const { headers, body, bodyDroppedAt, ...event } = stored;
  return { ...event, data: (openDoor(event.provider)?.redactor ?? NO_SECRETS).body(body.toString('utf8')) };
}
