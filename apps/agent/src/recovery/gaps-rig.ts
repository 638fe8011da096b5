import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connector, connector, type ProviderEvent } from '@banrimkwae/connector-kit/connector';
import type { FetchMissingManifest } from '@banrimkwae/connector-kit/manifest';
import { AppError } from '@banrimkwae/contract/errors';
import type { LiveEvent } from '@banrimkwae/contract/events';
import { vi } from 'vitest';
import type { Actor, AuditRecord } from '../access/index.ts';
import { migrationsFolder } from '../assets.ts';
import { createNewId } from '../clock.ts';
import { createHandQueue } from '../jobs/hand-queue-rig.ts';
import { createLiveEvents } from '../live/live-events.ts';
import type { WhyNotReady } from '../providers/port.ts';
import { openDatabase } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import type { LastCall } from './gap-ground.ts';
import { createGaps, type GapsDeps, type GapsRoom } from './gaps.ts';

export const NOK: Actor = { id: 'op_nok', name: 'Nok' };
/** 09:00 on a Monday at the resort. */
export const START = Date.parse('2026-11-23T02:00:00.000Z');
export const MINUTE = 60_000;
const STEP = 50_000;

type Happened = { id: string; type: string; at: number };
type Row = Happened & { provider: string; source: 'webhook' | 'fetched'; rowId: string; receivedAt: string };

/** A provider in memory that lists its events, newest first, page by page. */
export class FakeLister {
  readonly id: string;
  readonly happened: Happened[] = [];
  pageSize = 5;
  reach: FetchMissingManifest = { way: 'event_list', reachDays: 30, note: { en: 'All of it.', th: 'ทั้งหมด' } };
  /** What the coming calls meet, one after the other; then all is fine. */
  weather: (() => void)[] = [];
  asked: Date[] = [];
  payments = true;
  testable = false;

  constructor(id: string) {
    this.id = id;
  }

  get connector(): Connector {
    return connector({
      manifest: {
        id: this.id,
        name: `Fake ${this.id}`,
        type: 'payment',
        capabilities: this.payments ? ['payments'] : [],
        fields: [],
        hosts: { api: { live: 'https://fake.test' } },
        auth: { kind: 'none' },
        rateLimitPerMinute: 60,
        timeoutSeconds: 5,
        retryAttempts: 0,
        endpoints: {},
        fetchMissing: this.reach,
        practice: { values: {}, scenes: {} },
        docs: [],
      },
      testConnection: async () => this.meet(() => ({ message: 'fine' })),
      webhook: {
        verify: () => ({ accepted: true }),
        events: () => [],
        ...(this.testable ? { test: async () => ({ success: true, message: 'fine' }) } : {}),
        ...(this.reach.way === 'event_list' ? { eventsSince: async (_context, input) => this.meet(() => this.list(input)) } : {}),
      },
    });
  }

  private meet<Value>(act: () => Value): Value {
    this.weather.shift()?.();
    return act();
  }

  private list({ since, cursor }: { since: Date; cursor?: string }): { events: ProviderEvent[]; cursor?: string } {
    if (cursor === undefined) this.asked.push(since);
    const all = this.happened
      .filter(({ at }) => at >= since.getTime())
      .sort((left, right) => right.at - left.at || (left.id < right.id ? 1 : -1));
    const from = cursor === undefined ? 0 : all.findIndex(({ id }) => id === cursor) + 1;
    const page = all.slice(from, from + this.pageSize);
    const last = page.at(-1)?.id;
    const more = last !== undefined && from + this.pageSize < all.length;
    return { events: page.map(eventOf), ...(more ? { cursor: last } : {}) };
  }
}

function eventOf({ id, type, at }: Happened): ProviderEvent {
  return { id, type, occurredAt: new Date(at), about: { kind: 'none' }, data: { id } };
}

export type GapsRig = ReturnType<typeof gapsRig>;

