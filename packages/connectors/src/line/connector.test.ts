import { createHmac } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { conformance } from '@banrimkwae/connector-kit/conformance';
import type { Delivery } from '@banrimkwae/connector-kit/connector';
import { validateSignature } from '@line/bot-sdk';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import line from './connector.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');
const SPECS = resolve(import.meta.dirname, '../../../..', process.env.SPECS_DIR ?? '../shared/specs', 'line');

const sign = (body: string, secret: string) => ({
  'x-line-signature': createHmac('sha256', secret).update(body).digest('base64'),
});

const envelope = { mode: 'active', timestamp: 1794103200000, source: { type: 'user', userId: 'U4af4980629c1e2b7d0a1f35c8e9b7a01' } };
const event = (fields: Record<string, unknown>) => ({
  ...envelope,
  webhookEventId: '01KA6Y3V5T8Q2R4M6N8P0S2T4V',
  deliveryContext: { isRedelivery: false },
  ...fields,
});
const body = (...events: unknown[]) => JSON.stringify({ destination: 'Ub9952f80a1c2d3e4f5061728394a5b6c', events });
const delivery = (text: string): Delivery => ({
  headers: {},
  rawBody: Buffer.from(text),
  query: {},
  receivedAt: new Date(envelope.timestamp),
});
const read = (...events: unknown[]) => line.webhook?.events(delivery(body(...events))) ?? [];
const text = event({ type: 'message', replyToken: 'nHuyWiB7yP5Zw', message: { id: '4687895', type: 'text', text: 'ขอผ้าเช็ดตัวค่ะ 🙏' } });

conformance(line, {
  fixtures: FIXTURES,
  config: { channelAccessToken: 'line-token-for-tests', channelSecret: 'line-secret-for-tests' },
  sign,
  deliveries: [
    { body: body(text), events: [{ id: '01KA6Y3V5T8Q2R4M6N8P0S2T4V', type: 'message', kind: 'guest_message' }] },
    {
      body: body(event({ type: 'unfollow' })),
      events: [{ id: '01KA6Y3V5T8Q2R4M6N8P0S2T4V', type: 'unfollow', kind: 'guest_reachability' }],
    },
    { body: body(), events: [] },
  ],
});

describe('LINE events', () => {
  it('reads a text with its reply token, its own id and the time it was written', () => {
    expect(read(text)).toEqual([
      {
        id: '01KA6Y3V5T8Q2R4M6N8P0S2T4V',
        type: 'message',
        occurredAt: new Date(envelope.timestamp),
        about: {
          kind: 'guest_message',
          userId: envelope.source.userId,
          providerMessageId: '4687895',
          content: { kind: 'text', text: 'ขอผ้าเช็ดตัวค่ะ 🙏' },
          replyToken: 'nHuyWiB7yP5Zw',
        },
        data: text,
      },
    ]);
  });

  it('gives a redelivery the same id and the same subject', () => {
    const again = { ...text, deliveryContext: { isRedelivery: true } };
    const [first, second] = read(text, again);
    expect({ id: second?.id, about: second?.about }).toEqual({ id: first?.id, about: first?.about });
  });

  it.each([
    ['a sticker', { id: '1', type: 'sticker', packageId: '446', stickerId: '1988', keywords: ['hello', 'wave'] }, 'sticker', 'hello, wave'],
    ['a sticker with words', { id: '1', type: 'sticker', text: 'ขอบคุณ', keywords: ['thanks'] }, 'sticker', 'ขอบคุณ'],
    ['a sticker without', { id: '1', type: 'sticker' }, 'sticker', ''],
    ['a picture', { id: '1', type: 'image', contentProvider: { type: 'line' } }, 'image', ''],
    ['a place', { id: '1', type: 'location', address: 'Pier', latitude: 14.1, longitude: 99.1 }, 'other', 'Pier · 14.1, 99.1'],
    ['a file', { id: '1', type: 'file', fileName: 'passport.pdf' }, 'other', 'passport.pdf'],
    ['what LINE may invent', { id: '1', type: 'hologram' }, 'other', 'hologram'],
  ])('reads %s', (_name, message, kind, words) => {
    expect(read(event({ type: 'message', message }))[0]?.about).toMatchObject({ kind: 'guest_message', content: { kind, text: words } });
  });

  it('reads a tap on a button, which has no message id, under the id of its event', () => {
    expect(read(event({ type: 'postback', postback: { data: 'action=late-check-out' } }))[0]?.about).toMatchObject({
      kind: 'guest_message',
      providerMessageId: '01KA6Y3V5T8Q2R4M6N8P0S2T4V',
      content: { kind: 'other', text: 'action=late-check-out' },
    });
  });

  it('reads who can be reached', () => {
    expect(read(event({ type: 'follow', replyToken: 'x' }))[0]?.about).toEqual({
      kind: 'guest_reachability',
      userId: envelope.source.userId,
      reachable: true,
    });
    expect(read(event({ type: 'unfollow' }))[0]?.about).toMatchObject({ reachable: false });
  });

  it.each([
    ['in a group', { ...text, source: { type: 'group', groupId: 'C1', userId: envelope.source.userId } }],
    ['on standby', { ...text, mode: 'standby' }],
    ['without a source', { ...text, source: undefined }],
    ['of another kind', event({ type: 'unsend', unsend: { messageId: '1' } })],
  ])('keeps an event %s without acting on it', (_name, one) => expect(read(one)[0]?.about).toEqual({ kind: 'none' }));

  it('refuses a signed body of another form', () => {
    expect(() => line.webhook?.events(delivery('{"events":"no"}'))).toThrow('not a LINE webhook');
  });
});

