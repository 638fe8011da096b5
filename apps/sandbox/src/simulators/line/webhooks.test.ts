import express from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WebhookDelivery } from '../../simulator.ts';
import { HIROSHI, listen, openTestChannel, SIOBHAN, SOMCHAI, type TestChannel } from './channel-rig.ts';
import { signatureOf } from './webhooks.ts';

const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

const eventOf = (delivery: WebhookDelivery | undefined) => JSON.parse(delivery?.body ?? '').events[0];

describe('LINE webhooks', () => {
  let channel: TestChannel;
  beforeEach(async () => {
    channel = await openTestChannel();
  });
  afterEach(() => channel.close());

  const last = () => channel.deliveries.at(-1);
  const outcomes = () =>
    (channel.simulator.state() as { events: { deliveries: { redelivery: boolean; outcome?: string }[] }[] }).events[0]?.deliveries.map(
      ({ redelivery, outcome }) => [redelivery, outcome],
    );

  it('delivers a text to the endpoint, signed over its raw body', async () => {
    const result = await channel.play('guestWrites', { userId: SOMCHAI, text: 'ขอผ้าเช็ดตัวเพิ่มครับ 🙏' });
    const delivery = last();
    expect(delivery).toMatchObject({ provider: 'line', url: 'http://127.0.0.1:9/webhooks/line' });
    expect(delivery?.headers()['x-line-signature']).toBe(signatureOf(delivery?.body ?? '', 'practice-line-channel-secret'));
    expect(JSON.parse(delivery?.body ?? '').destination).toBe(channel.settings.bot.userId);
    expect(eventOf(delivery)).toEqual({
      type: 'message',
      mode: 'active',
      timestamp: Date.parse('2026-11-20T03:15:00Z'),
      source: { type: 'user', userId: SOMCHAI },
      webhookEventId: result.webhookEventId,
      deliveryContext: { isRedelivery: false },
      replyToken: expect.stringMatching(/^[0-9a-f]{32}$/),
      message: { type: 'text', id: result.messageId, quoteToken: expect.any(String), text: 'ขอผ้าเช็ดตัวเพิ่มครับ 🙏' },
    });
    expect(result.webhookEventId).toMatch(ULID);
  });

  it('delivers stickers, pictures and taps, each with its reply token', async () => {
    await channel.play('guestSendsSticker', { userId: SIOBHAN });
    expect(eventOf(last()).message).toMatchObject({ type: 'sticker', packageId: '446', stickerId: '1988', stickerResourceType: 'STATIC' });
    await channel.play('guestSendsImage', { userId: SIOBHAN });
    expect(eventOf(last()).message).toMatchObject({ type: 'image', contentProvider: { type: 'line' } });
    await channel.play('guestTaps', { userId: SIOBHAN, data: 'action=cancel' });
    expect(eventOf(last())).toMatchObject({ type: 'postback', postback: { data: 'action=cancel' }, replyToken: expect.any(String) });
  });

  it('tells a new friend from one who comes back, and stops showing who blocked the account', async () => {
    await channel.play('guestFollows', { userId: HIROSHI });
    expect(eventOf(last())).toMatchObject({ type: 'follow', follow: { isUnblocked: false }, replyToken: expect.any(String) });
    expect((await channel.get(`/api/v2/bot/profile/${HIROSHI}`)).status).toBe(200);
    await channel.play('guestBlocks', { userId: HIROSHI });
    expect(eventOf(last())).toMatchObject({ type: 'unfollow', source: { userId: HIROSHI } });
    expect(eventOf(last())).not.toHaveProperty('replyToken');
    expect((await channel.get(`/api/v2/bot/profile/${HIROSHI}`)).status).toBe(404);
    await channel.play('guestFollows', { userId: HIROSHI });
    expect(eventOf(last()).follow).toEqual({ isUnblocked: true });
  });

  it('lets a stranger follow, and lets only friends write', async () => {
    const { userId } = await channel.play('guestFollows', { userId: `U${'a'.repeat(32)}`, displayName: 'Nok', language: 'th' });
    expect((await channel.get(`/api/v2/bot/profile/${userId}`)).body).toEqual({ userId, displayName: 'Nok', language: 'th' });
    await expect(channel.play('guestWrites', { userId: HIROSHI })).rejects.toThrow('does not follow');
    await expect(channel.play('guestWrites', { text: '' })).rejects.toThrow();
  });

  it('sends standby events without a reply token', async () => {
    await channel.play('guestWrites', { userId: SOMCHAI, mode: 'standby' });
    expect(eventOf(last())).toMatchObject({ mode: 'standby' });
    expect(eventOf(last())).not.toHaveProperty('replyToken');
  });

  it('drops events while the webhook is switched off or has no endpoint', async () => {
    await channel.play('useWebhook', { active: false });
    expect(await channel.play('guestWrites', { userId: SOMCHAI })).not.toHaveProperty('webhookEventId');
    expect(channel.deliveries).toEqual([]);
    expect((await channel.get('/api/v2/bot/channel/webhook/endpoint')).body).toMatchObject({ active: false });
  });

  it.each([
    ['an error', { status: 503, milliseconds: 10 }, 'error_status_code'],
    ['an answer after two seconds', { status: 200, milliseconds: 2000 }, 'request_timeout'],
    ['no connection', { status: undefined, milliseconds: 10 }, 'could_not_connect'],
  ])('delivers again after %s, with the same id and marked as redelivery', async (_name, outcome, reason) => {
    await channel.play('guestWrites', { userId: SOMCHAI });
    const first = eventOf(last());
    last()?.settled?.(outcome);
    channel.advance(4_999);
    expect(channel.deliveries).toHaveLength(1);
    channel.advance(1);
    expect(channel.deliveries).toHaveLength(2);
    expect(eventOf(last())).toEqual({ ...first, deliveryContext: { isRedelivery: true } });
    expect(last()?.headers()['x-line-signature']).toBe(signatureOf(last()?.body ?? '', channel.settings.channelSecret));
    last()?.settled?.({ status: 200, milliseconds: 1999 });
    channel.advance(3_600_000);
    expect(channel.deliveries).toHaveLength(2);
    expect(outcomes()).toEqual([
      [false, reason],
      [true, 'success'],
    ]);
  });

  it('counts only the first answer when the world delivers an event twice', async () => {
    await channel.play('guestWrites', { userId: SOMCHAI });
    for (const status of [500, 500, 200]) channel.deliveries[0]?.settled?.({ status, milliseconds: 5 });
    channel.advance(3_600_000);
    expect(channel.deliveries).toHaveLength(2);
    expect(outcomes()?.[0]).toEqual([false, 'error_status_code']);
  });

  it('gives up after its last redelivery', async () => {
    await channel.play('guestWrites', { userId: SOMCHAI });
    for (let hour = 0; hour < 6; hour += 1) {
      last()?.settled?.({ status: 500, milliseconds: 5 });
      channel.advance(3_600_000);
    }
    expect(channel.deliveries).toHaveLength(4);
  });

  it('delivers only once in a channel without redelivery, unless ordered to', async () => {
    const plain = await openTestChannel({ redeliverAfter: [] });
    const { webhookEventId } = await plain.play('guestWrites', { userId: SOMCHAI });
    plain.deliveries[0]?.settled?.({ status: 500, milliseconds: 5 });
    plain.advance(3_600_000);
    expect(plain.deliveries).toHaveLength(1);
    expect(await plain.play('redeliver', { webhookEventId })).toEqual({ webhookEventId });
    expect(eventOf(plain.deliveries[1]).deliveryContext).toEqual({ isRedelivery: true });
    expect(await plain.play('redeliver', { webhookEventId: 'unknown' })).toEqual({ webhookEventId: undefined });
    await plain.close();
  });
});

