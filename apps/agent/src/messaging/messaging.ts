import { AppError } from '@banrimkwae/contract/errors';
import type { OpenConversation } from '@banrimkwae/contract/messages';
import type { Actor } from '../access/index.ts';
import { mapPage, pageOf } from '../store/page.ts';
import { createEventAppliers, wantProfile } from './apply-event.ts';
import { createConversationTable } from './conversation-table.ts';
import { deliverMessage } from './deliver-message.ts';
import { JOB, type MessagingGround, tellChange } from './ground.ts';
import { lookUpProfile } from './guest-profile.ts';
import { createMessageTable } from './message-table.ts';
import { readQuotas } from './quota.ts';
import { requiredConversation, type SendMessage, sendMessage } from './send-message.ts';
import { freeReplyUntil, showConversation, showMessage } from './show-conversation.ts';

export type MessagingDeps = Omit<MessagingGround, 'conversations' | 'messages'>;
export type Messaging = ReturnType<typeof createMessaging>;

type Search = { q?: string | undefined; cursor?: string | undefined; limit: number };

/** Of a long conversation, the newest. */
const MOST_SHOWN = 500;

/** The messaging room: what guests write and what they are answered. */
export function createMessaging(deps: MessagingDeps) {
  const ground: MessagingGround = {
    ...deps,
    conversations: createConversationTable(deps.database),
    messages: createMessageTable(deps.database),
  };
  deps.jobs.handle(JOB.send, (job) => deliverMessage(ground, job), { concurrency: 8, effect: 'message' });
  deps.jobs.handle(JOB.profile, (job) => lookUpProfile(ground, job), { concurrency: 2 });
  return {
    /** For the ingress: by kind of what an event is about. */
    applyEvent: createEventAppliers(ground),
    conversations: (search: Search) => listConversations(ground, search),
    conversation: (id: string) => openConversation(ground, id),
    send: (input: SendMessage, actor: Actor) => showMessage(sendMessage(ground, input, actor)),
    markRead: (id: string) => {
      const conversation = listed(ground, id);
      if (ground.messages.markRead(id) === 0) return conversation;
      tellChange(ground, id);
      return listed(ground, id);
    },
    quota: () => readQuotas(ground),
    summary: () => ({ unread: ground.messages.unread() }),
    /** Rings for everything unfinished; at start. */
    resume: () => resume(ground),
  };
}

function listConversations(ground: MessagingGround, { q, cursor, limit }: Search) {
  const rows = ground.conversations.list({ q, before: cursor === undefined ? undefined : placeOf(cursor), limit: limit + 1 });
  const page = pageOf(rows, limit, ({ last_at: lastAt, id }) => `${lastAt}~${id}`);
  return mapPage(page, showConversation);
}

function openConversation(ground: MessagingGround, id: string): OpenConversation {
  const row = requiredConversation(ground, id);
  const { messages } = ground.providers.find(row.provider).connector;
  return {
    ...listed(ground, id),
    messages: ground.messages.newest(id, MOST_SHOWN).map(showMessage),
    freeReplyUntil: freeReplyUntil(row, messages?.replyWithinSeconds ?? 0),
    longestText: messages?.maximumTextLength ?? 0,
  };
}

function placeOf(cursor: string): { lastAt: string; id: string } {
  const [lastAt, id] = cursor.split('~');
  if (!lastAt || !id) throw new AppError('invalid_input', { fields: { cursor: 'Not a place in this list.' } });
  return { lastAt, id };
}

function listed(ground: MessagingGround, id: string) {
  const row = ground.conversations.listed(id);
  if (!row) throw new AppError('not_found', { message: 'There is no such conversation.' });
  return showConversation(row);
}

function resume(ground: MessagingGround): void {
  ground.database.transaction(() => {
    for (const { id } of ground.messages.open())
      ground.jobs.add({ kind: JOB.send, subjectId: id, priority: 2, dedupeKey: `${JOB.send}:${id}` });
    for (const id of ground.conversations.withoutProfile()) wantProfile(ground, id);
  })();
}
