import type { ReplayFilter } from '@banrimkwae/contract/recovery';
import type { Effect, WebhookEvent } from '@banrimkwae/contract/traffic';
import { type Expression, type SqlBool, sql } from 'kysely';
import { createNewId } from '../clock.ts';
import { contains } from '../store/select.ts';

/** What both the list of deliveries and a replay are narrowed by. */
export type EventNarrowing = ReplayFilter & {
  effects?: readonly Effect[] | undefined;
  source?: WebhookEvent['source'] | undefined;
};

/** As conditions on `webhook_events`, to be joined by AND. */
export function conditionsOf(filter: EventNarrowing): Expression<SqlBool>[] {
  const { provider, eventType, state, effects, source, from, to, q } = filter;
  const equal = (column: string, value: string | undefined) => (value === undefined ? [] : [sql<SqlBool>`${sql.ref(column)} = ${value}`]);
  return [
    ...equal('provider_id', provider),
    ...equal('event_type', eventType),
    ...equal('processing_status', state),
    ...equal('source', source),
    ...(effects === undefined ? [] : [sql<SqlBool>`effect IN (${sql.join(effects)})`]),
    ...(from === undefined ? [] : [sql<SqlBool>`received_at >= ${instant(from)} AND id > ${idBefore(from)}`]),
    // No bound by id here: after the clock was set back, ids run ahead of the times.
    ...(to === undefined ? [] : [sql<SqlBool>`received_at < ${instant(to)}`]),
    ...(q ? [anyContains(['webhook_id', 'event_type', 'id'], q)] : []),
  ];
}

function anyContains(columns: readonly string[], text: string): Expression<SqlBool> {
  const each = columns.map((column) => contains(column, text));
  return sql<SqlBool>`(${sql.join(each, sql` OR `)})`;
}

/** An id is given a moment after the delivery is received, and the clock may be set in between. */
const SLACK_MS = 3_600_000;

/** Rows hold milliseconds; an instant may come without them, and would then sort elsewhere. */
function instant(text: string): string {
  return new Date(text).toISOString();
}

/** An id of well before that time: ids begin with it, which spares reading everything older. */
function idBefore(at: string): string {
  const time = new Date(Math.max(0, Date.parse(at) - SLACK_MS));
  return createNewId({ now: () => time }, (size) => new Uint8Array(size))('whe');
}
