import type { Sqlite } from '../store/database.ts';
import { BUCKET_EDGES, bucketOf } from './histogram.ts';
import type { RequestRecord } from './port.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
const TABLES = ['request_minutes', 'request_hours'] as const;
export type RollUpTable = (typeof TABLES)[number];

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
  for (const table of TABLES) {
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
  const toMinutes = database.prepare(upsertSql('request_minutes'));
  const toHours = database.prepare(upsertSql('request_hours'));
  return (records) => {
    const minutes = new Groups(MINUTE_MS);
    for (const record of records) count(minutes.at(record.at, record.provider), record);
    const hours = new Groups(HOUR_MS);
    for (const minute of minutes.all()) add(hours.at(minute.at, minute.provider), minute);
    for (const sums of minutes.all()) toMinutes.run(valuesOf(sums));
    for (const sums of hours.all()) toHours.run(valuesOf(sums));
  };
}

/** Deletes what is older than the given times (ms since 1970). */
export function retireRollUps(database: Sqlite, before: Readonly<Record<RollUpTable, number>>): void {
  for (const [table, time] of Object.entries(before)) database.prepare(`DELETE FROM ${table} WHERE at < ?`).run(time);
}

function upsertSql(table: RollUpTable): string {
  const added = ['total', 'failed', 'sum_ms', ...BUCKET_COLUMNS];
  const columns = ['at', 'provider', 'total', 'failed', 'sum_ms', 'last_error_at', 'last_error', ...BUCKET_COLUMNS];
  const newer = `excluded.last_error_at IS NOT NULL AND excluded.last_error_at >= coalesce(${table}.last_error_at, 0)`;
  return `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
    ON CONFLICT (at, provider) DO UPDATE SET ${added.map((name) => `${name} = ${name} + excluded.${name}`).join(', ')},
      last_error = CASE WHEN ${newer} THEN excluded.last_error ELSE ${table}.last_error END,
      last_error_at = CASE WHEN ${newer} THEN excluded.last_error_at ELSE ${table}.last_error_at END`;
}

/** Sums by stretch of time and provider. */
class Groups {
  readonly #step: number;
  readonly #byTime = new Map<number, Map<string, Sums>>();

  constructor(step: number) {
    this.#step = step;
  }

  at(time: number, provider: string): Sums {
    const at = time - (time % this.#step);
    const group = this.#byTime.get(at) ?? new Map<string, Sums>();
    if (group.size === 0) this.#byTime.set(at, group);
    const known = group.get(provider);
    if (known) return known;
    const sums: Sums = {
      at,
      provider,
      total: 0,
      failed: 0,
      sumMs: 0,
      lastErrorAt: null,
      lastError: null,
      buckets: BUCKET_COLUMNS.map(() => 0),
    };
    group.set(provider, sums);
    return sums;
  }

  *all(): Generator<Sums> {
    for (const group of this.#byTime.values()) yield* group.values();
  }
}

function count(sums: Sums, record: RequestRecord): void {
  const bucket = bucketOf(record.durationMs);
  sums.total += 1;
  sums.sumMs += record.durationMs;
  sums.buckets[bucket] = (sums.buckets[bucket] ?? 0) + 1;
  if (record.successful) return;
  sums.failed += 1;
  noteError(sums, record.at, record.error);
}

function add(sums: Sums, part: Sums): void {
  sums.total += part.total;
  sums.failed += part.failed;
  sums.sumMs += part.sumMs;
  for (const [index, counted] of part.buckets.entries()) sums.buckets[index] = (sums.buckets[index] ?? 0) + counted;
  if (part.lastErrorAt !== null) noteError(sums, part.lastErrorAt, part.lastError);
}

function noteError(sums: Sums, at: number, error: string | null): void {
  if (at < (sums.lastErrorAt ?? 0)) return;
  sums.lastErrorAt = at;
  sums.lastError = error;
}

function valuesOf(sums: Sums): readonly (number | string | null)[] {
  return [sums.at, sums.provider, sums.total, sums.failed, sums.sumMs, sums.lastErrorAt, sums.lastError, ...sums.buckets];
}
