import type { Logger } from 'pino';
import type { AppendAudit } from '../access/index.ts';
import type { Clock } from '../clock.ts';
import type { LiveEvents } from '../live/live-events.ts';
import type { Sqlite } from '../store/database.ts';
import type { MasterKey } from '../vault/cipher.ts';
import type { Carriers } from './carriers/index.ts';
import type { Programs } from './carriers/programs.ts';
import type { TunnelTable } from './tunnel-table.ts';

export type TunnelDeps = {
  database: Sqlite;
  live: Pick<LiveEvents, 'publish'>;
  audit: AppendAudit;
  clock: Clock;
  log: Pick<Logger, 'info' | 'warn'>;
  key: MasterKey;
  profile: 'practice' | 'live';
  /** Keys and the client's number stand here. */
  folder: string;
  programs: Programs;
  /** Shared by both ends of a walk; from the master key, so that no one else can answer. */
  roundTripSecret: string;
  /** The webhook listener on 127.0.0.1. */
  targetPort: () => number;
  lineUp: () => Promise<boolean>;
  random: () => number;
};

/** What the use cases of this room work with. */
export type TunnelGround = Pick<TunnelDeps, 'database' | 'audit' | 'clock' | 'key' | 'programs'> & {
  table: TunnelTable;
  carriers: Carriers;
};
