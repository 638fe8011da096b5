import type { AppendAudit } from '../access/index.ts';
import type { Clock, NewId } from '../clock.ts';
import type { Ingress } from '../ingress/index.ts';
import type { JobQueue } from '../jobs/port.ts';
import type { LiveEvents } from '../live/live-events.ts';
import type { Sqlite } from '../store/database.ts';
import { createReplayTable, type ReplayRow, type ReplayTable } from './replay-table.ts';

/** What the use cases of replays and dead letters work with. */
export type ReplayDeps = {
  database: Sqlite;
  inbox: Pick<Ingress['inbox'], 'replays' | 'failed'>;
  jobs: Pick<JobQueue, 'add' | 'get' | 'handle' | 'retry' | 'discard' | 'effectOf'>;
  live: Pick<LiveEvents, 'publish'>;
  clock: Clock;
  newId: NewId;
  audit: AppendAudit;
};
export type ReplayGround = ReplayDeps & { table: ReplayTable };

export const RUN = 'replay.run';

export function createReplayGround(deps: ReplayDeps): ReplayGround {
  return { ...deps, table: createReplayTable(deps.database) };
}

export function tellReplay({ live }: Pick<ReplayDeps, 'live'>, { id, state, done, total }: ReplayRow): void {
  live.publish({ type: 'replay_changed', replayId: id, state, done, total });
}
