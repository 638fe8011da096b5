import type { Sqlite } from '../store/database.ts';
import type { RetentionStep, Written } from './writes.ts';

/** Rows looked at in one step. Few enough that a delivery that comes meanwhile does not notice. */
export const STEP_ROWS = 200;

/** Finished: worked through, or given up by staff. Whatever still waits for someone stays, however old. */
const FINISHED = `(processing_status = 'completed' OR (processing_status = 'failed' AND discard_reason IS NOT NULL))`;
const NONE_OPEN_SHARES_IT = `NOT EXISTS (
  SELECT 1 FROM webhook_events other WHERE other.same_delivery_as = event.id
    AND NOT (other.processing_status = 'completed' OR (other.processing_status = 'failed' AND other.discard_reason IS NOT NULL)))`;

/** One step over the events in the order of their ids, which is that of their time. Runs inside the batch's transaction. */
export function prepareRetention(open: Sqlite): (step: RetentionStep) => Written {
  const window = open.prepare<[string], { last: string | null; newest: string | null; rows: number }>(
    `SELECT max(id) AS last, max(received_at) AS newest, count(*) AS rows
     FROM (SELECT id, received_at FROM webhook_events WHERE id > ? ORDER BY id LIMIT ${STEP_ROWS})`,
  );
  const within = `id > @after AND id <= @last AND ${FINISHED}`;
  const dropBodies = open.prepare(
    `UPDATE webhook_events AS event SET event_data = iif(same_delivery_as IS NULL, x'', NULL), headers = '{}', body_dropped_at = @now
     WHERE ${within} AND received_at < @bodiesBefore AND body_dropped_at IS NULL AND ${NONE_OPEN_SHARES_IT}`,
  );
  // Those that name another row's bytes first: that row can go only when nobody names it.
  const deleteSharers = open.prepare(
    `DELETE FROM webhook_events WHERE ${within} AND received_at < @eventsBefore AND same_delivery_as IS NOT NULL`,
  );
  const deleteFirsts = open.prepare(
    `DELETE FROM webhook_events AS event WHERE ${within} AND received_at < @eventsBefore AND same_delivery_as IS NULL
     AND NOT EXISTS (SELECT 1 FROM webhook_events other WHERE other.same_delivery_as = event.id)`,
  );
  const deleteRefused = open.prepare<[string]>(
    `DELETE FROM refused_deliveries WHERE sequence IN (SELECT sequence FROM refused_deliveries WHERE last_at < ? ORDER BY sequence LIMIT ${STEP_ROWS})`,
  );
  return ({ after, now, bodiesBefore, eventsBefore, refusedBefore }) => {
    deleteRefused.run(refusedBefore);
    const found = window.get(after);
    if (!found || found.last === null) return { stored: [], due: [] };
    const bounds = { after, last: found.last, now, bodiesBefore, eventsBefore };
    deleteSharers.run(bounds);
    deleteFirsts.run(bounds);
    dropBodies.run(bounds);
    const more = found.rows === STEP_ROWS && (found.newest ?? '') < bodiesBefore;
    return { stored: [], due: [], ...(more ? { next: found.last } : {}) };
  };
}
