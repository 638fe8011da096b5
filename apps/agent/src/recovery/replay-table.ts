import { ReplayFilter, type ReplayRun, ReplayState } from '@banrimkwae/contract/recovery';
import { Effect } from '@banrimkwae/contract/traffic';
import * as z from 'zod';
import type { ReplaySelection } from '../ingress/port.ts';
import { json } from '../store/columns.ts';
import type { Sqlite } from '../store/database.ts';
import { type Page, pageOf } from '../store/page.ts';

const Row = z.object({
  id: z.string(),
  state: ReplayState,
  filter: json(ReplayFilter),
  effects: json(z.array(Effect)),
  include_applied: z.int(),
  per_minute: z.int(),
  up_to: z.string(),
  cursor: z.string(),
  total: z.int(),
  done: z.int(),
  failed: z.int(),
  job_id: z.string(),
  started_by: z.string(),
  started_by_name: z.string(),
  started_at: z.string(),
  finished_at: z.string().nullable(),
});
export type ReplayRow = z.infer<typeof Row>;
export type NewReplay = {
  id: string;
  selection: ReplaySelection;
  perMinute: number;
  total: number;
  jobId: string;
  startedBy: string;
  startedByName: string;
  startedAt: string;
};
export type Progress = { cursor: string; done: number; failed: number };
export type ReplayTable = ReturnType<typeof createReplayTable>;

/** Times are ISO 8601 UTC. No transaction of its own. */
export function createReplayTable(database: Sqlite) {
  const insert = database.prepare(
    `INSERT INTO replay_runs (id, state, filter, effects, include_applied, per_minute, up_to, total, job_id, started_by, started_by_name, started_at)
     VALUES (@id, 'running', @filter, @effects, @includeApplied, @perMinute, @upTo, @total, @jobId, @startedBy, @startedByName, @startedAt)`,
  );
  const byId = database.prepare('SELECT * FROM replay_runs WHERE id = ?');
  const running = database.prepare(`SELECT * FROM replay_runs WHERE state = 'running'`);
  const paused = database.prepare(`SELECT * FROM replay_runs WHERE state = 'paused' ORDER BY id`);
  const page = database.prepare('SELECT * FROM replay_runs WHERE id < ? ORDER BY id DESC LIMIT ?');
  const advance = database.prepare('UPDATE replay_runs SET cursor = @cursor, done = @done, failed = @failed WHERE id = @id');
  const setState = database.prepare('UPDATE replay_runs SET state = @state, finished_at = @finishedAt WHERE id = @id');
  const restart = database.prepare(`UPDATE replay_runs SET state = 'running', job_id = @jobId WHERE id = @id`);
  return {
    insert: ({ selection, ...run }: NewReplay): void => {
      const { filter, effects, includeApplied, upTo } = selection;
      const texts = { filter: JSON.stringify(filter), effects: JSON.stringify(effects), includeApplied: includeApplied ? 1 : 0, upTo };
      insert.run({ ...run, ...texts });
    },
    find: (id: string): ReplayRow | undefined => Row.optional().parse(byId.get(id)),
    /** There is one at most. */
    running: (): ReplayRow | undefined => Row.optional().parse(running.get()),
    paused: (): ReplayRow[] => z.array(Row).parse(paused.all()),
    /** Newest first. */
    list: ({ cursor, limit }: { cursor?: string | undefined; limit: number }): Page<ReplayRow> =>
      pageOf(z.array(Row).parse(page.all(cursor ?? '~', limit + 1)), limit, ({ id }) => id),
    /** Whatever state it is in: what is done is done. */
    advance: (id: string, progress: Progress): void => void advance.run({ id, ...progress }),
    setState: (id: string, state: 'paused' | 'completed' | 'cancelled', finishedAt: string | null): void =>
      void setState.run({ id, state, finishedAt }),
    restart: (id: string, jobId: string): void => void restart.run({ id, jobId }),
  };
}

export function selectionOf(row: ReplayRow): ReplaySelection {
  return { filter: row.filter, effects: row.effects, includeApplied: row.include_applied === 1, upTo: row.up_to };
}

export function toReplayRun(row: ReplayRow): ReplayRun {
  return {
    id: row.id,
    state: row.state,
    filter: row.filter,
    effects: row.effects,
    includeApplied: row.include_applied === 1,
    perMinute: row.per_minute,
    total: row.total,
    done: row.done,
    failed: row.failed,
    startedBy: row.started_by,
    startedByName: row.started_by_name,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}
