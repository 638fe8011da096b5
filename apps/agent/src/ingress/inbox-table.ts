import { Effect, type RefusedDelivery, type WebhookEvent, WebhookState } from '@banrimkwae/contract/traffic';
import * as z from 'zod';
import { json } from '../store/columns.ts';
import type { Sqlite } from '../store/database.ts';
import { mapPage, type Page, pageOf } from '../store/page.ts';
import { queryBuilder, readRows } from '../store/select.ts';
import { conditionsOf, type EventNarrowing } from './event-filter.ts';
import { createInboxFigures } from './inbox-figures.ts';

const headers = json(z.record(z.string(), z.string()));

const EventRow = z
  .object({
    id: z.string(),
    provider_id: z.string(),
    webhook_id: z.string(),
    event_type: z.string(),
    processing_status: WebhookState,
    processing_attempts: z.int(),
    error_message: z.string().nullable(),
    error_code: z.string().nullable(),
    effect: Effect,
    source: z.enum(['webhook', 'fetched']),
    discard_reason: z.string().nullable(),
    received_at: z.string(),
    processed_at: z.string().nullable(),
  })
  .transform(
    (row): WebhookEvent => ({
      id: row.id,
      provider: row.provider_id,
      webhookId: row.webhook_id,
      eventType: row.event_type,
      state: row.processing_status,
      attempts: row.processing_attempts,
      error: row.error_message,
      errorCode: row.error_code,
      effect: row.effect,
      source: row.source,
      discardReason: row.discard_reason,
      receivedAt: row.received_at,
      processedAt: row.processed_at,
    }),
  );
const Bytes = z
  .object({ headers, body: z.instanceof(Buffer), body_dropped_at: z.string().nullable() })
  .transform(({ body_dropped_at, ...row }) => ({ ...row, bodyDroppedAt: body_dropped_at }));
const RefusedRow = z
  .object({
    sequence: z.int(),
    id: z.string(),
    provider_id: z.string(),
    reason: z.string(),
    remote_address: z.string().nullable(),
    headers,
    body_start: z.string(),
    received_at: z.string(),
    repeated: z.int(),
    last_at: z.string(),
  })
  .transform(({ sequence, ...row }) => {
    const item: RefusedDelivery = {
      id: row.id,
      provider: row.provider_id,
      reason: row.reason,
      remoteAddress: row.remote_address,
      headers: row.headers,
      bodyStart: row.body_start,
      receivedAt: row.received_at,
      repeated: row.repeated,
      lastAt: row.last_at,
    };
    return { sequence, item };
  });

export type EventFilter = EventNarrowing & { effect?: Effect | undefined; cursor?: string | undefined; limit: number };
type RefusedPage = { cursor?: string | undefined; limit: number };
/** `bodyDroppedAt`: its retention is over, and neither bytes nor headers are there any more. */
export type StoredEvent = WebhookEvent & z.output<typeof Bytes>;
export type InboxTable = ReturnType<typeof createInboxTable>;

const COLUMNS = [
  'id',
  'provider_id',
  'webhook_id',
  'event_type',
  'processing_status',
  'processing_attempts',
  'error_message',
  'error_code',
  'effect',
  'source',
  'discard_reason',
  'received_at',
  'processed_at',
] as const;
const SELECTED = COLUMNS.join(', ');
const tables = queryBuilder<{ webhook_events: z.input<typeof EventRow> }>();
const REFUSED_COLUMNS = 'sequence, id, provider_id, reason, remote_address, headers, body_start, received_at, repeated, last_at';
const OPEN_PAGE = 1000;

/** The inbox as it stands on the disk. Reads only: the writer thread has the one connection that writes. */
export function createInboxTable(database: Sqlite) {
  const byId = database.prepare(`SELECT ${SELECTED} FROM webhook_events WHERE id = ?`);
  const byWebhookId = database.prepare(`SELECT ${SELECTED} FROM webhook_events WHERE webhook_id = ? LIMIT 1`);
  const bytes = database.prepare(
    `SELECT event.headers, coalesce(event.event_data, first.event_data) AS body, event.body_dropped_at
     FROM webhook_events event LEFT JOIN webhook_events first ON first.id = event.same_delivery_as WHERE event.id = ?`,
  );
  const open = database.prepare<[WebhookEvent['state'], string]>(
    `SELECT ${SELECTED} FROM webhook_events WHERE processing_status = ? AND id > ? ORDER BY id LIMIT ${OPEN_PAGE}`,
  );
  return {
    /** By our id, or by the provider's own id of the event. */
    find: (id: string): WebhookEvent | undefined => EventRow.optional().parse(byId.get(id) ?? byWebhookId.get(id)),
    /** With the bytes of its delivery. */
    read: (id: string): StoredEvent | undefined => {
      const event = EventRow.optional().parse(byId.get(id));
      return event && { ...event, ...Bytes.parse(bytes.get(id)) };
    },
    list: (filter: EventFilter): Page<WebhookEvent> => {
      const rows = search(database, { ...filter, limit: filter.limit + 1 });
      return pageOf(rows, filter.limit, ({ id }) => id);
    },
    refused: (page: RefusedPage) => listRefused(database, page),
    ...createInboxFigures(database),
    /** Events that nobody has finished, oldest first, page by page. */
    *unfinished(): Generator<WebhookEvent[]> {
      for (const state of ['processing', 'pending'] as const) {
        let page: WebhookEvent[] = [];
        do {
          page = z.array(EventRow).parse(open.all(state, page.at(-1)?.id ?? ''));
          if (page.length > 0) yield page;
        } while (page.length === OPEN_PAGE);
      }
    },
  };
}

/** Newest first: ids begin with the time they were given at. */
function search(database: Sqlite, { effect, cursor, limit, ...narrowing }: EventFilter): WebhookEvent[] {
  let query = tables.selectFrom('webhook_events').select(COLUMNS).orderBy('id', 'desc').limit(limit);
  query = query.where(({ and }) => and(conditionsOf(effect === undefined ? narrowing : { ...narrowing, effects: [effect] })));
  if (cursor !== undefined) query = query.where('id', '<', cursor);
  return z.array(EventRow).parse(readRows(database, query));
}

function listRefused(database: Sqlite, { cursor, limit }: RefusedPage): Page<RefusedDelivery> {
  const rows = database
    .prepare(
      `SELECT ${REFUSED_COLUMNS} FROM refused_deliveries WHERE sequence < coalesce(CAST(? AS INTEGER), 9e18) ORDER BY sequence DESC LIMIT ?`,
    )
    .all(cursor ?? null, limit + 1);
  const page = pageOf(z.array(RefusedRow).parse(rows), limit, ({ sequence }) => String(sequence));
  return mapPage(page, ({ item }) => item);
}
