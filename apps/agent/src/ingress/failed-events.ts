import { Effect } from '@banrimkwae/contract/traffic';
import * as z from 'zod';
import type { Sqlite } from '../store/database.ts';
import { type Page, pageOf } from '../store/page.ts';
import { firstSentence } from '../store/select.ts';
import type { InboxWriter } from './inbox-writer.ts';
import type { FailedGroup, FailedGroupCount } from './port.ts';
import type { Rings } from './rings.ts';

const GroupRow = z.object({
  provider: z.string(),
  eventType: z.string(),
  code: z.string().nullable(),
  reason: z.string(),
  effect: Effect,
  count: z.int(),
  oldestAt: z.string(),
  newestAt: z.string(),
});
const Item = z.object({ id: z.string(), webhookId: z.string(), eventType: z.string(), error: z.string(), at: z.string() });
export type FailedItem = z.infer<typeof Item>;
const Standing = z.object({ count: z.int(), oldestAt: z.string().nullable() });

/** In the words of `idx_dead_letters`, which serves all of these. */
const FAILED = `processing_status = 'failed' AND discard_reason IS NULL`;
const REASON = firstSentence('error_message');
const IN_GROUP = `${FAILED} AND provider_id = @provider AND event_type = @eventType AND error_code IS @code AND effect = @effect AND ${REASON} = @reason`;

type FailedEventsDeps = { reader: Sqlite; writer: Pick<InboxWriter, 'write'>; rings: Pick<Rings, 'ring'> };

/** Events that gave up and that nobody has given up yet. */
export function createFailedEvents({ reader, writer, rings }: FailedEventsDeps) {
  const groups = reader.prepare(
    `SELECT provider_id AS provider, event_type AS eventType, error_code AS code, ${REASON} AS reason, effect, count(*) AS count,
       min(received_at) AS oldestAt, max(received_at) AS newestAt
     FROM webhook_events WHERE ${FAILED} GROUP BY 1, 2, 3, 4, 5`,
  );
  const ids = reader.prepare<[FailedGroup], string>(`SELECT id FROM webhook_events WHERE ${IN_GROUP} ORDER BY id`).pluck();
  const items = reader.prepare<[FailedGroup & { before: string; limit: number }]>(
    `SELECT id, webhook_id AS webhookId, event_type AS eventType, coalesce(error_message, '') AS error, received_at AS at
     FROM webhook_events WHERE ${IN_GROUP} AND id < @before ORDER BY id DESC LIMIT @limit`,
  );
  const standing = reader.prepare(`SELECT count(*) AS count, min(received_at) AS oldestAt FROM webhook_events WHERE ${FAILED}`);
  return {
    standing: () => Standing.parse(standing.get()),
    groups: (): FailedGroupCount[] => z.array(GroupRow).parse(groups.all()),
    /** Oldest first. */
    ids: (group: FailedGroup): string[] => ids.all(group),
    /** Newest first. */
    items: (group: FailedGroup, { cursor, limit }: { cursor?: string | undefined; limit: number }): Page<FailedItem> => {
      const rows = items.all({ ...group, before: cursor ?? '~', limit: limit + 1 });
      return pageOf(z.array(Item).parse(rows), limit, ({ id }) => id);
    },
    /** They are worked through as if they had just come. Throws AppError `storage_unavailable`. */
    retry: async (failed: readonly string[]): Promise<void> => {
      await writer.write({ kind: 'retry', ids: failed });
      rings.ring(failed);
    },
    /** They stay failed, with the reason, and count no more. Throws AppError `storage_unavailable`. */
    discard: async (failed: readonly string[], reason: string): Promise<void> => {
      await writer.write({ kind: 'discard', ids: failed, reason });
    },
  };
}
