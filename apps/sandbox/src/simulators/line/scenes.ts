import { z } from 'zod';
import type { Conversations } from './conversations.ts';
import type { LineGuest } from './guests.ts';
import type { Limits } from './limits.ts';
import { userId } from './messages.ts';
import type { Quota } from './quota.ts';
import type { ReplyTokens } from './reply-tokens.ts';
import { type EventMode, emit, redeliver, type Webhooks } from './webhooks.ts';

type Deps = {
  random: () => number;
  token: () => string;
  conversations: Conversations;
  quota: Quota;
  limits: Limits;
  replyTokens: ReplyTokens;
  webhooks: Webhooks;
};

/** What a guest did. `webhookEventId` is missing when no webhook endpoint is set, and the agent never hears of it. */
export type SceneResult = { userId: string; webhookEventId?: string; messageId?: string };

const who = { userId: userId.optional(), mode: z.enum(['active', 'standby']).optional() };

const inputs = {
  guestWrites: z.strictObject({ ...who, text: z.string().min(1).max(5000).optional() }).default({}),
  guestSendsSticker: z.strictObject({ ...who, packageId: z.string().optional(), stickerId: z.string().optional() }).default({}),
  guestSendsImage: z.strictObject(who).default({}),
  guestTaps: z.strictObject({ ...who, data: z.string().max(300).optional() }).default({}),
  guestFollows: z.strictObject({ ...who, displayName: z.string().min(1).max(20).optional(), language: z.string().optional() }).default({}),
  guestBlocks: z.strictObject(who).default({}),
  redeliver: z.strictObject({ webhookEventId: z.string().optional() }).default({}),
  throttle: z.strictObject({ reason: z.enum(['rate', 'concurrency']), requests: z.int().min(1).max(1000).default(1) }),
  useWebhook: z.strictObject({ active: z.boolean() }),
};

const QUESTIONS = [
  'สวัสดีค่ะ ขอเช็คอินก่อนเวลาได้ไหมคะ',
  'Is there a pool towel in the room?',
  'ห้องพักมีเตียงเสริมสำหรับเด็กไหมครับ',
  'Can we have a late check-out on Sunday? 🙏',
  'รับส่งจากสถานีรถไฟกาญจนบุรีคิดราคาเท่าไหร่คะ',
];

/** The orders staff and tests can give: what guests do on LINE, and the channel's bad days. */
export function createScenes(deps: Deps) {
  return {
    guestWrites: (input: unknown): SceneResult => {
      const { text, ...rest } = inputs.guestWrites.parse(input);
      return sendMessage(deps, rest, { type: 'text', text: text ?? pick(deps.random, QUESTIONS) });
    },
    guestSendsSticker: (input: unknown): SceneResult => {
      const { packageId = '446', stickerId = '1988', ...rest } = inputs.guestSendsSticker.parse(input);
      return sendMessage(deps, rest, {
        type: 'sticker',
        packageId,
        stickerId,
        stickerResourceType: 'STATIC',
        keywords: ['hello', 'sawasdee'],
      });
    },
    guestSendsImage: (input: unknown): SceneResult =>
      sendMessage(deps, inputs.guestSendsImage.parse(input), { type: 'image', contentProvider: { type: 'line' } }),
    guestTaps: (input: unknown): SceneResult => {
      const { data = 'action=late-check-out', ...rest } = inputs.guestTaps.parse(input);
      const guest = friend(deps, rest.userId);
      return happen(deps, { guest, type: 'postback', mode: rest.mode, replyable: true, content: { postback: { data } } });
    },
    guestFollows: (input: unknown): SceneResult => follow(deps, inputs.guestFollows.parse(input)),
    guestBlocks: (input: unknown): SceneResult => {
      const { mode, ...rest } = inputs.guestBlocks.parse(input);
      const guest = friend(deps, rest.userId);
      guest.following = false;
      return happen(deps, { guest, type: 'unfollow', mode, replyable: false, content: {} });
    },
    redeliver: (input: unknown) => ({ webhookEventId: redeliver(deps.webhooks, inputs.redeliver.parse(input).webhookEventId) }),
    reachMonthlyLimit: () => {
      deps.quota.exhaust();
      return { totalUsage: deps.quota.used() };
    },
    throttle: (input: unknown) => {
      const order = inputs.throttle.parse(input);
      deps.limits.order(order.reason, order.requests);
      return order;
    },
    useWebhook: (input: unknown) => {
      deps.webhooks.endpoint.active = inputs.useWebhook.parse(input).active;
      return deps.webhooks.endpoint;
    },
  };
}

export type LineScenes = ReturnType<typeof createScenes>;

function follow(deps: Deps, input: z.infer<typeof inputs.guestFollows>): SceneResult {
  const known =
    input.userId === undefined ? deps.conversations.guests().find((one) => !one.following) : deps.conversations.find(input.userId);
  const guest = known ?? stranger(deps, input);
  // Somebody who had blocked the account comes back; somebody new adds it for the first time.
  const isUnblocked = deps.webhooks.sent.some((sent) => sent.userId === guest.userId && sent.type === 'unfollow');
  guest.following = true;
  if (input.displayName !== undefined) guest.displayName = input.displayName;
  deps.conversations.add(guest);
  return happen(deps, { guest, type: 'follow', mode: input.mode, replyable: true, content: { follow: { isUnblocked } } });
}

function stranger(deps: Deps, input: z.infer<typeof inputs.guestFollows>): LineGuest {
  return {
    userId: input.userId ?? `U${deps.token()}`,
    displayName: input.displayName ?? 'New guest',
    language: input.language ?? 'en',
    following: false,
  };
}

function sendMessage(
  deps: Deps,
  input: { userId?: string | undefined; mode?: EventMode | undefined },
  message: Record<string, unknown>,
): SceneResult {
  const guest = friend(deps, input.userId);
  const { messageId, quoteToken } = deps.conversations.receive(guest.userId, message);
  const content = { message: { ...message, id: messageId, quoteToken } };
  return { ...happen(deps, { guest, type: 'message', mode: input.mode, replyable: true, content }), messageId };
}

type Happening = {
  guest: LineGuest;
  type: string;
  mode: EventMode | undefined;
  replyable: boolean;
  content: Record<string, unknown>;
};

/** Standby channels see events without reply tokens: another module holds the conversation. */
function happen(deps: Deps, { guest, type, mode = 'active', replyable, content }: Happening): SceneResult {
  const replyToken = replyable && mode === 'active' ? { replyToken: deps.replyTokens.issue(guest.userId) } : {};
  const webhookEventId = emit(deps.webhooks, { type, userId: guest.userId, mode, content: { ...replyToken, ...content } });
  return { userId: guest.userId, ...(webhookEventId === undefined ? {} : { webhookEventId }) };
}

function friend(deps: Deps, asked: string | undefined): LineGuest {
  const friends = deps.conversations.guests().filter((guest) => guest.following);
  const guest = asked === undefined ? friends[Math.floor(deps.random() * friends.length)] : friends.find((one) => one.userId === asked);
  if (guest === undefined)
    throw new RangeError(asked === undefined ? 'No guest follows the account' : `Guest ${asked} does not follow the account`);
  return guest;
}

function pick<Item>(random: () => number, items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError('Nothing to pick from');
  return item;
}
