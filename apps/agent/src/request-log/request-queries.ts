import type { RequestDetail, RequestEntry } from '@banrimkwae/contract/traffic';
import * as z from 'zod';
import { json } from '../store/columns.ts';
import type { Sqlite } from '../store/database.ts';
import { mapPage, type Page, pageOf } from '../store/page.ts';
import { dayTableOf, dayTables } from './day-tables.ts';
import type { RequestFilter } from './port.ts';
import { HOUR_MS } from './roll-ups.ts';

const Row = z.object({
  id: z.number(),
  provider: z.string(),
  endpoint: z.string(),
  request_id: z.string(),
  request_method: z.string(),
  request_url: z.string(),
  response_status_code: z.number().nullable(),
  response_time_ms: z.number(),
  error_message: z.string().nullable(),
  retry_count: z.number(),
  is_successful: z.number(),
  processed_at: z.number(),
});
const headers = json(z.record(z.string(), z.string()));
const DetailRow = Row.extend({
  user_id: z.string().nullable(),
  reservation_id: z.string().nullable(),
  payment_id: z.string().nullable(),
  request_headers: headers,
  request_body: z.string().nullable(),
  response_headers: headers,
  response_body: z.string().nullable(),
});

const ENTRY_COLUMNS = Object.keys(Row.shape).join(', ');
const MOST_PER_PAYMENT = 200;
/** Later than any row: where the first page starts. */
const END_OF_TIME = Date.UTC(9999, 11, 31);

export function createRequestQueries(database: Sqlite) {
  return {
    list: (filter: RequestFilter): Page<RequestEntry> => {
      const rows: z.infer<typeof Row>[] = [];
      for (const span of filter.paymentId === undefined ? busyHours(database, filter) : allDays(database, filter)) {
        rows.push(...rowsOf(database, span, { ...filter, limit: filter.limit + 1 - rows.length }));
        if (rows.length > filter.limit) break;
      }
      return mapPage(
        pageOf(rows, filter.limit, ({ processed_at: at, id }) => `${at}.${id}`),
        toEntry,
      );
    },
    get: (requestId: string): RequestDetail | undefined => {
      for (const table of dayTables(database)) {
        const row = database.prepare(`SELECT * FROM ${table} WHERE request_id = ?`).get(requestId);
        if (row !== undefined) return toDetail(DetailRow.parse(row));
      }
      return undefined;
    },
    byPayment: (paymentId: string): RequestEntry[] => {
      const rows = dayTables(database).flatMap((table) =>
        database
          .prepare(
            `SELECT ${ENTRY_COLUMNS} FROM ${table} WHERE payment_id = ? ORDER BY processed_at DESC, id DESC LIMIT ${MOST_PER_PAYMENT}`,
          )
          .all(paymentId),
      );
      return rows
        .slice(0, MOST_PER_PAYMENT)
        .reverse()
        .map((row) => toEntry(Row.parse(row)));
    },
  };
}

/** A stretch of one day table: `from` included, `to` not. */
type Span = { table: string; from: number; to: number };

/** Hours in which something matches, newest first, by the roll-ups: a rare kind of row is found without reading the days between. */
function* busyHours(database: Sqlite, { provider, successful, cursor }: RequestFilter): Generator<Span> {
  const tables = new Set(dayTables(database));
  const conditions = [
    'at <= @latest',
    ...(provider === undefined ? [] : ['provider = @provider']),
    ...(successful === undefined ? [] : [successful ? 'total > failed' : 'failed > 0']),
  ];
  const hours = database
    .prepare(`SELECT DISTINCT at FROM request_hours WHERE ${conditions.join(' AND ')} ORDER BY at DESC`)
    .pluck()
    .all({ latest: position(cursor).at, provider }) as number[];
  for (const at of hours) {
    const table = dayTableOf(at);
    if (tables.has(table)) yield { table, from: at, to: at + HOUR_MS };
  }
}

function* allDays(database: Sqlite, { cursor }: RequestFilter): Generator<Span> {
  const newest = dayTableOf(position(cursor).at);
  for (const table of dayTables(database)) if (table <= newest) yield { table, from: 0, to: Number.MAX_SAFE_INTEGER };
}

function rowsOf(database: Sqlite, span: Span, filter: RequestFilter): z.infer<typeof Row>[] {
  const { at, id } = position(filter.cursor);
  const conditions = [
    'processed_at >= @from AND processed_at < @to AND (processed_at < @at OR (processed_at = @at AND id < @id))',
    ...(filter.provider === undefined ? [] : ['provider = @provider']),
    ...(filter.successful === undefined ? [] : ['is_successful = @successful']),
    ...(filter.paymentId === undefined ? [] : ['payment_id = @paymentId']),
  ];
  const rows = database
    .prepare(
      `SELECT ${ENTRY_COLUMNS} FROM ${span.table} WHERE ${conditions.join(' AND ')} ORDER BY processed_at DESC, id DESC LIMIT @limit`,
    )
    .all({
      from: span.from,
      to: span.to,
      at,
      id,
      provider: filter.provider,
      successful: filter.successful === true ? 1 : 0,
      paymentId: filter.paymentId,
      limit: filter.limit,
    });
  return rows.map((row) => Row.parse(row));
}

/** Where a page ended: time and row of its last entry. */
function position(cursor: string | undefined): { at: number; id: number } {
  const [at, id] = (cursor ?? '').split('.').map(Number);
  return at !== undefined && id !== undefined && Number.isSafeInteger(id) && Number.isSafeInteger(at) && at >= 0 && at <= END_OF_TIME
    ? { at, id }
    : { at: END_OF_TIME, id: Number.MAX_SAFE_INTEGER };
}

function toEntry(row: z.infer<typeof Row>): RequestEntry {
  return {
    id: row.request_id,
    requestId: row.request_id,
    provider: row.provider,
    endpoint: row.endpoint,
    method: row.request_method,
    url: row.request_url,
    status: row.response_status_code,
    durationMs: row.response_time_ms,
    attempts: row.retry_count + 1,
    successful: row.is_successful === 1,
    error: row.error_message,
    at: new Date(row.processed_at).toISOString(),
  };
}

function toDetail(row: z.infer<typeof DetailRow>): RequestDetail {
  return {
    ...toEntry(row),
    requestHeaders: row.request_headers,
    requestBody: row.request_body,
    responseHeaders: row.response_headers,
    responseBody: row.response_body,
    paymentId: row.payment_id,
    reservationId: row.reservation_id,
    operator: row.user_id,
  };
}
