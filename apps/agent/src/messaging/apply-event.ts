import type { ProviderEvent } from '@banrimkwae/connector-kit/connector';
import type { EventApplier, EventAppliers } from '../ingress/port.ts';
import type { ConversationRow } from './conversation-table.ts';
import { JOB, type MessagingGround, tellChange } from './ground.ts';

type About<Kind extends ProviderEvent['about']['kind']> = Extract<ProviderEvent['about'], { kind: Kind }>;
type Heard<Kind extends ProviderEvent['about']['kind']> = { provider: string; about: About<Kind>; at: string };

/**
 * What guests wrote, and whether they can be reached. Each message is taken once by the provider's own id, and stands at the time
 * it was written; of two words on who can be reached the later one holds, in whatever order they come.
 */
export function createEventAppliers(ground: MessagingGround): EventAppliers {
  const apply: EventApplier = async (event, provider) => {
    const { about } = event;
    const at = event.occurredAt.toISOString();
    const changed = ground.database.transaction(() => {
      if (about.kind === 'guest_message') return receive(ground, { provider, about, at });
      return about.kind === 'guest_reachability' ? reach(ground, { provider, about, at }) : undefined;
    })();
    if (changed !== undefined) tellChange(ground, changed);
  };
  return { guest_message: apply, guest_reachability: apply };
}

/** The conversation, when something is new. */
function receive(ground: MessagingGround, { provider, about, at }: Heard<'guest_message'>): string | undefined {
  const { conversations } = ground;
  const conversation = findOrOpen(ground, { provider, userId: about.userId, reachable: true, at });
  const taken = ground.messages.receive({
    id: ground.newId('msg'),
    conversation_id: conversation.id,
    provider,
    provider_message_id: about.providerMessageId,
    kind: about.content.kind,
    text: about.content.text,
    at,
  });
  if (!taken) return undefined;
  conversations.touch(conversation.id, { at });
  // In one and the same millisecond the plain word on it counts, not that something was written.
  if (at > conversation.reachable_at) conversations.reach(conversation.id, true, at);
  if (about.replyToken !== undefined && at >= (conversation.reply_token_at ?? ''))
    conversations.holdReplyToken(conversation.id, { token: about.replyToken, at });
  return conversation.id;
}

function reach(ground: MessagingGround, { provider, about, at }: Heard<'guest_reachability'>): string | undefined {
  const { userId, reachable } = about;
  const known = ground.conversations.byUser(provider, userId);
  if (known && (at < known.reachable_at || (at === known.reachable_at && reachable === known.reachable))) return undefined;
  const conversation = known ?? findOrOpen(ground, { provider, userId, reachable, at });
  ground.conversations.reach(conversation.id, reachable, at);
  // Someone who shows no profile while they block us may show one now.
  if (reachable && conversation.profile_state === 'none') wantProfile(ground, conversation.id);
  return conversation.id;
}

type Guest = { provider: string; userId: string; reachable: boolean; at: string };

function findOrOpen(ground: MessagingGround, { provider, userId, reachable, at }: Guest): ConversationRow {
  const known = ground.conversations.byUser(provider, userId);
  if (known) return known;
  const id = ground.newId('conv');
  const created_at = ground.clock.now().toISOString();
  const guest_name = neutralName(ground.providers.find(provider).name, userId);
  ground.conversations.insert({ id, provider, user_id: userId, guest_name, profile_state: 'none', reachable, at, created_at });
  if (reachable) wantProfile(ground, id);
  const made = ground.conversations.find(id);
  if (!made) throw new Error(`Conversation ${id} is gone`);
  return made;
}

export function wantProfile(ground: MessagingGround, conversationId: string): void {
  ground.conversations.wantProfile(conversationId);
  ground.jobs.add({ kind: JOB.profile, subjectId: conversationId, dedupeKey: `${JOB.profile}:${conversationId}` });
}

/** Tells guests apart until, or where, nothing better is known. */
function neutralName(providerName: string, userId: string): string {
  return `${providerName} guest ${userId.slice(-4)}`;
}
