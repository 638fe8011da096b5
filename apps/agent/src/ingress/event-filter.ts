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
    ...(from === undefined ? [] : [sql<SqlBool>`received_at >= ${instant(from)} AND id > ${idAround(from, -SLACK_MS)}`]),
    ...(to === undefined ? [] : [sql<SqlBool>`received_at < ${instant(to)} AND id < ${idAround(to, SLACK_MS)}`]),
    ...(q
      ? [
          sql<SqlBool>`(${sql.join(
            TEXTS.map((column) => contains(column, q)),
            sql` OR `,
          )})`,
        ]
      : []),
  ];
}

const TEXTS = ['webhook_id', 'event_type', 'id'];

/** An id is given a moment after the delivery is received, and the clock may be set in between. */
const SLACK_MS = 3_600_000;

/** Rows hold milliseconds; an instant may come without them, and would then sort elsewhere. */
function instant(text: string): string {
  return new Date(text).toISOString();
}

/** The lowest id of that time: ids begin with it, which spares reading what lies far before or after. */
function idAround(at: string, offsetMs: number): string {
  const time = Math.max(0, Date.parse(at) + offsetMs);
  return createNewId({ now: () => new Date(time) }, (size) => new Uint8Array(size))('whe');
}
