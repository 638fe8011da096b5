import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MessageProvider } from '@banrimkwae/connector-kit/capabilities/messages';
import type { Connector, EventSubject, ProviderEvent } from '@banrimkwae/connector-kit/connector';
import type { LiveEventBody } from '@banrimkwae/contract/events';
import { afterEach } from 'vitest';
import type { AuditRecord } from '../access/index.ts';
import type { JobHandler, JobOutcome, JobQueue } from '../jobs/port.ts';
import type { Providers, WhyNotReady } from '../providers/port.ts';
import { openDatabase, type Sqlite } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { createMessaging, type Messaging } from './index.ts';

/** For the tests of this room: the room over a real database, time that stands still, jobs that run when they are told to. */

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0).reverse()) end();
});

export const START = Date.parse('2026-11-23T02:00:00.000Z');
export const RECEPTION = { id: 'op_1', name: 'Reception' };
export const GUEST = 'U0001';

type Told = { kind: string; subjectId: string; outcome: JobOutcome };

type OpenRoom = { room: Messaging; work: () => Promise<Told[]> };
export type RoomRig = OpenRoom & {
  database: Sqlite;
  time: { now: number };
  live: LiveEventBody[];
  audit: AuditRecord[];
  /** Another agent on the same data; what waited in the queue of the first is lost. */
  restarted: () => OpenRoom;
};

export function openRoom(providers: Pick<Providers, 'find' | 'run'>): RoomRig {
  const folder = mkdtempSync(join(tmpdir(), 'messaging-'));
  const database = openDatabase(join(folder, 'agent.db'), 'FULL');
  migrate(database, join(import.meta.dirname, '../store/migrations'));
  ends.push(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });
  const time = { now: START };
  const live: LiveEventBody[] = [];
  const audit: AuditRecord[] = [];
  let ids = 0;
  const open = (): OpenRoom => {
    const jobs = jobsByHand();
    const room = createMessaging({
      database,
      providers: { ...providers, ready: () => [providers.find('acme')].filter(({ ready }) => ready) },
      jobs: jobs.queue,
      live: { publish: (event) => void live.push(event) },
      clock: { now: () => new Date(time.now) },
      newId: (prefix) => {
        ids += 1;
        return `${prefix}_${String(ids).padStart(4, '0')}`;
      },
      audit: (entry) => void audit.push(entry),
    });
    return { room, work: jobs.work };
  };
  return { ...open(), database, time, live, audit, restarted: open };
}

/** Jobs wait until `work` runs each of them once. One that asks for another turn waits for the next `work`. */
function jobsByHand() {
  const handlers = new Map<string, JobHandler>();
  let waiting: { kind: string; subjectId: string; dedupeKey: string | undefined }[] = [];
  const queue: Pick<JobQueue, 'add' | 'handle'> = {
    add: ({ kind, subjectId, dedupeKey }) => {
      if (!waiting.some((job) => job.dedupeKey === dedupeKey)) waiting.push({ kind, subjectId, dedupeKey });
      return `job_${subjectId}`;
    },
    handle: (kind, handler) => void handlers.set(kind, handler),
  };
  const work = async (): Promise<Told[]> => {
    const round = waiting;
    waiting = [];
    const told: Told[] = [];
    for (const job of round) {
      const { kind, subjectId } = job;
      const running = { id: 'job', kind, subjectId, attempt: 1, signal: new AbortController().signal, progress: () => undefined };
      const outcome = (await handlers.get(kind)?.(running)) ?? { done: true };
      told.push({ kind, subjectId, outcome });
      if ('again' in outcome) waiting.push(job);
    }
    return told;
  };
  return { queue, work };
}

type Asked = { operation: string; input: unknown };
type Answer = (input: never) => unknown;

/** A provider whose next answers the test decides; without an order it takes everything. */
export function fakeProvider(changes: Partial<MessageProvider> = {}) {
  const asked: Asked[] = [];
  const orders = new Map<string, Answer[]>();
  const state = { ready: true, whyNot: null as WhyNotReady | null };
  const usual: Record<string, Answer> = {
    send: () => ({ providerMessageIds: ['p1'] }),
    reply: () => ({ providerMessageIds: ['p2'] }),
    profile: () => ({ displayName: 'สมชาย', language: 'th', pictureUrl: 'https://pictures.test/1' }),
    quota: () => ({ used: 3, limit: 300 }),
  };
  const operation = (name: string) => async (_context: unknown, input: unknown) => {
    asked.push({ operation: name, input });
    const answer = orders.get(name)?.shift() ?? usual[name];
    return answer?.(input as never) as never;
  };
  const messages: MessageProvider = {
    maximumTextLength: 5000,
    keyLifetimeSeconds: 23 * 3600,
    replyWithinSeconds: 50,
    send: operation('send'),
    reply: operation('reply'),
    profile: operation('profile'),
    quota: operation('quota'),
    ...changes,
  };
  const connector = { manifest: { id: 'acme', name: 'Acme' }, messages } as unknown as Connector;
  return {
    asked,
    state,
    order: (name: 'send' | 'reply' | 'profile' | 'quota', ...answers: Answer[]) => void orders.set(name, answers),
    sends: () => asked.filter((one) => one.operation === 'send' || one.operation === 'reply'),
    find: () => ({ id: 'acme', name: 'Acme', connector, ready: state.ready, whyNot: state.whyNot }),
    run: (async (_id, wanted, input) => wanted(undefined as never, input)) satisfies Providers['run'],
  };
}

export const throwing = (fault: unknown) => () => {
  throw fault;
};

let events = 0;
/** An event of the provider, `after` milliseconds from the start. */
export function anEvent(about: EventSubject, after = 0): ProviderEvent {
  events += 1;
  return { id: `ev_${events}`, type: about.kind, occurredAt: new Date(START + after), about, data: {} };
}

export function written(text: string, change: { id?: string; after?: number; replyToken?: string; userId?: string } = {}): ProviderEvent {
  const { id = text, after = 0, replyToken, userId = GUEST } = change;
  return anEvent(
    {
      kind: 'guest_message',
      userId,
      providerMessageId: id,
      content: { kind: 'text', text },
      ...(replyToken === undefined ? {} : { replyToken }),
    },
    after,
  );
}

export async function hear(room: Messaging, event: ProviderEvent, provider = 'acme'): Promise<void> {
  const { kind } = event.about;
  if (kind !== 'guest_message' && kind !== 'guest_reachability') throw new RangeError(`Nobody hears ${kind}`);
  await room.applyEvent[kind]?.(event, provider);
}
