import type { Sqlite } from '../store/database.ts';

export const DAY_MS = 86_400_000;
const PREFIX = 'integration_requests_';

/** Table of the UTC day a time (ms since 1970) lies in: `integration_requests_20261123`. */
export function dayTableOf(at: number): string {
  return `${PREFIX}${new Date(at).toISOString().slice(0, 10).replaceAll('-', '')}`;
}

/** Start of a day table's day, ms since 1970. */
export function startOfDayTable(table: string): number {
  const day = table.slice(PREFIX.length);
  return Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)}T00:00:00.000Z`);
}

/** The log's tables, one a day, newest first. */
export function dayTables(database: Sqlite): string[] {
  const names = database
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB '${PREFIX}[0-9]*'`)
    .pluck()
    .all() as string[];
  return names.sort().reverse();
}

/** The covering index answers questions by time and provider without the rows; the partial one finds a payment's few calls. */
export function createDayTable(database: Sqlite, table: string): void {
  database.exec(
    `CREATE TABLE ${table} (
      id INTEGER PRIMARY KEY,
      provider_id INTEGER NOT NULL, endpoint_id INTEGER NOT NULL, provider TEXT NOT NULL, endpoint TEXT NOT NULL,
      request_id TEXT NOT NULL UNIQUE,
      user_id TEXT, reservation_id TEXT, payment_id TEXT,
      request_method TEXT NOT NULL, request_url TEXT NOT NULL, request_headers TEXT NOT NULL, request_body TEXT,
      response_status_code INTEGER, response_headers TEXT NOT NULL, response_body TEXT,
      response_time_ms INTEGER NOT NULL, error_message TEXT, retry_count INTEGER NOT NULL, is_successful INTEGER NOT NULL,
      processed_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX ${table}_covering ON ${table} (processed_at, provider, is_successful, response_time_ms);
    CREATE INDEX ${table}_payment ON ${table} (payment_id) WHERE payment_id IS NOT NULL;`,
  );
}

/** All days under the name and with the columns of the specification; times as ISO 8601. */
export function recreateView(database: Sqlite): void {
  const columns = `provider_id, endpoint_id, provider, endpoint, request_id, user_id, reservation_id, payment_id, request_method, request_url, request_headers,
    request_body, response_status_code, response_headers, response_body, response_time_ms, error_message, retry_count, is_successful`;
  const days = dayTables(database).map(
    (table) => `SELECT id, ${columns}, strftime('%Y-%m-%dT%H:%M:%fZ', processed_at / 1000.0, 'unixepoch') AS processed_at FROM ${table}`,
  );
  database.exec('DROP VIEW IF EXISTS integration_requests');
  if (days.length > 0) database.exec(`CREATE VIEW integration_requests AS ${days.join(' UNION ALL ')}`);
}

/** Drops the tables of days that ended before `before` (ms since 1970): one short step a day, where deleting rows would lock for long. */
export function retireDays(database: Sqlite, before: number): readonly string[] {
  const old = dayTables(database).filter((table) => startOfDayTable(table) + DAY_MS <= before);
  if (old.length === 0) return old;
  database.transaction(() => {
    database.exec('DROP VIEW IF EXISTS integration_requests');
    for (const table of old) database.exec(`DROP TABLE ${table}`);
    recreateView(database);
  })();
  return old;
}
