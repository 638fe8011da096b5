import { AppError } from '@banrimkwae/contract/errors';
import type { Actor } from '../access/index.ts';
import type { ConversationRow } from './conversation-table.ts';
import { JOB, type MessagingGround, tellChange } from './ground.ts';
import type { MessageRow } from './message-table.ts';

export type SendMessage = { id: string; idempotencyKey: string; text: string };

/**
 * Stores the answer, its job and its audit line in one transaction and returns at once. The same idempotency key returns the same
 * message; with another text, or for another guest, it is a conflict.
 */
export function sendMessage(ground: MessagingGround, input: SendMessage, actor: Actor): MessageRow {
  const repeated = ground.messages.byIdempotencyKey(input.idempotencyKey);
  if (repeated) {
    if (repeated.text !== input.text || repeated.conversation_id !== input.id)
      throw new AppError('conflict', { message: 'This form was sent before with another text.' });
    return repeated;
  }
  const conversation = requiredConversation(ground, input.id);
  requireSendable(ground, conversation, input.text);
  const id = ground.newId('msg');
  const at = ground.clock.now().toISOString();
  const { provider } = conversation;
  ground.database.transaction(() => {
    ground.messages.queue({
      id,
      conversation_id: conversation.id,
      provider,
      idempotency_key: input.idempotencyKey,
      text: input.text,
      sent_by: actor.name,
      at,
    });
    ground.conversations.touch(conversation.id, { at });
    const detail = { provider, conversationId: conversation.id, characters: input.text.length };
    ground.audit({ actor: actor.id, action: 'message.send', subject: id, detail });
    ground.jobs.add({ kind: JOB.send, subjectId: id, priority: 2, dedupeKey: `${JOB.send}:${id}` });
  })();
  tellChange(ground, conversation.id);
  return requiredMessage(ground, id);
}

function requireSendable(ground: MessagingGround, conversation: ConversationRow, text: string): void {
  const { ready, whyNot, name, connector } = ground.providers.find(conversation.provider);
  if (!connector.messages) throw new AppError('not_supported');
  if (!ready) throw new AppError(whyNot === 'provider_paused' ? 'provider_paused' : 'provider_not_configured');
  if (!conversation.reachable)
    throw new AppError('conflict', {
      message: `This guest has blocked the resort on ${name}; a message would not arrive.`,
      hint: 'Reach the guest by telephone or in the room.',
    });
  const { maximumTextLength } = connector.messages;
  if (text.length > maximumTextLength)
    throw new AppError('invalid_input', { fields: { text: `${name} takes at most ${maximumTextLength} characters.` } });
}

export function requiredConversation(ground: MessagingGround, id: string): ConversationRow {
  const row = ground.conversations.find(id);
  if (!row) throw new AppError('not_found', { message: 'There is no such conversation.' });
  return row;
}

export function requiredMessage(ground: MessagingGround, id: string): MessageRow {
  const row = ground.messages.find(id);
  if (!row) throw new Error(`Message ${id} is gone`);
  return row;
}
