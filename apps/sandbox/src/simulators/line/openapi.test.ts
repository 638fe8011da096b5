import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { HIROSHI, openTestChannel, SOMCHAI, type TestChannel } from './channel-rig.ts';
import { multicastBody, pushBody, replyBody, validateBody } from './messages.ts';
import { VALID_MESSAGES } from './messages-rig.ts';

const PROJECT = resolve(import.meta.dirname, '../../../../..');
const SPECS = resolve(PROJECT, process.env.SPECS_DIR ?? '../shared/specs', 'line');

type Schema = Record<string, unknown>;

const missing = existsSync(SPECS) ? '' : ' (skipped: needs line/*.yml in SPECS_DIR)';

describe.skipIf(missing !== '')(`LINE simulator against LINE's published OpenAPI${missing}`, () => {
  let channel: TestChannel;
  let messaging: (name: string) => ValidateFunction;
  let webhook: (name: string) => ValidateFunction;
  let tokens: (name: string) => ValidateFunction;

  beforeAll(async () => {
    channel = await openTestChannel();
    messaging = compile('messaging-api.yml');
    webhook = compile('webhook.yml');
    tokens = compile('channel-access-token.yml');
  });
  afterAll(() => channel.close());

  const misfits = (validate: ValidateFunction, value: unknown) => (validate(value) ? [] : validate.errors);

  it.each(Object.entries(VALID_MESSAGES))('accepts of %s what the specification accepts', (_name, message) => {
    expect(misfits(messaging('Message'), message)).toEqual([]);
    expect(pushBody.safeParse({ to: SOMCHAI, messages: [message] }).error).toBeUndefined();
  });

  it('refuses every request that the specification refuses', () => {
    const bodies = {
      PushMessageRequest: pushBody,
      ReplyMessageRequest: replyBody,
      MulticastRequest: multicastBody,
      ValidateMessageRequest: validateBody,
    };
    const receivers = {
      PushMessageRequest: { to: SOMCHAI },
      ReplyMessageRequest: { replyToken: 'x' },
      MulticastRequest: { to: [SOMCHAI] },
      ValidateMessageRequest: {},
    };
    let refused = 0;
    for (const [name, ours] of Object.entries(bodies)) {
      const published = messaging(name);
      for (const message of Object.values(VALID_MESSAGES)) {
        const valid = { ...receivers[name as keyof typeof receivers], messages: [message] };
        expect(misfits(published, valid)).toEqual([]);
        for (const broken of brokenCopies(valid)) {
          if (published(broken)) continue;
          refused += 1;
          expect(ours.safeParse(broken).success, JSON.stringify(broken)).toBe(false);
        }
      }
    }
    expect(refused).toBeGreaterThan(500);
  });

  it('answers in the published forms', async () => {
    const answers: [string, unknown][] = [
      [
        'PushMessageResponse',
        (await channel.post('/api/v2/bot/message/push', { to: SOMCHAI, messages: [{ type: 'text', text: 'x' }] })).body,
      ],
      [
        'MulticastResponse',
        (await channel.post('/api/v2/bot/message/multicast', { to: [SOMCHAI], messages: [{ type: 'text', text: 'x' }] })).body,
      ],
      ['ErrorResponse', (await channel.post('/api/v2/bot/message/push', { to: SOMCHAI, messages: [] })).body],
      ['UserProfileResponse', (await channel.get(`/api/v2/bot/profile/${SOMCHAI}`)).body],
      ['BotInfoResponse', (await channel.get('/api/v2/bot/info')).body],
      ['MessageQuotaResponse', (await channel.get('/api/v2/bot/message/quota')).body],
      ['QuotaConsumptionResponse', (await channel.get('/api/v2/bot/message/quota/consumption')).body],
      ['GetWebhookEndpointResponse', (await channel.get('/api/v2/bot/channel/webhook/endpoint')).body],
      ['TestWebhookEndpointResponse', (await channel.post('/api/v2/bot/channel/webhook/test', {})).body],
    ];
    for (const [name, body] of answers) expect([name, misfits(messaging(name), body)]).toEqual([name, []]);
    const { channelId, channelSecret } = channel.settings;
    const issued = await channel.call('/api/oauth2/v3/token', {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: channelId, client_secret: channelSecret }),
    });
    expect(misfits(tokens('IssueStatelessChannelAccessTokenResponse'), issued.body)).toEqual([]);
  });

  it('delivers webhooks in the published form', async () => {
    await channel.play('guestFollows', { userId: HIROSHI });
    for (const scene of ['guestWrites', 'guestSendsSticker', 'guestSendsImage', 'guestTaps', 'guestBlocks', 'redeliver'])
      await channel.play(scene);
    expect(channel.deliveries).toHaveLength(7);
    for (const delivery of channel.deliveries) {
      const body = JSON.parse(delivery.body);
      expect([body.events[0].type, misfits(webhook('CallbackRequest'), body)]).toEqual([body.events[0].type, []]);
    }
  });
});

/** Validators by schema name, with the discriminators of the document enforced. */
function compile(file: string): (name: string) => ValidateFunction {
  const document = parse(readFileSync(resolve(SPECS, file), 'utf8')) as { components: { schemas: Record<string, Schema> } };
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  for (const format of ['int32', 'int64', 'double']) ajv.addFormat(format, true);
  ajv.addSchema({ components: { schemas: withDiscriminators(document.components.schemas) } }, 'document');
  return (name) => {
    const validate = ajv.getSchema(`document#/components/schemas/${name}`);
    if (validate === undefined) throw new RangeError(`${file} has no schema ${name}`);
    return validate as ValidateFunction;
  };
}

/**
 * The document's kinds name their base in `allOf`, and the base its kinds in a mapping, which JSON Schema does not follow.
 * So each base becomes "one of its kinds", and the kinds refer to the base's own properties under another name.
 */
function withDiscriminators(schemas: Record<string, Schema>): Record<string, Schema> {
  const result: Record<string, Schema> = {};
  for (const [name, schema] of Object.entries(schemas)) {
    const { discriminator, ...own } = schema as Schema & { discriminator?: { propertyName: string; mapping?: Record<string, string> } };
    result[`${name}Own`] = own;
    result[name] = discriminator?.mapping === undefined ? withOwnBases(own) : oneOfKinds(discriminator.propertyName, discriminator.mapping);
  }
  return result;
}

function oneOfKinds(property: string, mapping: Record<string, string>): Schema {
  const branches = Object.entries(mapping).map(([value, $ref]) => ({
    if: { properties: { [property]: { const: value } } },
    ...Object.fromEntries([['then', { $ref }]]),
  }));
  return { type: 'object', required: [property], properties: { [property]: { enum: Object.keys(mapping) } }, allOf: branches };
}

function withOwnBases(schema: Schema): Schema {
  if (!Array.isArray(schema.allOf)) return schema;
  return { ...schema, allOf: schema.allOf.map((part: Schema) => (typeof part.$ref === 'string' ? { $ref: `${part.$ref}Own` } : part)) };
}

/** Copies of a value, each with one property left out, given another type, or made an empty list. */
function brokenCopies(value: unknown): unknown[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => brokenCopies(item).map((broken) => value.with(index, broken)));
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const { [key]: _removed, ...without } = value as Record<string, unknown>;
    const swapped = typeof inner === 'string' ? 42 : 'something else';
    return [
      without,
      { ...value, [key]: swapped },
      { ...value, [key]: [] },
      ...brokenCopies(inner).map((broken) => ({ ...value, [key]: broken })),
    ];
  });
}
