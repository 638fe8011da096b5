import type { Connector } from '@banrimkwae/connector-kit/connector';
import type { Logger } from 'pino';
import type { AppendAudit } from '../access/index.ts';
import type { ChannelRoom } from '../channel/index.ts';
import type { Clock, NewId } from '../clock.ts';
import type { Ingress } from '../ingress/index.ts';
import type { JobQueue } from '../jobs/port.ts';
import type { LiveEvents } from '../live/live-events.ts';
import type { PaymentsRoom } from '../payments/index.ts';
import type { Providers } from '../providers/port.ts';
import type { Sqlite } from '../store/database.ts';
import type { FetchTable } from './fetch-table.ts';
import type { OutageTable } from './outage-table.ts';
import type { SilenceTable } from './silence-table.ts';

/** The newest call to one provider that went on the wire. `answered`: an HTTP answer came, whatever it said. */
export type LastCall = { provider: string; at: number; answered: boolean };

/** What fetching, outages and the silence alarm work with. */
export type GapsGround = {
  database: Sqlite;
  fetches: FetchTable;
  outages: OutageTable;
  silences: SilenceTable;
  connectors: ReadonlyMap<string, Connector>;
  providers: Pick<Providers, 'find' | 'run'>;
  inbox: Pick<Ingress['inbox'], 'takeFetched' | 'fetchedAmong' | 'deliveredAfter'>;
  channel: Pick<ChannelRoom, 'fetchSince' | 'lastImportAt'>;
  payments: Pick<PaymentsRoom, 'askOpen'>;
  jobs: Pick<JobQueue, 'add' | 'handle' | 'schedule'>;
  live: Pick<LiveEvents, 'publish'>;
  clock: Clock;
  newId: NewId;
  log: Pick<Logger, 'error'>;
  /** Appends to the audit log inside the caller's transaction. */
  audit: AppendAudit;
  /** Of the resort, for hours and days. */
  timeZone: string;
  /** The newest call to each provider that went on the wire. */
  lastCalls: () => readonly LastCall[];
  /** Providers that are being asked in this moment. */
  running: Set<string>;
  /** Lets act what has the same key one after the other. */
  inTurn: <Value>(key: string, act: () => Promise<Value>) => Promise<Value>;
};

export const JOB = { fetch: 'recovery.fetch', beat: 'recovery.beat', learn: 'recovery.learn' } as const;

export const SECOND_MS = 1000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** Rings for a fetch; call it inside the transaction of what asks for it. `now`: it does not wait for one that is to be tried again later. */
export function ringFetch({ jobs }: Pick<GapsGround, 'jobs'>, provider: string, { now }: { now: boolean }): void {
  jobs.add({
    kind: JOB.fetch,
    subjectId: provider,
    priority: now ? 1 : 4,
    dedupeKey: now ? `${JOB.fetch}:${provider}:now` : `${JOB.fetch}:${provider}`,
  });
}
