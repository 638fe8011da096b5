import type { Conversation } from '@banrimkwae/contract/messages';

/** Who waits for an answer stands above who does not; else the agent's order. `kept` waited when it was opened and keeps its place while it is read. */
export function unreadFirst(conversations: readonly Conversation[], kept?: string): Conversation[] {
  const waits = ({ id, unread }: Conversation) => Number(unread > 0 || id === kept);
  return conversations.toSorted((one, other) => waits(other) - waits(one));
}

/** The agent writes `[sticker]` for a message without words. */
export function wordlessKind(lastMessage: string): 'sticker' | 'image' | 'other' | undefined {
  return (['sticker', 'image', 'other'] as const).find((kind) => lastMessage === `[${kind}]`);
}
