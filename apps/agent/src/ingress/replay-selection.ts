import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ReplayFilter, ReplayPlan } from '@banrimkwae/contract/recovery';
import { Effect } from '@banrimkwae/contract/traffic';
import { sql } from 'kysely';
import * as z from 'zod';
import type { Sqlite } from '../store/database.ts';
import { queryBuilder, readRows } from '../store/select.ts';
import { conditionsOf, type EventNarrowing } from './event-filter.ts';
import type { ReplaySelection, SelectionStep } from './port.ts';

const Tally = z.object({
  effect: Effect,
  provider: z.string(),
  applied: z.int(),
  total: z.int(),
  oldest: z.string(),
  newest: z.string(),
});
type Tally = z.infer<typeof Tally>;
const Ids = z.array(z.object({ id: z.string() }));
const Window = z.object({ last: z.string().nullable(), rows: z.int() });

/** So many rows are looked at in one go, however few of them fit: what else the agent does waits no longer than for these. */
const WINDOW_ROWS = 1000;
const tables = queryBuilder<{ webhook_events: { id: string } }>();

/**
 * Which events a replay is about. What staff gave up stays out: it is replayed one by one, on purpose. Those whose bytes are past their
 * retention cannot be read any more.
 */
export function createReplaySelections(database: Sqlite) {
  const newest = database.prepare<[], string | null>('SELECT max(id) FROM webhook_events').pluck();
  const window = database.prepare<[string, string]>(
    `SELECT max(id) AS last, count(*) AS rows FROM (SELECT id FROM webhook_events WHERE id > ? AND id <= ? ORDER BY id LIMIT ${WINDOW_ROWS})`,
  );
  const windowAfter = (after: string, upTo: string) => {
    const { last, rows } = Window.parse(window.get(after, upTo));
    return { last: last ?? upTo, end: rows < WINDOW_ROWS };
  };
  async function* tallies(selection: Selected, after: string): AsyncGenerator<Tally[]> {
    for (let from = after, end = false; !end; ) {
      const next = windowAfter(from, selection.upTo);
      yield tallyWindow(database, selection, { after: from, last: next.last });
      ({ last: from, end } = next);
      // Deliveries are answered in between.
      await nextTurn();
    }
  }
  return {
    /** Counts; up to the newest event there is now. */
    plan: async (filter: ReplayFilter): Promise<ReplayPlan> => {
      const upTo = newest.get() ?? '';
      const found: Tally[] = [];
      for await (const tally of tallies({ filter, upTo }, '')) found.push(...tally);
      return planOf(found, upTo);
    },
    /** How many lie after an id. */
    count: async (selection: ReplaySelection, after: string): Promise<number> => {
      let total = 0;
      for await (const tally of tallies(selection, after)) for (const group of tally) total += group.total;
      return total;
    },
    /** The next events after an id, oldest first, in one short look: it may find none and still not be the end. */
    next: (selection: ReplaySelection, after: string, limit: number): SelectionStep => {
      const { last, end } = windowAfter(after, selection.upTo);
      const query = inWindow(selection, { after, last }).select('id').orderBy('id').limit(limit);
      const ids = Ids.parse(readRows(database, query)).map(({ id }) => id);
      const full = ids.length === limit;
      return { ids, reached: full ? (ids.at(-1) ?? last) : last, end: end && !full };
    },
  };
}

type Selected = Pick<ReplaySelection, 'filter' | 'upTo'> & Partial<ReplaySelection>;
type Between = { after: string; last: string };

function inWindow({ filter, effects, includeApplied = true }: Selected, { after, last }: Between) {
  const narrowing: EventNarrowing = { ...filter, effects };
  return tables
    .selectFrom('webhook_events')
    .where('id', '>', after)
    .where('id', '<=', last)
    .where(sql.ref('discard_reason'), 'is', null)
    .where(sql.ref('body_dropped_at'), 'is', null)
    .$if(!includeApplied, (query) => query.where(sql.ref('processing_status'), '<>', 'completed'))
    .where(({ and }) => and(conditionsOf(narrowing)));
}

function tallyWindow(database: Sqlite, selected: Selected, between: Between): Tally[] {
  const query = inWindow(selected, between)
    .select([
      sql`effect`.as('effect'),
      sql`provider_id`.as('provider'),
      sql`processing_status = 'completed'`.as('applied'),
      sql`count(*)`.as('total'),
      sql`min(received_at)`.as('oldest'),
      sql`max(received_at)`.as('newest'),
    ])
    .groupBy(sql`1, 2, 3`);
  return z.array(Tally).parse(readRows(database, query));
}

function planOf(tallies: readonly Tally[], upTo: string): ReplayPlan {
  const sum = (of: readonly Tally[]): number => of.reduce((total, tally) => total + tally.total, 0);
  const byProvider = Map.groupBy(tallies, ({ provider }) => provider);
  return {
    total: sum(tallies),
    groups: Effect.options.map((effect) => {
      const group = tallies.filter((tally) => tally.effect === effect);
      const applied = sum(group.filter((tally) => tally.applied === 1));
      return { effect, total: sum(group), applied, open: sum(group) - applied };
    }),
    providers: [...byProvider].map(([provider, of]) => ({ provider, total: sum(of) })).sort((left, right) => right.total - left.total),
    oldestAt: tallies.map(({ oldest }) => oldest).sort()[0] ?? null,
    newestAt:
      tallies
        .map(({ newest }) => newest)
        .sort()
        .at(-1) ?? null,
    upTo,
  };
}
