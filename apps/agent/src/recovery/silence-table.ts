import * as z from 'zod';
import type { Sqlite } from '../store/database.ts';
import type { SeenWeek } from './silence-normal.ts';

const StreamRow = z.object({
  id: z.string(),
  provider: z.string(),
  event_type: z.string(),
  first_at: z.string(),
  last_at: z.string(),
  acknowledged_until: z.string().nullable(),
});
export type StreamRow = z.infer<typeof StreamRow>;
const Seen = z
  .object({ longest_seconds: z.int(), events: z.int() })
  .transform((row): SeenWeek => ({ longestSeconds: row.longest_seconds, events: row.events }));

export type SilenceTable = ReturnType<typeof createSilenceTable>;

/** SQL of `silence_streams` and `silence_hours`. */
export function createSilenceTable(database: Sqlite) {
  const all = database.prepare('SELECT * FROM silence_streams ORDER BY provider, event_type');
  const one = database.prepare('SELECT * FROM silence_streams WHERE id = ?');
  const named = database.prepare('SELECT * FROM silence_streams WHERE provider = ? AND event_type = ?');
  const save = database.prepare(
    `INSERT INTO silence_streams (id, provider, event_type, first_at, last_at, acknowledged_until)
     VALUES (@id, @provider, @event_type, @first_at, @last_at, @acknowledged_until)
     ON CONFLICT (id) DO UPDATE SET last_at = excluded.last_at, acknowledged_until = excluded.acknowledged_until`,
  );
  const add = database.prepare(
    `INSERT INTO silence_hours (stream_id, week, hour, longest_seconds, events) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (stream_id, hour, week) DO UPDATE SET longest_seconds = max(longest_seconds, excluded.longest_seconds), events = events + excluded.events`,
  );
  const seen = database.prepare(
    `SELECT max(longest_seconds) AS longest_seconds, sum(events) AS events FROM silence_hours
     WHERE stream_id = ? AND hour IN (SELECT value FROM json_each(?)) AND week > ? AND week < ? GROUP BY week`,
  );
  const events = database
    .prepare<[string, number], number>('SELECT coalesce(sum(events), 0) FROM silence_hours WHERE stream_id = ? AND week > ?')
    .pluck();
  const retire = database.prepare('DELETE FROM silence_hours WHERE week <= ?');
  return {
    streams: (): StreamRow[] => z.array(StreamRow).parse(all.all()),
    find: (id: string): StreamRow | undefined => StreamRow.optional().parse(one.get(id)),
    named: (provider: string, eventType: string): StreamRow | undefined => StreamRow.optional().parse(named.get(provider, eventType)),
    save: (row: StreamRow): void => void save.run(row),
    addHour: (streamId: string, cell: { week: number; hour: number } & SeenWeek): void =>
      void add.run(streamId, cell.week, cell.hour, cell.longestSeconds, cell.events),
    /** A row a whole week in which one of these hours was lived through, both ends not included. */
    seen: (streamId: string, hours: readonly number[], { afterWeek, beforeWeek }: { afterWeek: number; beforeWeek: number }): SeenWeek[] =>
      z.array(Seen).parse(seen.all(streamId, JSON.stringify(hours), afterWeek, beforeWeek)),
    events: (streamId: string, afterWeek: number): number => events.get(streamId, afterWeek) ?? 0,
    retire: (week: number): void => void retire.run(week),
  };
}
