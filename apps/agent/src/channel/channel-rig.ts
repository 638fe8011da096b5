import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InventoryCell, RoomMapping } from '@banrimkwae/contract/channel';
import { AppError } from '@banrimkwae/contract/errors';
import type { LiveEvent } from '@banrimkwae/contract/events';
import type { Actor, AuditRecord } from '../access/index.ts';
import { createNewId } from '../clock.ts';
import { createHandQueue } from '../jobs/hand-queue-rig.ts';
import type { JobQueue } from '../jobs/port.ts';
import { createLiveEvents } from '../live/live-events.ts';
import type { Providers } from '../providers/port.ts';
import { openDatabase, type Sqlite } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { addDays } from './calendar.ts';
import { type ChannelRoom, createChannel } from './channel.ts';
import { FakeChannel } from './fake-channel-rig.ts';
import type { Resort } from './port.ts';

export const NOK: Actor = { id: 'op_nok', name: 'Nok' };
/** 09:00 at the resort. */
const START = Date.parse('2026-11-23T02:00:00.000Z');
export const TODAY = '2026-11-23';

export const RESORT: Resort = {
  timeZone: 'Asia/Bangkok',
  currency: 'THB',
  roomTypes: [
    { id: 'river', name: { en: 'River villa', th: 'วิลล่าริมแม่น้ำ' }, count: 8 },
    { id: 'garden', name: { en: 'Garden room', th: 'ห้องสวน' }, count: 12 },
  ],
};
export const MAPPINGS: RoomMapping[] = [
  { roomTypeId: 'river', channelRoomId: 'R1', channelRateId: 'flex' },
  { roomTypeId: 'river', channelRoomId: 'R1', channelRateId: 'fixed' },
  { roomTypeId: 'garden', channelRoomId: 'R2', channelRateId: 'flex' },
];

export function night(day: string, change: Partial<InventoryCell> = {}): InventoryCell {
  return {
    roomTypeId: 'river',
    day,
    available: 5,
    price: { amount: 450_000, currency: 'THB' },
    minimumStay: 1,
    closed: false,
    closedToArrival: false,
    closedToDeparture: false,
    ...change,
  };
}

export function nights(from: string, count: number, change: Partial<InventoryCell> = {}): InventoryCell[] {
  return Array.from({ length: count }, (_, index) => night(addDays(from, index), change));
}

export type ChannelRig = ReturnType<typeof channelRig>;

/** The channel room over a fresh database, channels in memory, and a queue and clock that the test moves. */
export function channelRig(names: readonly string[] = ['fake']) {
  const folder = mkdtempSync(join(tmpdir(), 'channel-'));
  const database: Sqlite = openDatabase(join(folder, 'agent.db'), 'FULL');
  // The rig kills no machine: waiting for the disk would only make thousands of histories slow.
  database.pragma('synchronous = OFF');
  migrate(database, join(import.meta.dirname, '../store/migrations'));
  const time = { now: START };
  const clock = { now: () => new Date(time.now) };
  const live = createLiveEvents(clock, 'test');
  const channels = new Map(names.map((name) => [name, new FakeChannel(name, () => time.now)]));
  const paused = new Set<string>();
  const audited: AuditRecord[] = [];
  const events: LiveEvent[] = [];
  live.subscribe((event) => events.push(event));
  const newId = createNewId(clock);
  let queue = createHandQueue(() => time.now);
  const providers = fakeProviders(channels, { paused, now: clock.now });
  const roomOn = (jobs: JobQueue) =>
    createChannel({ database, providers, jobs, live, clock, newId, audit: (entry) => audited.push(entry), resort: RESORT });
  let room: ChannelRoom = roomOn(queue.jobs);
  return {
    get room() {
      return room;
    },
    get jobs() {
      return queue.jobs;
    },
    /** The same room on another queue. */
    roomOn,
    database,
    audited,
    events,
    paused,
    channel: (name = 'fake'): FakeChannel => {
      const found = channels.get(name);
      if (!found) throw new RangeError(`There is no channel ${name}`);
      return found;
    },
    drain: () => queue.drain(),
    pass: (milliseconds: number) => {
      time.now += milliseconds;
    },
    /** The process dies: jobs in memory are gone, the database stays. */
    restart: () => {
      queue = createHandQueue(() => time.now);
      room = roomOn(queue.jobs);
      room.resume();
    },
    /** Everything that differs is told, now. */
    push: async (full = false) => {
      room.sync({ full }, NOK);
      await queue.drain();
    },
    /** The beat of the schedule. */
    poll: async () => {
      for (const subjectId of names)
        queue.jobs.add({ kind: 'channel.import', subjectId, dedupeKey: `schedule:channel.import.${subjectId}` });
      await queue.drain();
    },
    close: () => {
      database.close();
      rmSync(folder, { recursive: true });
    },
    map: (name = 'fake', mappings = MAPPINGS) => room.setMappings({ provider: name, mappings }, NOK),
  };
}

function fakeProviders(channels: ReadonlyMap<string, FakeChannel>, world: { paused: ReadonlySet<string>; now: () => Date }): Providers {
  const find: Providers['find'] = (id) => {
    const connector = channels.get(id)?.connector;
    if (!connector) throw new AppError('not_found');
    const ready = !world.paused.has(id);
    return { id, name: connector.manifest.name, connector, ready, whyNot: ready ? null : 'provider_paused' };
  };
  return {
    find,
    ready: () => [...channels.keys()].map(find).filter(({ ready }) => ready),
    all: () => [...channels.keys()],
    run: (_id, operation, input) =>
      operation({ call: () => Promise.reject(new Error('no network')), config: {}, now: world.now, newId: () => 'msg_1' }, input),
    downSince: () => null,
    webhookSecrets: () => [],
    rowId: () => 1,
  };
}
