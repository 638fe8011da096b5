import type { Sqlite } from '../store/database.ts';
import { BUCKET_EDGES, bucketOf } from './histogram.ts';
import type { RequestRecord } from './port.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export type RollUpTable = 'request_minutes' | 'request_hours';
const STEPS: Readonly<Record<RollUpTable, number>> = { request_minutes: MINUTE_MS, request_hours: HOUR_MS };

/** Column of each response-time bucket, in the order of `BUCKET_EDGES`. */
export const BUCKET_COLUMNS: readonly string[] = BUCKET_EDGES.map((_, index) => `b${index}`);

type Sums = {
  at: number;
  provider: string;
  total: number;
  failed: number;
  sumMs: number;
  lastErrorAt: number | null;
  lastError: string | null;
  buckets: number[];
};

export function createRollUpTables(database: Sqlite): void {
  const buckets = BUCKET_COLUMNS.map((name) => `${name} INTEGER NOT NULL`).join(', ');
  for (const table of Object.keys(STEPS)) {
    database.exec(
      `CREATE TABLE IF NOT EXISTS ${table} (
        at INTEGER NOT NULL, provider TEXT NOT NULL, total INTEGER NOT NULL, failed INTEGER NOT NULL, sum_ms INTEGER NOT NULL,
        last_error_at INTEGER, last_error TEXT, ${buckets}, PRIMARY KEY (at, provider)
      ) STRICT, WITHOUT ROWID`,
    );
  }
}

/** Adds a batch to both roll-ups: one upsert a provider and minute, however many rows there are. Call it inside the transaction of the rows. */
export function createRollUpWriter(database: Sqlite): (records: readonly RequestRecord[]) => void {
  const statements = Object.entries(STEPS).map(([table, step]) => ({ step, upsert: database.prepare(upsertSql(table)) }));
  return (records) => {
    for (const { step, upsert } of statements) {
      for (const sums of aggregate(records, step)) {
        upsert.run(sums.at, sums.provider, sums.total, sums.failed, sums.sumMs, sums.lastErrorAt, sums.lastError, ...sums.buckets);
      }
    }
  };
}

/** Deletes what is older than the given times (ms since 1970). */
export function retireRollUps(database: Sqlite, before: Readonly<Record<RollUpTable, number>>): void {
  for (const [table, time] of Object.entries(before)) database.prepare(`DELETE FROM ${table} WHERE at < ?`).run(time);
}

function upsertSql(table: string): string {
  const added = ['total', 'failed', 'sum_ms', ...BUCKET_COLUMNS];
  const columns = ['at', 'provider', 'total', 'failed', 'sum_ms', 'last_error_at', 'last_error', ...BUCKET_COLUMNS];
  const newer = `excluded.last_error_at IS NOT NULL AND excluded.last_error_at >= coalesce(${table}.last_error_at, 0)`;
  return `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
    ON CONFLICT (at, provider) DO UPDATE SET ${added.map((name) => `${name} = ${name} + excluded.${name}`).join(', ')},
      last_error = CASE WHEN ${newer} THEN excluded.last_error ELSE ${table}.last_error END,
      last_error_at = CASE WHEN ${newer} THEN excluded.last_error_at ELSE ${table}.last_error_at END`;
}

function aggregate(records: readonly RequestRecord[], step: number): Iterable<Sums> {
  const groups = new Map<string, Sums>();
  for (const record of records) {
    const at = record.at - (record.at % step);
    const key = `${at} ${record.provider}`;
    let sums = groups.get(key);
    if (!sums) {
      sums = {
        at,
        provider: record.provider,
        total: 0,
        failed: 0,
        sumMs: 0,
        lastErrorAt: null,
        lastError: null,
        buckets: BUCKET_COLUMNS.map(() => 0),
      };
      groups.set(key, sums);
    }
    add(sums, record);
  }
  return groups.values();
}

function add(sums: Sums, record: RequestRecord): void {
  const bucket = bucketOf(record.durationMs);
  sums.total += 1;
  sums.sumMs += record.durationMs;
  sums.buckets[bucket] = (sums.buckets[bucket] ?? 0) + 1;
  if (record.successful) return;
  sums.failed += 1;
  if (record.at >= (sums.lastErrorAt ?? 0)) {
    sums.lastErrorAt = record.at;
    sums.lastError = record.error;
  }
}
