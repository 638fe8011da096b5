import * as z from 'zod';
import type { Sqlite } from '../store/database.ts';

const DeliveredEvent = z
  .object({ id: z.string(), provider_id: z.string(), event_type: z.string(), received_at: z.string() })
  .transform((row) => ({ id: row.id, provider: row.provider_id, eventType: row.event_type, receivedAt: row.received_at }));
type DeliveredEvent = z.output<typeof DeliveredEvent>;

/** Of the inbox: which events came by themselves, and which had to be fetched. */
export function createSourceReads(database: Sqlite) {
  const fetched = database
    .prepare<[string, string], string>(
      `SELECT webhook_id FROM webhook_events
       WHERE webhook_id IN (SELECT value FROM json_each(?)) AND provider_id = ? AND source = 'fetched'`,
    )
    .pluck();
  const delivered = database.prepare<[string, string, number]>(
    `SELECT id, provider_id, event_type, received_at FROM webhook_events
     WHERE id > ? AND received_at < ? AND source = 'webhook' ORDER BY id LIMIT ?`,
  );
  return {
    /** Which of these events, by the provider's ids, no webhook had brought when we fetched them. */
    fetchedAmong: (providerId: string, webhookIds: readonly string[]): ReadonlySet<string> =>
      new Set(fetched.all(JSON.stringify(webhookIds), providerId)),
    /** Events that webhooks brought, oldest first, without their content. `after`: an id of ours. */
    deliveredAfter: ({ after, before, limit }: { after: string; before: string; limit: number }): DeliveredEvent[] =>
      z.array(DeliveredEvent).parse(delivered.all(after, before, limit)),
  };
}
