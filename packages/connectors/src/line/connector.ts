import type { MessageProvider, SentMessage } from '@banrimkwae/connector-kit/capabilities/messages';
import { AppError, type ConnectorWebhook, connector } from '@banrimkwae/connector-kit/connector';
import { nameUuid } from '@banrimkwae/connector-kit/name-uuid';
import { hmacVerifier } from '@banrimkwae/connector-kit/webhook-verifiers';
import type * as z from 'zod';
import { manifest } from './manifest.ts';
import { eventFrom, faultOf } from './map.ts';
import { BotInfo, Consumption, EndpointTest, Nothing, Profile, Quota, Sent, WebhookBody } from './schemas.ts';

/** One request carries so many messages, and one multicast so many guests. https://developers.line.biz/en/reference/messaging-api/ */
const MOST_MESSAGES = 5;
const MOST_RECEIVERS = 500;

/** The space of our retry keys: LINE takes UUIDs only. */
const RETRY_KEYS = 'ee787425-7f91-46db-9d2f-810c3b1e734a';
const retryKey = (idempotencyKey: string) => nameUuid(RETRY_KEYS, idempotencyKey);

const messages: MessageProvider = {
  maximumTextLength: 5000,
  // LINE forgets a key after 24 hours; an hour less, so that no repeat is under way when it does.
  keyLifetimeSeconds: 23 * 3600,
  // "Within one minute after the webhook"; less, for the way there. https://developers.line.biz/en/reference/messaging-api/#send-reply-message
  replyWithinSeconds: 50,
  send: async (context, { to, texts, idempotencyKey }) => {
    const request = { body: { to, messages: textMessages(texts) }, idempotencyKey: retryKey(idempotencyKey) };
    return sentFrom((await context.call('push', request, Sent)).body);
  },
  reply: async (context, { replyToken, texts }) =>
    sentFrom((await context.call('reply', { body: { replyToken, messages: textMessages(texts) } }, Sent)).body),
  multicast: async (context, { to, texts, idempotencyKey }) => {
    if (to.length > MOST_RECEIVERS)
      throw new AppError('invalid_input', { message: `LINE takes at most ${MOST_RECEIVERS} guests at once.` });
    const request = { body: { to, messages: textMessages(texts) }, idempotencyKey: retryKey(idempotencyKey) };
    return sentFrom((await context.call('multicast', request, Sent)).body);
  },
  profile: async (context, { userId }) => {
    const { body } = await context.call('profile', { path: { userId } }, Profile);
    return { displayName: body.displayName, language: body.language ?? null, pictureUrl: body.pictureUrl ?? null };
  },
  quota: async (context) => {
    const limit = await context.call('quota', {}, Quota);
    const usage = await context.call('quota_consumption', {}, Consumption);
    return { used: usage.body.totalUsage, limit: limit.body.value ?? null };
  },
};

const webhook: ConnectorWebhook = {
  verify: hmacVerifier({ header: 'x-line-signature', hash: 'sha256', encoding: 'base64' }),
  events: ({ rawBody }) => {
    const body = WebhookBody.safeParse(parseJson(rawBody));
    if (!body.success) throw new AppError('invalid_input', { message: 'This is not a LINE webhook.' });
    return body.data.events.map(eventFrom);
  },
  register: async (context, { url }) => {
    await context.call('webhook_endpoint_set', { body: { endpoint: url } }, Nothing);
    return { url };
  },
  test: async (context, { url }) => {
    const { body } = await context.call('webhook_test', { body: { endpoint: url } }, EndpointTest);
    return { success: body.success ?? body.reason === 'OK', message: `${body.reason}: ${body.detail}` };
  },
};

export default connector({
  manifest,
  messages,
  webhook,
  fault: faultOf,
  testConnection: async (context) => {
    const { body } = await context.call('bot_info', {}, BotInfo);
    return { message: `Official account ${body.displayName} (${body.basicId})` };
  },
});

function textMessages(texts: readonly string[]): { type: 'text'; text: string }[] {
  if (texts.length > MOST_MESSAGES)
    throw new AppError('invalid_input', { message: `LINE takes at most ${MOST_MESSAGES} messages at once.` });
  return texts.map((text) => ({ type: 'text', text }));
}

function sentFrom({ sentMessages = [] }: z.infer<typeof Sent>): SentMessage {
  return { providerMessageIds: sentMessages.map(({ id }) => id) };
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new AppError('invalid_input', { message: 'The body is not JSON.' });
  }
}
