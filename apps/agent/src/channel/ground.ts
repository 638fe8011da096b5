import type { AppendAudit } from '../access/index.ts';
import type { Clock, NewId } from '../clock.ts';
import type { JobQueue } from '../jobs/port.ts';
import type { LiveEvents } from '../live/live-events.ts';
import type { Providers } from '../providers/port.ts';
import type { Sqlite } from '../store/database.ts';
import type { InventoryTable } from './inventory-table.ts';
import type { MappingTable } from './mapping-table.ts';
import type { Occupancy } from './occupancy.ts';
import type { Resort } from './port.ts';
import type { ReservationTable } from './reservation-table.ts';
import type { SentTable } from './sent-table.ts';
import type { StateTable } from './state-table.ts';

/** What the use cases of this room work with. */
export type ChannelGround = {
  database: Sqlite;
  inventory: InventoryTable;
  mappings: MappingTable;
  sent: SentTable;
  states: StateTable;
  reservations: ReservationTable;
  occupancy: Occupancy;
  providers: Pick<Providers, 'find' | 'ready' | 'all' | 'run'>;
  jobs: Pick<JobQueue, 'add' | 'handle' | 'schedule'>;
  live: Pick<LiveEvents, 'publish'>;
  clock: Clock;
  newId: NewId;
  /** Appends to the audit log inside the caller's transaction. */
  audit: AppendAudit;
  resort: Resort;
  /** The calendar day at the resort. */
  today: () => string;
  /** Lets act what has the same key one after the other. */
  inTurn: <Value>(key: string, act: () => Promise<Value>) => Promise<Value>;
};

export const JOB = { push: 'channel.push', import: 'channel.import', watch: 'channel.watch' } as const;
/** Subject of a job that concerns every channel. */
export const ALL = 'all';

/** Rings for a push to every channel that can take one; call it inside the transaction of the change. */
export function ringPush(ground: ChannelGround): void {
  for (const { id } of ground.providers.ready('channel')) ringPushOf(ground, id);
}

export function ringPushOf(ground: ChannelGround, provider: string): void {
  ground.jobs.add({ kind: JOB.push, subjectId: provider, priority: 3, dedupeKey: `${JOB.push}:${provider}` });
}

/** What changed concerns every desktop that shows a channel; after the commit. */
export function tellChannels(ground: ChannelGround, providers: readonly string[] = ground.providers.all('channel')): void {
  for (const provider of providers) ground.live.publish({ type: 'channel_changed', provider_id: provider });
}
