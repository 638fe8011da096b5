import type { Statement } from 'better-sqlite3';
import type { Sqlite } from '../store/database.ts';
import { createDayTable, DAY_MS, dayTableOf, dayTables, recreateView } from './day-tables.ts';
import type { RequestRecord } from './port.ts';
import { createRollUpWriter } from './roll-ups.ts';

export type LogWriter = {
  /** One transaction: the rows, each in the table of its day, and their roll-ups. */
  write: (records: readonly RequestRecord[]) => void;
  /** After tables were dropped. */
  forgetTables: () => void;
};

const COLUMNS = [
  'provider_id',
  'endpoint_id',
  'provider',
  'endpoint',
  'request_id',
  'user_id',
  'reservation_id',
  'payment_id',
  'request_method',
  'request_url',
  'request_headers',
  'request_body',
  'response_status_code',
  'response_headers',
  'response_body',
  'response_time_ms',
  'error_message',
  'retry_count',
  'is_successful',
  'processed_at',
];

export function createLogWriter(database: Sqlite): LogWriter {
  const addToRollUps = createRollUpWriter(database);
  const inserts = new Map<number, Statement>();
  const insertOf = (at: number): Statement => {
    const day = Math.floor(at / DAY_MS);
    const known = inserts.get(day);
    if (known) return known;
    const table = dayTableOf(at);
    if (!dayTables(database).includes(table)) {
      createDayTable(database, table);
      recreateView(database);
    }
    const insert = database.prepare(
      `INSERT INTO ${table} (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')}) ON CONFLICT (request_id) DO NOTHING`,
    );
    inserts.set(day, insert);
    return insert;
  };
  const write = database.transaction((records: readonly RequestRecord[]) => {
    for (const record of records) insertOf(record.at).run(...valuesOf(record));
    addToRollUps(records);
  });
  return {
    write: (records) => {
      try {
        write(records);
      } catch (fault) {
        // A table made inside the failed transaction is gone again.
        inserts.clear();
        throw fault;
      }
    },
    forgetTables: () => inserts.clear(),
  };
}

function valuesOf(record: RequestRecord): readonly (string | number | null)[] {
  return [
    record.providerRowId,
    record.endpointRowId,
    record.provider,
    record.endpoint,
    record.requestId,
    record.operatorId,
    record.reservationId,
    record.paymentId,
    record.method,
    record.url,
    record.requestHeaders,
    record.requestBody,
    record.status,
    record.responseHeaders,
    record.responseBody,
    record.durationMs,
    record.error,
    record.attempts - 1,
    record.successful ? 1 : 0,
    record.at,
  ];
}
