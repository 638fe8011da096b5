import { HTTPFetchError, messagingApi, middleware, channelAccessToken as tokenApi, validateSignature } from '@line/bot-sdk';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listen, ORATHAI, openTestChannel, SOMCHAI, type TestChannel } from './channel-rig.ts';
import { signatureOf } from './webhooks.ts';

const KEY = '123e4567-e89b-12d3-a456-426614174000';

/** Channel secrets, raw bodies and signatures published with LINE's own SDK. */
const PUBLISHED_SIGNATURES: [secret: string, body: string, signature: string][] = [
  ['test_secret', '{"hello":"world"}', 't7Hn4ZDHqs6e+wdvI5TyQIvzie0DmMUmuXEBqyyE/tM='],
  [
    'test_channel_secret',
    JSON.stringify({
      events: [
        {
          message: {
            id: 'test_event_message_id',
            text: 'this is test message.😄😅😢😞😄😅😢😞',
            quoteToken: 'test_quote_token',
            type: 'text',
          },
          replyToken: 'test_reply_token',
          source: { groupId: 'test_group_id', type: 'group' },
          webhookEventId: 'test_webhook_event_id',
          deliveryContext: { isRedelivery: false },
          timestamp: 0,
          mode: 'active',
          type: 'message',
        },
      ],
      destination: 'Uaaaabbbbccccddddeeeeffff',
    }),
    'eRdWYcVCzZV3MVZ3M9/rHJCl/a3oSbsRb04cLovpVwM=',
  ],
];