describe('LINE signatures', () => {
  it('takes the example of the SDK', () => {
    const example = { ...delivery('{"hello":"world"}'), headers: { 'x-line-signature': 't7Hn4ZDHqs6e+wdvI5TyQIvzie0DmMUmuXEBqyyE/tM=' } };
    expect(line.webhook?.verify(example, ['test_secret'])).toEqual({ accepted: true });
  });
  it('agrees with the SDK', () => {
    const signature = sign(body(text), 'a-secret')['x-line-signature'];
    expect(validateSignature(body(text), 'a-secret', signature)).toBe(true);
    expect(line.webhook?.verify({ ...delivery(body(text)), headers: { 'x-line-signature': signature } }, ['a-secret'])).toEqual({
      accepted: true,
    });
  });
});

describe('LINE limits', () => {
  const context = { config: {}, now: () => new Date(0), newId: () => 'id', call: () => Promise.reject(new Error('nothing may be sent')) };
  it('sends no request that LINE would refuse for its size', async () => {
    const guests = Array.from({ length: 501 }, (_, index) => `U${index}`);
    const send = (to: string[], texts: string[]) => line.messages?.multicast?.(context, { to, texts, idempotencyKey: 'msg_1' });
    await expect(send(guests, ['hello'])).rejects.toThrow('at most 500 guests');
    await expect(send(['U1'], ['1', '2', '3', '4', '5', '6'])).rejects.toThrow('at most 5 messages');
  });
});

const noSpecs = existsSync(SPECS) ? '' : ' (skipped: needs line/*.yml in SPECS_DIR)';

describe.skipIf(noSpecs !== '')(`LINE requests against LINE's published OpenAPI${noSpecs}`, () => {
  const SCHEMAS: Readonly<Record<string, string>> = {
    push: 'PushMessageRequest',
    reply: 'ReplyMessageRequest',
    multicast: 'MulticastRequest',
    webhook_endpoint_set: 'SetWebhookEndpointRequest',
    webhook_test: 'TestWebhookEndpointRequest',
  };
  const spec = () => parse(readFileSync(join(SPECS, 'messaging-api.yml'), 'utf8')) as { paths: Record<string, Record<string, unknown>> };

  it('fits every body', () => {
    const ajv = new Ajv({ strict: false });
    addFormats.default(ajv);
    ajv.addSchema({ $id: 'line', ...spec() });
    const bodies = readdirSync(FIXTURES).flatMap((file) => {
      const { exchanges } = JSON.parse(readFileSync(join(FIXTURES, file), 'utf8')) as {
        exchanges: { endpoint: string; sent: { body?: unknown } }[];
      };
      return exchanges.filter(({ sent }) => sent.body !== undefined).map(({ endpoint, sent }) => [endpoint, sent.body] as const);
    });
    expect(bodies.length).toBeGreaterThan(10);
    for (const [endpoint, sent] of bodies) {
      const validate = ajv.getSchema(`line#/components/schemas/${SCHEMAS[endpoint]}`);
      expect(validate?.(sent), `${endpoint}: ${JSON.stringify(validate?.errors)}`).toBe(true);
    }
  });

  it('calls only what LINE publishes', () => {
    const { paths } = spec();
    for (const { method, path } of Object.values(line.manifest.endpoints))
      expect(Object.keys(paths[path] ?? {})).toContain(method.toLowerCase());
  });
});
