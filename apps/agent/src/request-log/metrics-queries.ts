import * as z from 'zod';
import type { Sqlite } from '../store/database.ts';
import { percentile } from './histogram.ts';
import type { ProviderFigures, TrafficSlice } from './port.ts';
import { BUCKET_COLUMNS, HOUR_MS, MINUTE_MS } from './roll-ups.ts';

const SLICE_MS = 5 * MINUTE_MS;
const SLICES = 24;

const FiguresRow = z.object({
  provider: z.string(),
  total: z.number(),
  failed: z.number(),
  sum_ms: z.number(),
  last_error_at: z.number().nullable(),
  last_error: z.string().nullable(),
  /** Counts of the buckets, in order. */
  counts: z.string().transform((text) => text.split(',').map(Number)),
});
const SliceRow = z.object({ provider: z.string(), slice: z.number(), total: z.number(), failed: z.number() });

/** Dashboards read the roll-ups only: whole hours from the one, the minutes before the first whole hour from the other. */
export function createMetricsQueries(database: Sqlite) {
  const figures = database.prepare(figuresSql());
  const slices = database.prepare(
    // The cast: numbers are bound as REAL.
    `SELECT provider, CAST((at - @from) / ${SLICE_MS} AS INTEGER) AS slice, sum(total) AS total, sum(failed) AS failed
     FROM request_minutes WHERE at >= @from GROUP BY provider, slice`,
  );
  return {
    figures: (since: number): ProviderFigures[] => {
      const from = since - (since % MINUTE_MS);
      const firstHour = Math.ceil(from / HOUR_MS) * HOUR_MS;
      return figures.all({ from, firstHour }).map((row) => toFigures(FiguresRow.parse(row)));
    },
    recent: (now: number): ReadonlyMap<string, readonly TrafficSlice[]> => {
      const from = now - (now % SLICE_MS) - (SLICES - 1) * SLICE_MS;
      const byProvider = new Map<string, TrafficSlice[]>();
      for (const { provider, slice, total, failed } of slices.all({ from }).map((row) => SliceRow.parse(row))) {
        const list = byProvider.get(provider) ?? Array.from({ length: SLICES }, () => ({ total: 0, failed: 0 }));
        if (slice < SLICES) list[slice] = { total, failed };
        byProvider.set(provider, list);
      }
      return byProvider;
    },
  };
}

function figuresSql(): string {
  const columns = ['provider', 'total', 'failed', 'sum_ms', 'last_error_at', 'last_error', ...BUCKET_COLUMNS].join(', ');
  const sums = ['total', 'failed', 'sum_ms'].map((name) => `sum(${name}) AS ${name}`).join(', ');
  // One text instead of a column for each bucket: crossing from SQLite to here costs more than adding up.
  const counts = `concat_ws(',', ${BUCKET_COLUMNS.map((name) => `sum(${name})`).join(', ')})`;
  // With a single max() SQLite takes the plain column from the row that has the maximum: https://sqlite.org/lang_select.html#bareagg
  return `SELECT provider, ${sums}, ${counts} AS counts, max(last_error_at) AS last_error_at, last_error FROM (
      SELECT ${columns} FROM request_hours WHERE at >= @firstHour
      UNION ALL SELECT ${columns} FROM request_minutes WHERE at >= @from AND at < @firstHour
    ) GROUP BY provider ORDER BY provider`;
}

function toFigures(row: z.infer<typeof FiguresRow>): ProviderFigures {
  return {
    provider: row.provider,
    total: row.total,
    failed: row.failed,
    averageMs: row.total === 0 ? null : row.sum_ms / row.total,
    p95Ms: percentile(row.counts, 0.95),
    lastError: row.last_error_at === null ? null : { at: new Date(row.last_error_at).toISOString(), message: row.last_error ?? '' },
  };
}