describe('LINE webhook endpoint', () => {
  const ENDPOINT = '/api/v2/bot/channel/webhook/endpoint';
  const TEST = '/api/v2/bot/channel/webhook/test';
  let channel: TestChannel;
  let server: { url: string; close: () => Promise<void> };
  let received: { body: string; signature: string | undefined }[];

  beforeEach(async () => {
    channel = await openTestChannel({ answerWithin: 300 });
    received = [];
    const app = express();
    app.use(express.text({ type: () => true }));
    app.post('/webhooks/line', (request, response) => {
      received.push({ body: request.body, signature: request.get('x-line-signature') });
      response.sendStatus(200);
    });
    app.post('/broken', (_request, response) => void response.sendStatus(500));
    app.post('/silent', () => undefined);
    server = await listen(app);
  });
  afterEach(async () => {
    await channel.close();
    await server.close();
  });

  it('is set and shown', async () => {
    const put = await channel.call(ENDPOINT, {
      method: 'PUT',
      headers: { authorization: `Bearer ${channel.settings.channelAccessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ endpoint: 'https://hooks.banrimkwae.example/webhooks/line' }),
    });
    expect(put).toMatchObject({ status: 200, body: {} });
    expect((await channel.get(ENDPOINT)).body).toEqual({ endpoint: 'https://hooks.banrimkwae.example/webhooks/line', active: true });
  });

  it.each([
    ['plain HTTP to another machine', { endpoint: 'http://hooks.banrimkwae.example/' }, 'endpoint'],
    ['no address', { endpoint: 'webhooks' }, 'endpoint'],
    ['an address of 501 characters', { endpoint: `https://a.example/${'x'.repeat(483)}` }, 'endpoint'],
    ['nothing', {}, 'endpoint'],
    ['an unknown property', { endpoint: 'https://a.example', active: true }, 'active'],
  ])('refuses %s', async (_name, body, property) => {
    const answer = await channel.call(ENDPOINT, {
      method: 'PUT',
      headers: { authorization: `Bearer ${channel.settings.channelAccessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(400);
    expect(answer.body.details).toMatchObject([{ property }]);
  });

  it('is really called by the test, with signed empty events', async () => {
    const answer = await channel.post(TEST, { endpoint: `${server.url}/webhooks/line` });
    expect(answer.body).toEqual({ success: true, timestamp: '2026-11-20T03:15:00.000Z', statusCode: 200, reason: 'OK', detail: '200' });
    const [call] = received;
    expect(JSON.parse(call?.body ?? '')).toEqual({ destination: channel.settings.bot.userId, events: [] });
    expect(call?.signature).toBe(signatureOf(call?.body ?? '', channel.settings.channelSecret));
  });

  it('is told why it failed', async () => {
    const test = async (endpoint: string) => (await channel.post(TEST, { endpoint })).body;
    expect(await test(`${server.url}/broken`)).toMatchObject({ success: false, statusCode: 500, reason: 'ERROR_STATUS_CODE' });
    expect(await test('http://127.0.0.1:9/webhooks/line')).toMatchObject({ success: false, statusCode: 0, reason: 'COULD_NOT_CONNECT' });
    expect(await test(`${server.url}/silent`)).toMatchObject({ success: false, statusCode: 0, reason: 'REQUEST_TIMEOUT' });
  });

  it('is looked for when none was named, and not found when none is set', async () => {
    const fresh = await openTestChannel({ webhookUrl: undefined });
    expect((await fresh.get(ENDPOINT)).status).toBe(404);
    expect((await fresh.post(TEST, {})).status).toBe(404);
    expect(await fresh.play('guestWrites', { userId: SOMCHAI })).not.toHaveProperty('webhookEventId');
    await fresh.close();
  });
});
