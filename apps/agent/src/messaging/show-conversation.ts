import type { Conversation, Message } from '@banrimkwae/contract/messages';
import type { ConversationRow, ListedConversation } from './conversation-table.ts';
import type { MessageRow } from './message-table.ts';

export function showConversation(row: ListedConversation): Conversation {
  return {
    id: row.id,
    provider: row.provider,
    guestName: row.guest_name,
    language: row.language,
    pictureUrl: row.picture_url,
    reachable: row.reachable,
    unread: row.unread,
    lastMessage: row.last_message,
    lastAt: row.last_at,
  };
}

export function showMessage(row: MessageRow): Message {
  const { id, conversation_id: conversationId, direction, state, kind, text, sent_by: sentBy, failure, at } = row;
  return { id, conversationId, direction, state, kind, text, sentBy, failure, at };
}

/** The last moment of a reply that costs nothing; it may lie in the past. Null: there is no token to reply with. */
export function freeReplyUntil({ reply_token, reply_token_at }: ConversationRow, withinSeconds: number): string | null {
  if (reply_token === null || reply_token_at === null || withinSeconds === 0) return null;
  return new Date(Date.parse(reply_token_at) + withinSeconds * 1000).toISOString();
}
