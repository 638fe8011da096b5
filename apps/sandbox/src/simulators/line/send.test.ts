import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HIROSHI, ORATHAI, openTestChannel, SIOBHAN, SOMCHAI, type TestChannel } from './channel-rig.ts';

const PUSH = '/api/v2/bot/message/push';
const MULTICAST = '/api/v2/bot/message/multicast';
const REPLY = '/api/v2/bot/message/reply';
const KEY = '123e4567-e89b-12d3-a456-426614174000';

const text = (content: string) => ({ type: 'text', text: content });

describe('LINE sending', () => {
  let channel: TestChannel;
  beforeEach(async () => {
    channel = await openTestChannel();
  });
  afterEach(() => channel.close());

  const shown = () =>
    (channel.simulator.state() as { conversation: { userId: string; shown: boolean; message: { text?: string } }[] }).conversation.map(
      (entry) => [entry.userId, entry.message.text, entry.shown],
    );
  const used = async () => (await channel.get('/api/v2/bot/message/quota/consumption')).body.totalUsage;

  it('pushes up to five messages to one guest, who sees them', async () => {
    const answer = await channel.post(PUSH, {
      to: SOMCHAI,
      messages: [text('สวัสดีครับ'), { type: 'sticker', packageId: '446', stickerId: '1988' }],
    });
    expect(answer.status).toBe(200);
    expect(answer.body.sentMessages).toMatchObject([
      { id: expect.stringMatching(/^\d+$/), quoteToken: expect.any(String) },
      { id: expect.any(String) },
    ]);
    expect(answer.headers.get('x-line-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(shown()[0]).toEqual([SOMCHAI, 'สวัสดีครับ', true]);
    expect(await used()).toBe(1);
  });

  it('answers 200 for a guest who blocked the account, who sees nothing and costs nothing', async () => {
    await channel.play('guestBlocks', { userId: SOMCHAI });
    expect((await channel.post(PUSH, { to: SOMCHAI, messages: [text('hello')] })).status).toBe(200);
    expect(shown()).toEqual([[SOMCHAI, 'hello', false]]);
    expect(await used()).toBe(0);
  });

  it('refuses to push to somebody it does not know', async () => {
    const answer = await channel.post(PUSH, { to: `U${'0'.repeat(32)}`, messages: [text('hello')] });
    expect(answer).toMatchObject({ status: 400, body: { message: 'Failed to send messages' } });
  });

  it('sends to up to 500 guests at once and counts each of them once', async () => {
    const answer = await channel.post(MULTICAST, { to: [SOMCHAI, ORATHAI, SOMCHAI], messages: [text('a'), text('b')] });
    expect(answer).toMatchObject({ status: 200, body: {} });
    expect(shown()).toHaveLength(4);
    expect(await used()).toBe(2);
    const crowd = Array.from({ length: 501 }, (_, index) => `U${String(index).padStart(32, '0')}`);
    expect(await channel.post(MULTICAST, { to: crowd, messages: [text('a')] })).toMatchObject({
      status: 400,
      body: { details: [{ property: 'to', message: 'Size must be at most 500' }] },
    });
    expect((await channel.post(MULTICAST, { to: crowd.slice(1), messages: [text('a')] })).status).toBe(200);
  });

  it('replies once, within a minute, and for free', async () => {
    const tokenOf = () => JSON.parse(channel.deliveries.at(-1)?.body ?? '').events[0].replyToken;
    await channel.play('guestWrites', { userId: SIOBHAN, text: 'Is the pool open?' });
    const replyToken = tokenOf();
    const answer = await channel.post(REPLY, { replyToken, messages: [text('Yes, until 20:00.')] });
    expect(answer.status).toBe(200);
    expect(answer.body.sentMessages).toHaveLength(1);
    expect(shown().at(-1)).toEqual([SIOBHAN, 'Yes, until 20:00.', true]);
    expect(await used()).toBe(0);
    const again = await channel.post(REPLY, { replyToken, messages: [text('Yes')] });
    expect(again).toMatchObject({ status: 400, body: { message: 'Invalid reply token' } });
    await channel.play('guestWrites', { userId: SIOBHAN });
    channel.advance(60_001);
    expect((await channel.post(REPLY, { replyToken: tokenOf(), messages: [text('late')] })).body.message).toBe('Invalid reply token');
  });

  it('does not spend a reply token on a request it refuses', async () => {
    await channel.play('guestWrites', { userId: SIOBHAN });
    const { replyToken } = JSON.parse(channel.deliveries.at(-1)?.body ?? '').events[0];
    expect((await channel.post(REPLY, { replyToken, messages: [text('')] })).status).toBe(400);
    expect((await channel.post(REPLY, { replyToken, messages: [text('ok')] })).status).toBe(200);
  });

  describe('with a retry key', () => {
    it('executes once and answers repeats with 409, the first request id and its messages', async () => {
      const send = () => channel.post(PUSH, { to: SOMCHAI, messages: [text('once')] }, { 'x-line-retry-key': KEY });
      const first = await send();
      const second = await send();
      expect(second.status).toBe(409);
      expect(second.headers.get('x-line-accepted-request-id')).toBe(first.headers.get('x-line-request-id'));
      expect(second.body).toEqual({ message: 'The retry key is already accepted', sentMessages: first.body.sentMessages });
      expect(shown()).toHaveLength(1);
      channel.advance(24 * 3_600_000);
      expect((await send()).status).toBe(200);
    });

    it('knows no messages of a multicast', async () => {
      const send = () => channel.post(MULTICAST, { to: [SOMCHAI], messages: [text('once')] }, { 'x-line-retry-key': KEY });
      await send();
      const second = await send();
      expect(second.status).toBe(409);
      expect(second.body).toEqual({ message: 'The retry key is already accepted' });
    });

    it('leaves the key unused when the request failed', async () => {
      const send = (content: string) => channel.post(PUSH, { to: SOMCHAI, messages: [text(content)] }, { 'x-line-retry-key': KEY });
      expect((await send('')).status).toBe(400);
      expect((await send('now')).status).toBe(200);
    });

    it('refuses a key that is no UUID, and any key where retries are not supported', async () => {
      const body = { to: SOMCHAI, messages: [text('x')] };
      expect((await channel.post(PUSH, body, { 'x-line-retry-key': 'booking-1' })).status).toBe(400);
      for (const path of [REPLY, '/api/v2/bot/message/validate/push', '/api/v2/bot/channel/webhook/test']) {
        const answer = await channel.post(path, body, { 'x-line-retry-key': KEY });
        expect(answer).toMatchObject({ status: 400, body: { message: 'The retry key is not supported by this endpoint' } });
      }
    });
  });

  it('answers 429 in three ways: rate, concurrency, month', async () => {
    const send = async () => {
      const answer = await channel.post(PUSH, { to: SOMCHAI, messages: [text('x')] });
      return [answer.status, answer.body.message];
    };
    await channel.play('throttle', { reason: 'rate' });
    await channel.play('throttle', { reason: 'concurrency' });
    expect(await send()).toEqual([429, expect.stringContaining('API rate limit')]);
    expect(await send()).toEqual([429, expect.stringContaining('concurrent')]);
    await channel.play('reachMonthlyLimit');
    expect(await send()).toEqual([429, 'You have reached your monthly limit.']);
    expect(await used()).toBe(300);
    // Months change at midnight UTC+9.
    channel.advance(Date.parse('2026-11-30T15:00:00Z') - Date.parse('2026-11-20T03:15:00Z'));
    expect(await send()).toEqual([200, undefined]);
    expect(await used()).toBe(1);
  });

  it('limits webhook tests to 60 an hour', async () => {
    const statuses: number[] = [];
    for (let count = 0; count < 61; count += 1) statuses.push((await channel.post('/api/v2/bot/channel/webhook/test', {})).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(60);
    expect(statuses.at(-1)).toBe(429);
    channel.advance(3_600_000);
    expect((await channel.post('/api/v2/bot/channel/webhook/test', {})).status).toBe(200);
  });

  it('tells a plan without limit', async () => {
    const free = await openTestChannel({ monthlyLimit: null });
    expect((await free.get('/api/v2/bot/message/quota')).body).toEqual({ type: 'none' });
    await free.play('reachMonthlyLimit');
    expect((await free.post(PUSH, { to: SOMCHAI, messages: [text('x')] })).status).toBe(200);
    await free.close();
  });

  it('shows profiles of friends only', async () => {
    expect((await channel.get(`/api/v2/bot/profile/${SOMCHAI}`)).body).toEqual({
      userId: SOMCHAI,
      displayName: 'สมชาย ใจดี',
      language: 'th',
      statusMessage: 'อยู่ริมน้ำแล้วสบายใจ',
    });
    expect(await channel.get(`/api/v2/bot/profile/${HIROSHI}`)).toMatchObject({ status: 404, body: { message: 'Not found' } });
    expect((await channel.get('/api/v2/bot/profile/somebody')).status).toBe(404);
  });

  it.each([
    ['no token', {}],
    ['another token', { authorization: 'Bearer other' }],
    ['Basic authentication', { authorization: 'Basic dXNlcjpwYXNz' }],
  ])('refuses calls with %s', async (_name, headers) => {
    const answer = await channel.call('/api/v2/bot/info', { headers });
    expect(answer.status).toBe(401);
    expect(answer.body.message).toContain('Authentication failed');
    expect(answer.headers.get('x-line-request-id')).toBeTruthy();
  });

  it.each([
    ['another content type', '{}', { 'content-type': 'text/plain' }, 415],
    ['broken JSON', '{"to":', {}, 400],
    ['more than 2 MB', JSON.stringify({ to: SOMCHAI, messages: [text('x'.repeat(2_200_000))] }), {}, 413],
  ])('refuses %s in its own error form', async (_name, body, headers, status) => {
    const answer = await channel.post(PUSH, body, headers);
    expect(answer.status).toBe(status);
    expect(Object.keys(answer.body)).toEqual(['message']);
  });

  it('answers 404 to an address it does not have', async () => {
    expect(await channel.get('/api/v2/bot/message/narrowcast')).toMatchObject({ status: 404, body: { message: 'Not found' } });
  });

  it('issues stateless tokens for 15 minutes, and refuses wrong credentials in OAuth form', async () => {
    const exchange = (fields: Record<string, string>) =>
      channel.call('/api/oauth2/v3/token', { method: 'POST', body: new URLSearchParams(fields) });
    const fields = {
      grant_type: 'client_credentials',
      client_id: channel.settings.channelId,
      client_secret: channel.settings.channelSecret,
    };
    const { body } = await exchange(fields);
    expect(body).toEqual({ token_type: 'Bearer', access_token: expect.any(String), expires_in: 899 });
    const info = () => channel.call('/api/v2/bot/info', { headers: { authorization: `Bearer ${body.access_token}` } });
    expect((await info()).status).toBe(200);
    channel.advance(15 * 60_000);
    expect((await info()).status).toBe(401);
    expect(await exchange({ ...fields, client_secret: 'wrong' })).toMatchObject({ status: 400, body: { error: 'invalid_client' } });
    expect(await exchange({ grant_type: 'password' })).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    const assertion = {
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: 'x.y.z',
    };
    expect(await exchange(assertion)).toMatchObject({ status: 400, body: { error: 'invalid_client' } });
  });

  it('forgets everything on reset, and has its own form for ordered faults', async () => {
    await channel.post(PUSH, { to: SOMCHAI, messages: [text('x')] });
    channel.simulator.reset();
    expect(shown()).toEqual([]);
    expect(await used()).toBe(0);
    expect(JSON.parse(String(channel.simulator.errorBody(429).body))).toEqual({
      message: 'The API rate limit has been exceeded. Try again later.',
    });
  });
});
