import type { Conversation, Message } from '@banrimkwae/contract/messages';
import type { ListedConversation } from './conversation-table.ts';
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