/** The room over a fresh database; clock, queue, timers, providers and inbox are the test's. */
export function gapsRig(listers: readonly FakeLister[] = [new FakeLister('fake')]) {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const folder = mkdtempSync(join(tmpdir(), 'gaps-'));
  const database = openDatabase(join(folder, 'agent.db'), 'FULL');
  // The rig kills no machine: waiting for the disk would only make hundreds of drills slow.
  database.pragma('synchronous = OFF');
  migrate(database, migrationsFolder);
  const time = { now: START };
  const clock = { now: () => new Date(time.now) };
  const newId = createNewId(clock);
  const live = createLiveEvents(clock, 'test');
  const events: LiveEvent[] = [];
  live.subscribe((event) => events.push(event));
  const audited: AuditRecord[] = [];
  const complaints: unknown[] = [];
  const state = {
    alive: false,
    whyNot: new Map<string, WhyNotReady>(),
    calls: [] as LastCall[],
    beforeTake: [] as Hook[],
    afterTake: [] as Hook[],
  };
  const inbox = createFakeInbox({ clock, newId, state });
  const connectors = new Map(listers.map((lister) => [lister.id, lister.connector]));
  let queue = createHandQueue(() => time.now);
  const deps = (): GapsDeps => ({
    database,
    connectors,
    providers: {
      find: (id) => {
        const found = connectors.get(id);
        if (!found) throw new AppError('not_found');
        const whyNot = state.whyNot.get(id) ?? null;
        return { id, name: found.manifest.name, connector: found, ready: whyNot === null, whyNot };
      },
      run: (_id, operation, input) =>
        operation({ call: () => Promise.reject(new Error('no network')), config: {}, now: clock.now, newId: () => 'msg_1' }, input),
    },
    inbox,
    channel: { fetchSince: async () => Promise.reject(new AppError('not_supported')), lastImportAt: () => null },
    payments: { askOpen: async () => ({ asked: 0, moved: 0, movedSince: () => 0 }) },
    jobs: queue.jobs,
    live,
    clock,
    newId,
    audit: (entry) => audited.push(entry),
    log: { error: (...words: unknown[]) => void complaints.push(words) },
    timeZone: 'Asia/Bangkok',
    lastCalls: () => state.calls,
  });
  let room: GapsRoom | undefined;
  let died = Promise.withResolvers<void>();
  const rig = {
    database,
    time,
    state,
    inbox,
    events,
    audited,
    complaints,
    get room(): GapsRoom {
      if (!room) throw new Error('The agent does not run');
      return room;
    },
    /** Builds the room anew, as a start of the agent does; `change` what it stands on. */
    start: (change: Partial<GapsDeps> = {}) => {
      queue = createHandQueue(() => time.now);
      room = createGaps({ ...deps(), ...change });
      died = Promise.withResolvers<void>();
      room.start();
      state.alive = true;
    },
    /** At any moment; jobs in memory are gone. */
    kill: () => {
      vi.clearAllTimers();
      room = undefined;
      state.alive = false;
    },
    /** For a hook: the agent dies there, and nothing of what it was about to do is done. */
    die: () => {
      rig.kill();
      died.resolve();
      return new Promise<void>(() => undefined);
    },
    drain: () => Promise.race([queue.drain(), died.promise]),
    ring: (kind: string) => queue.jobs.add({ kind, subjectId: 'all', dedupeKey: kind }),
    beat: async () => {
      rig.ring('recovery.beat');
      await rig.drain();
    },
    learn: async () => {
      rig.ring('recovery.learn');
      await rig.drain();
    },
    /** Lets time go by, with a tick of the room every 50 s: often enough for it to know that it was there. */
    pass: (milliseconds: number) => {
      for (let left = milliseconds; left > 0; left -= STEP) {
        time.now += Math.min(left, STEP);
        if (state.alive) vi.advanceTimersByTime(10_000);
      }
    },
    /** The newest outage. */
    outage: () => {
      const [newest] = rig.room.outages({ limit: 1 }).items;
      if (!newest) throw new Error('There was no outage');
      return newest;
    },
    close: () => {
      rig.kill();
      vi.useRealTimers();
      database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return rig;
}

type FakeInbox = GapsDeps['inbox'] & { rows: Row[]; deliver: (provider: string, happened: Happened) => void };
/** What happens around a write; one that never ends is the death of the agent. */
type Hook = () => Promise<void> | undefined;
type InboxState = { beforeTake: Hook[]; afterTake: Hook[] };

/** Unique by provider and event id, like the real one; outlives the agent. */
function createFakeInbox({
  clock,
  newId,
  state,
}: {
  clock: { now: () => Date };
  newId: (prefix: string) => string;
  state: InboxState;
}): FakeInbox {
  const rows: Row[] = [];
  const known = new Set<string>();
  const store = (provider: string, happened: Happened, source: Row['source']): boolean => {
    if (known.has(`${provider} ${happened.id}`)) return false;
    known.add(`${provider} ${happened.id}`);
    rows.push({ ...happened, provider, source, rowId: newId('whe'), receivedAt: clock.now().toISOString() });
    return true;
  };
  return {
    rows,
    deliver: (provider, happened) => void store(provider, happened, 'webhook'),
    takeFetched: async (provider, events) => {
      await state.beforeTake.shift()?.();
      const recovered = events.filter(({ id, type, occurredAt }) =>
        store(provider, { id, type, at: occurredAt.getTime() }, 'fetched'),
      ).length;
      await state.afterTake.shift()?.();
      return { found: events.length, known: events.length - recovered, recovered };
    },
    fetchedAmong: (provider, ids) =>
      new Set(rows.filter((row) => row.provider === provider && row.source === 'fetched' && ids.includes(row.id)).map(({ id }) => id)),
    deliveredAfter: ({ after, before, limit }) => {
      // Ids rise with the time, and so do the rows.
      const from = rows.findLastIndex(({ rowId }) => rowId <= after) + 1;
      return rows
        .slice(from)
        .filter(({ source, receivedAt }) => source === 'webhook' && receivedAt < before)
        .slice(0, limit)
        .map(({ rowId: id, provider, type: eventType, receivedAt }) => ({ id, provider, eventType, receivedAt }));
    },
  };
}

/** A small seeded generator (mulberry32): the same seed is the same drill. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
