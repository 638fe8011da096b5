import type { Conversation } from '@banrimkwae/contract/messages';

/** Who waits for an answer stands above who does not; else the agent's order. */
export function unreadFirst(conversations: readonly Conversation[]): Conversation[] {
  return conversations.toSorted((one, other) => Number(other.unread > 0) - Number(one.unread > 0));
}

/** The agent writes `[sticker]` for a message without words. */
export function wordlessKind(lastMessage: string): 'sticker' | 'image' | 'other' | undefined {
  return (['sticker', 'image', 'other'] as const).find((kind) => lastMessage === `[${kind}]`);
}
