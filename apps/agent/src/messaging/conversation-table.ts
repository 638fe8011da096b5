import { sql } from 'kysely';
import * as z from 'zod';
import { flag } from '../store/columns.ts';
import type { Sqlite } from '../store/database.ts';
import { contains, queryBuilder, readRows } from '../store/select.ts';

export const ConversationRow = z.object({
  id: z.string(),
  provider: z.string(),
  user_id: z.string(),
  guest_name: z.string(),
  language: z.string().nullable(),
  picture_url: z.string().nullable(),
  profile_state: z.enum(['wanted', 'known', 'none']),
  reachable: flag,
  reachable_at: z.string(),
  reply_token: z.string().nullable(),
  reply_token_at: z.string().nullable(),
  last_at: z.string(),
  created_at: z.string(),
});
export type ConversationRow = z.infer<typeof ConversationRow>;

const ListedRow = ConversationRow.extend({ unread: z.int(), last_message: z.string().nullable() });
export type ListedConversation = z.infer<typeof ListedRow>;

export type NewConversation = Pick<ConversationRow, 'id' | 'provider' | 'user_id' | 'guest_name' | 'profile_state' | 'reachable'> & {
  /** When the guest was first heard of. */
  at: string;
  created_at: string;
};
export type ConversationFilter = { q?: string | undefined; before?: { lastAt: string; id: string } | undefined; limit: number };
export type ConversationTable = ReturnType<typeof createConversationTable>;

const UNREAD = "SELECT COUNT(*) FROM messages m WHERE m.conversation_id = conversations.id AND m.direction = 'in' AND m.is_read = 0";
/** A picture has no words: its kind stands for them. */
const LAST_MESSAGE = `SELECT CASE m.text WHEN '' THEN '[' || m.kind || ']' ELSE m.text END FROM messages m
  WHERE m.conversation_id = conversations.id ORDER BY m.at DESC, m.seq DESC LIMIT 1`;
const tables = queryBuilder<{
  conversations: z.input<typeof ConversationRow>;
  messages: { id: string; conversation_id: string; text: string };
}>();

/** SQL of `conversations`. */
export function createConversationTable(database: Sqlite) {
  const byId = database.prepare('SELECT * FROM conversations WHERE id = ?');
  const byUser = database.prepare('SELECT * FROM conversations WHERE provider = ? AND user_id = ?');
  const listedById = database.prepare(`SELECT *, (${UNREAD}) AS unread, (${LAST_MESSAGE}) AS last_message FROM conversations WHERE id = ?`);
  const insert = database.prepare(
    `INSERT INTO conversations (id, provider, user_id, guest_name, profile_state, reachable, reachable_at, last_at, created_at)
     VALUES (@id, @provider, @user_id, @guest_name, @profile_state, @reachable, @at, @at, @created_at)`,
  );
  const change = (sql: string) => {
    const statement = database.prepare(`UPDATE conversations SET ${sql} WHERE id = @id`);
    return <Values extends Record<string, string | number | null>>(id: string, values: Values) => void statement.run({ ...values, id });
  };
  const reach = change('reachable = @reachable, reachable_at = @at');
  return {
    find: (id: string) => parsed(ConversationRow, byId.get(id)),
    byUser: (provider: string, userId: string) => parsed(ConversationRow, byUser.get(provider, userId)),
    insert: (row: NewConversation) => void insert.run({ ...row, reachable: row.reachable ? 1 : 0 }),
    listed: (id: string) => parsed(ListedRow, listedById.get(id)),
    list: (filter: ConversationFilter): ListedConversation[] => list(database, filter),
    touch: change('last_at = MAX(last_at, @at)') as (id: string, values: { at: string }) => void,
    reach: (id: string, reachable: boolean, at: string) => reach(id, { reachable: reachable ? 1 : 0, at }),
    /** Null: there is none any more. */
    holdReplyToken: change('reply_token = @token, reply_token_at = @at') as (
      id: string,
      values: { token: string | null; at: string | null },
    ) => void,
    profile: change('guest_name = @name, language = @language, picture_url = @picture, profile_state = @state') as (
      id: string,
      values: { name: string; language: string | null; picture: string | null; state: ConversationRow['profile_state'] },
    ) => void,
    wantProfile: (id: string) => void database.prepare("UPDATE conversations SET profile_state = 'wanted' WHERE id = ?").run(id),
    withoutProfile: (): string[] =>
      database.prepare("SELECT id FROM conversations WHERE profile_state = 'wanted' ORDER BY id").pluck().all() as string[],
  };
}

/** Newest first. A guest who came and went without a word is not listed. Text is looked for in names and in what was said. */
function list(database: Sqlite, { q, before, limit }: ConversationFilter): ListedConversation[] {
  let query = tables
    .selectFrom('conversations')
    .selectAll()
    .select([sql`(${sql.raw(UNREAD)})`.as('unread'), sql`(${sql.raw(LAST_MESSAGE)})`.as('last_message')])
    .where(({ or, eb, exists, selectFrom }) =>
      or([eb('reachable', '=', 1), exists(selectFrom('messages').select('id').whereRef('conversation_id', '=', 'conversations.id'))]),
    )
    .orderBy('last_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit);
  if (before) query = query.where(({ eb, refTuple, tuple }) => eb(refTuple('last_at', 'id'), '<', tuple(before.lastAt, before.id)));
  if (q) {
    query = query.where(({ or, exists, selectFrom }) => {
      const said = selectFrom('messages').select('id').whereRef('conversation_id', '=', 'conversations.id');
      return or([contains('guest_name', q), exists(said.where(contains('messages.text', q)))]);
    });
  }
  return readRows(database, query).map((row) => ListedRow.parse(row));
}

function parsed<Schema extends z.ZodType>(schema: Schema, row: unknown): z.infer<Schema> | undefined {
  return row === undefined ? undefined : schema.parse(row);
}
