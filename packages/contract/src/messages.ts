import * as z from 'zod';
import { ById, IdempotencyKey, Instant, PageQuery, page } from './primitives.ts';
import { route } from './route.ts';

export const messageStates = ['received', 'queued', 'sending', 'unknown', 'sent', 'failed'] as const;
export const Message = z.object({
  id: z.string(),
  conversationId: z.string(),
  direction: z.enum(['in', 'out']),
  state: z.enum(messageStates),
  kind: z.enum(['text', 'sticker', 'image', 'other']),
  text: z.string(),
  sentBy: z.string().nullable(),
  /** Why it failed and what to do, in words. */
  failure: z.string().nullable(),
  at: Instant,
});
export type Message = z.infer<typeof Message>;

export const Conversation = z.object({
  id: z.string(),
  provider: z.string(),
  guestName: z.string(),
  language: z.string().nullable(),
  pictureUrl: z.string().nullable(),
  /** False after the guest blocked us: what we send would not arrive. */
  reachable: z.boolean(),
  unread: z.int(),
  lastMessage: z.string().nullable(),
  lastAt: Instant,
});
export type Conversation = z.infer<typeof Conversation>;

/** One conversation in full, its messages oldest first. */
export const OpenConversation = Conversation.extend({
  messages: z.array(Message),
  /** Until then an answer costs nothing of the quota; null when there is nothing to reply to. */
  freeReplyUntil: Instant.nullable(),
  /** Longest answer the provider takes, in characters. */
  longestText: z.int(),
});
export type OpenConversation = z.infer<typeof OpenConversation>;

export const messagesContract = {
  conversations: route('messages.read', 'GET /conversations', 'Conversations, newest first')
    .input(PageQuery.extend({ q: z.string().trim().max(100).optional() }))
    .output(page(Conversation)),
  conversation: route('messages.read', 'GET /conversations/{id}', 'One conversation with its messages, oldest first')
    .input(ById)
    .output(OpenConversation),
  send: route('messages.send', 'POST /conversations/{id}/messages', 'Answer a guest')
    .input(z.strictObject({ id: z.string(), idempotencyKey: IdempotencyKey, text: z.string().trim().min(1).max(5000) }))
    .output(Message),
  markRead: route('messages.read', 'POST /conversations/{id}/read', 'Nothing unread here any more').input(ById).output(Conversation),
  quota: route('messages.read', 'GET /messages/quota', 'Messages used and left, per provider').output(
    z.array(z.object({ provider: z.string(), used: z.int().nullable(), limit: z.int().nullable() })),
  ),
};
