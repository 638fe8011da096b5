import type { LineGuest } from './guests.ts';
import type { Message } from './messages.ts';
import type { SentMessage } from './retry-keys.ts';

export type ConversationEntry = {
  at: string;
  userId: string;
  from: 'guest' | 'account';
  messageId: string;
  message: Record<string, unknown>;
  /** False when the guest has blocked the account: LINE answers 200 all the same and nobody sees the message. */
  shown: boolean;
};

export type Conversations = {
  guests: () => LineGuest[];
  find: (userId: string) => LineGuest | undefined;
  add: (guest: LineGuest) => void;
  entries: () => ConversationEntry[];
  entry: (messageId: string) => ConversationEntry | undefined;
  /** Shows messages to some guests and gives them their ids, the same for all receivers. */
  send: (userIds: string[], messages: Message[]) => SentMessage[];
  receive: (userId: string, message: Record<string, unknown>) => { messageId: string; quoteToken: string };
};

const QUOTABLE = new Set(['text', 'textV2', 'sticker', 'image', 'video', 'template']);

/** Guests and everything said, as their phones show it. */
export function createConversations(deps: {
  now: () => Date;
  id: (length: number) => string;
  guests: readonly LineGuest[];
}): Conversations {
  const guests = new Map(deps.guests.map((guest) => [guest.userId, { ...guest }]));
  const entries: ConversationEntry[] = [];
  let lastMessageId = 468_789_577_898_262_500n;
  const nextMessageId = (): string => {
    lastMessageId += 31n;
    return lastMessageId.toString();
  };
  const note = (entry: Omit<ConversationEntry, 'at'>): void => {
    entries.push({ at: deps.now().toISOString(), ...entry });
  };
  return {
    guests: () => [...guests.values()],
    find: (userId) => guests.get(userId),
    add: (guest) => void guests.set(guest.userId, guest),
    entries: () => entries,
    entry: (messageId) => entries.find((entry) => entry.messageId === messageId),
    send: (userIds, messages) =>
      messages.map((message) => {
        const messageId = nextMessageId();
        for (const userId of userIds) {
          note({ userId, from: 'account', messageId, message: { ...message }, shown: guests.get(userId)?.following ?? false });
        }
        return QUOTABLE.has(message.type) ? { id: messageId, quoteToken: deps.id(32) } : { id: messageId };
      }),
    receive: (userId, message) => {
      const messageId = nextMessageId();
      note({ userId, from: 'guest', messageId, message, shown: true });
      return { messageId, quoteToken: deps.id(32) };
    },
  };
}
