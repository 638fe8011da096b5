import { api } from '../access/index.ts';
import type { Messaging } from './messaging.ts';

export function messagingRoutes(room: Messaging) {
  const { messages } = api;
  return {
    conversations: messages.conversations.handler(({ input }) => room.conversations(input)),
    conversation: messages.conversation.handler(({ input }) => room.conversation(input.id)),
    send: messages.send.handler(({ input, context }) => room.send(input, context.actor)),
    markRead: messages.markRead.handler(({ input }) => room.markRead(input.id)),
    quota: messages.quota.handler(() => room.quota()),
  };
}
