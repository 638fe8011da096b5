import type { Connector } from '@banrimkwae/connector-kit/connector';
import type { ConnectionState } from '@banrimkwae/contract/providers';
import type { AppendAudit } from '../access/index.ts';
import type { Clock } from '../clock.ts';
import type { Breakers } from '../gateway/port.ts';
import type { JobQueue } from '../jobs/port.ts';
import type { LiveEvents } from '../live/live-events.ts';
import type { RequestLog } from '../request-log/index.ts';
import type { Sqlite } from '../store/database.ts';
import type { MasterKey } from '../vault/cipher.ts';
import type { RoundTrip } from './port.ts';
import type { ProviderTable } from './provider-table.ts';
import type { ProviderDirectory } from './providers.ts';
import type { createTurns } from './turns.ts';

/** What the use cases of this room work with. */
export type ProvidersGround = {
  database: Sqlite;
  table: ProviderTable;
  providers: ProviderDirectory;
  connectors: ReadonlyMap<string, Connector>;
  breakers: Breakers;
  requestLog: Pick<RequestLog, 'figures' | 'recent' | 'metrics'>;
  live: Pick<LiveEvents, 'publish'>;
  audit: AppendAudit;
  clock: Clock;
  key: MasterKey;
  profile: 'practice' | 'live';
  /** Where providers reach us, without the path; null while nobody said. */
  publicUrl: () => string | null;
  setPublicUrl: (url: string) => void;
  lastDeliveryAt: (providerId: string) => string | null;
  /** Midnight at the resort. */
  startOfToday: () => Date;
  /** Path of the Markdown that tells how to obtain a provider's keys. */
  setupFile: (providerId: string) => string;
  jobs: Pick<JobQueue, 'add' | 'handle'>;
  roundTrip: RoundTrip;
  /** Milliseconds a person waits for providers to be told our address; jobs go on after it. */
  patienceMs: number;
  /** One after the other per provider: what runs and what waits for it. */
  inTurn: ReturnType<typeof createTurns>;
  /** Since when this provider is in this state, as far as this agent saw. */
  since: (providerId: string, state: ConnectionState) => string;
};

/** Remembers when each provider's state was first seen to be what it is. */
export function stateWatch(clock: Clock): ProvidersGround['since'] {
  const seen = new Map<string, { state: ConnectionState; since: string }>();
  return (providerId, state) => {
    const known = seen.get(providerId);
    if (known?.state === state) return known.since;
    const since = clock.now().toISOString();
    seen.set(providerId, { state, since });
    return since;
  };
}
