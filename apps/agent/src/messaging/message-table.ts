import { messageStates } from '@banrimkwae/contract/messages';
import * as z from 'zod';
import type { Sqlite } from '../store/database.ts';

export const MessageRow = z.object({
  seq: z.int(),
  id: z.string(),
  conversation_id: z.string(),
  direction: z.enum(['in', 'out']),
  state: z.enum(messageStates),
  kind: z.enum(['text', 'sticker', 'image', 'other']),
  text: z.string(),
  provider: z.string(),
  provider_message_id: z.string().nullable(),
  idempotency_key: z.string().nullable(),
  way: z.enum(['reply', 'push']).nullable(),
  first_sent_at: z.string().nullable(),
  sent_by: z.string().nullable(),
  failure: z.string().nullable(),
  at: z.string(),
});
export type MessageRow = z.infer<typeof MessageRow>;

export type ReceivedMessage = Pick<MessageRow, 'id' | 'conversation_id' | 'kind' | 'text' | 'provider' | 'at'> & {
  provider_message_id: string;
};
export type NewMessage = Pick<MessageRow, 'id' | 'conversation_id' | 'text' | 'provider' | 'at'> & {
  idempotency_key: string;
  sent_by: string;
};
export type MessageTable = ReturnType<typeof createMessageTable>;

/** Still to be sent, or to be found out about. An unknown one with a reason is given up. */
const OPEN = "(state IN ('queued', 'sending') OR (state = 'unknown' AND failure IS NULL))";

/** SQL of `messages`. */
export function createMessageTable(database: Sqlite) {
  const one = (sql: string) => {
    const statement = database.prepare(sql);
    return (...values: readonly (string | number)[]) => {
      const row = statement.get(...values);
      return row === undefined ? undefined : MessageRow.parse(row);
    };
  };
  const before = one(`SELECT * FROM messages WHERE conversation_id = ? AND seq < ? AND at > ? AND ${OPEN} LIMIT 1`);
  const receive = database.prepare(
    `INSERT INTO messages (id, conversation_id, direction, state, kind, text, provider, provider_message_id, at)
     VALUES (@id, @conversation_id, 'in', 'received', @kind, @text, @provider, @provider_message_id, @at) ON CONFLICT DO NOTHING`,
  );
  const queue = database.prepare(
    `INSERT INTO messages (id, conversation_id, direction, state, kind, text, provider, idempotency_key, sent_by, at)
     VALUES (@id, @conversation_id, 'out', 'queued', 'text', @text, @provider, @idempotency_key, @sent_by, @at)`,
  );
  const newest = database.prepare('SELECT * FROM messages WHERE conversation_id = ? ORDER BY at DESC, seq DESC LIMIT ?');
  const open = database.prepare(`SELECT * FROM messages WHERE ${OPEN} ORDER BY seq`);
  const unread = database.prepare("SELECT COUNT(*) FROM messages WHERE direction = 'in' AND is_read = 0").pluck();
  const read = database.prepare("UPDATE messages SET is_read = 1 WHERE conversation_id = ? AND direction = 'in' AND is_read = 0");
  const begin = database.prepare(
    "UPDATE messages SET state = 'sending', way = @way, first_sent_at = COALESCE(first_sent_at, @at) WHERE id = @id",
  );
  const end = database.prepare('UPDATE messages SET state = @state, failure = @failure, provider_message_id = @providerId WHERE id = @id');
  return {
    find: one('SELECT * FROM messages WHERE id = ?'),
    byIdempotencyKey: one('SELECT * FROM messages WHERE idempotency_key = ?'),
    /** One of the same conversation, written earlier but after `since`, that is not settled yet. */
    openBefore: ({ conversation_id, seq }: MessageRow, since: string) => before(conversation_id, seq, since),
    /** False: it is known already. */
    receive: (row: ReceivedMessage): boolean => receive.run(row).changes === 1,
    queue: (row: NewMessage) => void queue.run(row),
    /** Oldest first, the newest `limit` of them. */
    newest: (conversationId: string, limit: number): MessageRow[] =>
      newest
        .all(conversationId, limit)
        .map((row) => MessageRow.parse(row))
        .reverse(),
    open: (): MessageRow[] => open.all().map((row) => MessageRow.parse(row)),
    begin: (id: string, way: 'reply' | 'push', at: string) => void begin.run({ id, way, at }),
    end: (id: string, ending: { state: MessageRow['state']; failure: string | null; providerId?: string | null }) =>
      void end.run({ id, providerId: null, ...ending }),
    unread: (): number => z.int().parse(unread.get()),
    /** How many were unread. */
    markRead: (conversationId: string): number => read.run(conversationId).changes,
  };
}
