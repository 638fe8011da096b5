import type { FxQuote } from '@banrimkwae/connector-kit/capabilities/fx';
import * as z from 'zod';
import type { Sqlite } from '../store/database.ts';

const StoredRate = z.object({
  quote: z.string(),
  base: z.string(),
  source: z.string(),
  source_name: z.string(),
  at: z.string(),
  rate: z.string(),
  buying: z.string().nullable(),
  selling: z.string().nullable(),
  fetched_at: z.string(),
});
export type StoredRate = z.infer<typeof StoredRate>;
const SourceRow = z.object({
  source: z.string(),
  worked_at: z.string().nullable(),
  failing_since: z.string().nullable(),
  error: z.string().nullable(),
});
export type SourceRow = z.infer<typeof SourceRow>;

export type FxRateTable = ReturnType<typeof createFxRateTable>;
type Told = { source: { id: string; name: string }; quotes: readonly FxQuote[]; at: string };

/** SQL of `fx_rates` and `fx_sources`. */
export function createFxRateTable(database: Sqlite) {
  const save = database.prepare(
    `INSERT INTO fx_rates (quote, base, source, at, source_name, rate, buying, selling, fetched_at)
     VALUES (@quote, @base, @source, @at, @source_name, @rate, @buying, @selling, @fetched_at)
     ON CONFLICT (quote, base, source, at) DO UPDATE SET source_name = excluded.source_name, rate = excluded.rate,
       buying = excluded.buying, selling = excluded.selling, fetched_at = excluded.fetched_at`,
  );
  const retire = database.prepare('DELETE FROM fx_rates WHERE at < ?');
  // With max() the other columns are of the row that has it: https://sqlite.org/lang_select.html#bareagg
  const newest = database.prepare('SELECT *, max(at) FROM fx_rates WHERE quote = ? GROUP BY base, source');
  const newestOf = database.prepare('SELECT *, max(at) FROM fx_rates WHERE quote = ? AND base = ? GROUP BY source');
  const sources = database.prepare('SELECT * FROM fx_sources');
  const worked = database.prepare(
    `INSERT INTO fx_sources (source, worked_at, failing_since, error) VALUES (@source, @at, NULL, NULL)
     ON CONFLICT (source) DO UPDATE SET worked_at = excluded.worked_at, failing_since = NULL, error = NULL`,
  );
  const failed = database.prepare(
    `INSERT INTO fx_sources (source, worked_at, failing_since, error) VALUES (@source, NULL, @at, @error)
     ON CONFLICT (source) DO UPDATE SET failing_since = coalesce(fx_sources.failing_since, excluded.failing_since), error = excluded.error`,
  );
  return {
    /** All that a source told at once, and that it worked: one transaction. Rates from before `keepSince` go. */
    told: ({ source, quotes, at }: Told, keepSince: string): void =>
      database.transaction(() => {
        for (const quote of quotes) save.run({ ...quote, source: source.id, source_name: source.name, fetched_at: at });
        worked.run({ source: source.id, at });
        retire.run(keepSince);
      })(),
    failed: (source: string, failure: { at: string; error: string }): void => void failed.run({ source, ...failure }),
    /** The newest of each currency and source. */
    newest: (quote: string): StoredRate[] => z.array(StoredRate).parse(newest.all(quote)),
    newestOf: (quote: string, base: string): StoredRate[] => z.array(StoredRate).parse(newestOf.all(quote, base)),
    sources: (): SourceRow[] => z.array(SourceRow).parse(sources.all()),
  };
}