describe('LINE simulator, driven by the official SDK', () => {
  let channel: TestChannel;
  let client: messagingApi.MessagingApiClient;
  let blobs: messagingApi.MessagingApiBlobClient;
  // The SDK resolves its absolute paths against the host, so each host is served at the root.
  let servers: { url: string; close: () => Promise<void> }[];

  beforeEach(async () => {
    channel = await openTestChannel();
    servers = await Promise.all(['api', 'data'].map((host) => listen(express().use(channel.simulator.hosts[host] ?? express.Router()))));
    const { channelAccessToken } = channel.settings;
    client = new messagingApi.MessagingApiClient({ channelAccessToken, baseURL: servers[0]?.url ?? '' });
    blobs = new messagingApi.MessagingApiBlobClient({ channelAccessToken, baseURL: servers[1]?.url ?? '' });
  });
  afterEach(async () => {
    await channel.close();
    for (const server of servers) await server.close();
  });

  const text = (content: string): messagingApi.TextMessage => ({ type: 'text', text: content });

  it('pushes, with a request id, and finds the first request again by the retry key', async () => {
    const request = { to: SOMCHAI, messages: [text('hello')] };
    const first = await client.pushMessageWithHttpInfo(request, KEY);
    expect(first.body.sentMessages[0]?.id).toMatch(/^\d+$/);
    const repeated = await client.pushMessage(request, KEY).catch((error: unknown) => error);
    expect(repeated).toBeInstanceOf(HTTPFetchError);
    const conflict = repeated as HTTPFetchError;
    expect(conflict.status).toBe(409);
    expect(conflict.headers.get('x-line-accepted-request-id')).toBe(first.httpResponse.headers.get('x-line-request-id'));
    expect(JSON.parse(conflict.body).sentMessages).toEqual(first.body.sentMessages);
  });

  it('replies to what a guest wrote, and multicasts', async () => {
    await channel.play('guestWrites', { userId: SOMCHAI });
    const { replyToken } = JSON.parse(channel.deliveries[0]?.body ?? '').events[0];
    const replied = await client.replyMessage({ replyToken, messages: [text('Welcome')] });
    expect(replied.sentMessages).toHaveLength(1);
    expect(await client.multicast({ to: [SOMCHAI, ORATHAI], messages: [text('Songkran party tonight')] }, KEY)).toEqual({});
  });

  it('validates message objects, and reads the places of errors', async () => {
    await client.validatePush({ messages: [text('x')] });
    await client.validateReply({ messages: [text('x')] });
    await client.validateMulticast({ messages: [text('x')] });
    const refused = (await client.validatePush({ messages: [text('')] }).catch((error: unknown) => error)) as HTTPFetchError;
    expect(refused.status).toBe(400);
    expect(JSON.parse(refused.body).details).toEqual([{ message: 'May not be empty', property: 'messages[0].text' }]);
  });

  it('reads profile, allowance and account', async () => {
    expect(await client.getProfile(ORATHAI)).toMatchObject({ displayName: 'Orathai 🌿', language: 'th' });
    expect(await client.getMessageQuota()).toEqual({ type: 'limited', value: 300 });
    expect(await client.getMessageQuotaConsumption()).toEqual({ totalUsage: 0 });
    expect(await client.getBotInfo()).toMatchObject({ basicId: '@banrimkwae', chatMode: 'bot' });
  });

  it('fetches the picture a guest sent from the data host', async () => {
    const { messageId } = await channel.play('guestSendsImage', { userId: SOMCHAI });
    const chunks: Buffer[] = [];
    for await (const chunk of await blobs.getMessageContent(String(messageId))) chunks.push(chunk);
    expect(Buffer.concat(chunks).subarray(1, 4).toString()).toBe('PNG');
    await expect(blobs.getMessageContent('1')).rejects.toMatchObject({ status: 404 });
  });

  it('issues a stateless token that the client can use', async () => {
    const issuer = new tokenApi.ChannelAccessTokenClient({ baseURL: servers[0]?.url ?? '' });
    const { channelId, channelSecret } = channel.settings;
    const issued = await issuer.issueStatelessChannelTokenByClientSecret(channelId, channelSecret);
    const other = new messagingApi.MessagingApiClient({ channelAccessToken: issued.access_token, baseURL: servers[0]?.url ?? '' });
    expect((await other.getBotInfo()).userId).toBe(channel.settings.bot.userId);
  });

  it('sets and tests an endpoint that checks signatures with the SDK middleware', async () => {
    const events: unknown[] = [];
    const app = express();
    app.post('/hook', middleware({ channelSecret: channel.settings.channelSecret }), (request, response) => {
      events.push(...request.body.events);
      response.sendStatus(200);
    });
    const server = await listen(app);
    servers.push(server);
    await client.setWebhookEndpoint({ endpoint: `${server.url}/hook` });
    expect(await client.getWebhookEndpoint()).toEqual({ endpoint: `${server.url}/hook`, active: true });
    expect(await client.testWebhookEndpoint()).toMatchObject({ success: true, statusCode: 200 });
    await channel.play('guestWrites', { userId: SOMCHAI, text: 'อาหารเช้ากี่โมงคะ 🍳' });
    const [delivery] = channel.deliveries;
    const deliver = (body = '') => fetch(delivery?.url ?? '', { method: 'POST', headers: delivery?.headers() ?? {}, body });
    expect((await deliver(delivery?.body)).status).toBe(200);
    expect(events).toMatchObject([{ type: 'message', message: { text: 'อาหารเช้ากี่โมงคะ 🍳' } }]);
    expect((await deliver(delivery?.body.replace('message', 'massage'))).status).toBe(500);
  });

  it('signs every kind of delivery so that the SDK accepts it', async () => {
    for (const scene of ['guestFollows', 'guestWrites', 'guestSendsSticker', 'guestSendsImage', 'guestTaps', 'guestBlocks', 'redeliver']) {
      await channel.play(scene);
    }
    expect(channel.deliveries).toHaveLength(7);
    for (const delivery of channel.deliveries) {
      const signature = delivery.headers()['x-line-signature'] ?? '';
      expect(validateSignature(delivery.body, channel.settings.channelSecret, signature)).toBe(true);
      expect(validateSignature(`${delivery.body} `, channel.settings.channelSecret, signature)).toBe(false);
    }
  });

  it.each(PUBLISHED_SIGNATURES)('signs as published for the secret %s', (secret, body, signature) => {
    expect(signatureOf(body, secret)).toBe(signature);
    expect(validateSignature(body, secret, signature)).toBe(true);
  });
});
