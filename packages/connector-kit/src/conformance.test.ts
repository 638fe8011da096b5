import { createHmac } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zero } from '@banrimkwae/money';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { PaymentProvider, PaymentSnapshot } from './capabilities/payments.ts';
import { type ConformanceOptions, conformance, type TestApi } from './conformance.ts';
import { AppError, type Connector, type ConnectorWebhook, type OperationContext } from './connector.ts';
import type { Manifest } from './manifest.ts';
import { timestampedHmacVerifier } from './webhook-verifiers.ts';

/** A small connector that passes; every test breaks it in one place and looks which tests of the suite fail. */
const read = { method: 'GET', path: '/x', requestFormat: 'query', responseFormat: 'json', retry: 'safe' } as const;
const manifest: Manifest = {
  id: 'acme',
  name: 'Acme',
  type: 'payment',
  capabilities: ['payments'],
  fields: [{ name: 'secretKey', label: { en: 'Key', th: 'คีย์' }, type: 'password', secret: true }],
  hosts: { api: { live: 'https://api.acme.test' } },
  auth: { kind: 'bearer', field: 'secretKey' },
  rateLimitPerMinute: 60,
  timeoutSeconds: 10,
  retryAttempts: 2,
  endpoints: { pay: { ...read, method: 'POST', requestFormat: 'json', retry: 'never', movesMoney: true }, look: read },
  webhook: { method: 'hmac', secretField: 'secretKey', registration: 'by_hand' },
  fetchMissing: { way: 'none', reachDays: 0, note: { en: 'Nothing.', th: 'ไม่มี' } },
  practice: { values: {}, scenes: {} },
  docs: [],
};

const Payment = z.object({ id: z.string(), status: z.string() });
const snapshot = ({ id, status }: z.infer<typeof Payment>, unknown: PaymentSnapshot['state'] = 'processing'): PaymentSnapshot => ({
  providerPaymentId: id,
  alsoKnownAs: [],
  ourReference: null,
  state: status === 'done' ? 'paid' : unknown,
  amount: zero('THB'),
  captured: zero('THB'),
  refunded: zero('THB'),
  methodDetail: null,
  lastFour: null,
  action: null,
  risk: null,
  fee: null,
  settlement: null,
  refundable: null,
  failure: null,
  paidAt: null,
});
const look = async (context: OperationContext, id: string) => (await context.call('look', { query: { id } }, Payment)).body;

const payments: PaymentProvider = {
  methods: {},
  createPayment: async (context, { paymentId, idempotencyKey }) =>
    snapshot((await context.call('pay', { body: { order: paymentId }, idempotencyKey }, Payment)).body),
  getPayment: async (context, { providerPaymentId }) => snapshot(await look(context, providerPaymentId)),
  findPayment: async (context, { createdAfter }) => {
    await look(context, createdAfter.toISOString());
    return undefined;
  },
};
const webhook: ConnectorWebhook = {
  verify: timestampedHmacVerifier({ header: 'acme-signature', scheme: 'v1', maximumAgeSeconds: 300 }),
  events: ({ rawBody }) => {
    try {
      const { id } = JSON.parse(rawBody.toString()) as { id: string };
      return [{ id, type: 'paid', occurredAt: new Date(0), about: { kind: 'none' }, data: {} }];
    } catch {
      throw new AppError('invalid_input');
    }
  },
};
const acme: Connector = {
  manifest,
  payments,
  webhook,
  testConnection: async (context) => ({ message: (await look(context, 'me')).status }),
  fault: ({ status }) => (status === 402 ? { code: 'provider_rejected', providerCode: 'declined', message: 'No' } : undefined),
};

const down = { status: 503, body: 'down' };
const ok = (status = 'done') => ({ status: 200, body: { id: 'p1', status } });
const state = (word: string) => snapshot({ id: 'p1', status: word });
const call = (endpoint: string, sent: object, received: object) => [{ endpoint, sent, received }];
const pay = { about: 'x', operation: 'payments.createPayment', input: { paymentId: 'pay_1', idempotencyKey: 'k1' } };
const get = { about: 'x', operation: 'payments.getPayment', input: { providerPaymentId: 'p1' } };
const find = { about: 'x', operation: 'payments.findPayment', input: { createdAfter: { $date: '2026-11-23T00:00:00.000Z' } } };
const test = { about: 'x', operation: 'testConnection' };
const refused = { code: 'provider_rejected' };

const FIXTURES: Readonly<Record<string, object>> = {
  test: { ...test, exchanges: call('look', { query: { id: 'me' } }, ok()), output: { message: 'done' } },
  'test-down': { ...test, exchanges: call('look', { query: { id: 'me' } }, down), error: refused },
  pay: { ...pay, exchanges: call('pay', { body: { order: 'pay_1' }, idempotencyKey: 'k1' }, ok()), output: state('done') },
  'pay-declined': {
    ...pay,
    exchanges: call('pay', { body: { order: 'pay_1' }, idempotencyKey: 'k1' }, { status: 402, body: {} }),
    error: { code: 'provider_rejected', providerCode: 'declined' },
  },
  get: { ...get, exchanges: call('look', { query: { id: 'p1' } }, ok()), output: state('done') },
  'get-new-word': { ...get, unknownStatus: true, exchanges: call('look', { query: { id: 'p1' } }, ok('odd')), output: state('odd') },
  'get-down': { ...get, exchanges: call('look', { query: { id: 'p1' } }, down), error: refused },
  find: { ...find, exchanges: call('look', { query: { id: '2026-11-23T00:00:00.000Z' } }, ok()), output: null },
  'find-down': { ...find, exchanges: call('look', { query: { id: '2026-11-23T00:00:00.000Z' } }, down), error: refused },
};

const sign = (body: string, secret: string, at: Date) => {
  const t = Math.floor(at.getTime() / 1000);
  return { 'acme-signature': `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}` };
};

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'conformance-')), 'acme');
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

type Broken = {
  connector?: Partial<Connector>;
  fixtures?: Record<string, object | undefined>;
  options?: Partial<ConformanceOptions>;
  setup?: string;
};

/** Names of the suite's tests that fail for a connector broken in this way. */
async function failures({ connector = {}, fixtures = {}, options = {}, setup = 'How to obtain the keys. '.repeat(10) }: Broken) {
  mkdirSync(join(folder, 'fixtures'), { recursive: true });
  writeFileSync(join(folder, 'setup.md'), setup);
  for (const [name, fixture] of Object.entries({ ...FIXTURES, ...fixtures }))
    if (fixture) writeFileSync(join(folder, 'fixtures', `${name}.json`), JSON.stringify(fixture));
  const tests: { name: string; body: () => void | Promise<void> }[] = [];
  const add = (name: string, body: () => void | Promise<void>) => void tests.push({ name, body });
  const api: TestApi = {
    describe: (_name, body) => body(),
    it: Object.assign(add, {
      each:
        <Case>(cases: readonly Case[]) =>
        (name: string, body: (one: Case) => void | Promise<void>) => {
          for (const one of cases) add(name.replace('$file', String((one as { file?: string }).file)), () => body(one));
        },
    }),
  };
  const given = { fixtures: join(folder, 'fixtures'), config: { secretKey: 'a-secret-key' }, sign, maximumAgeSeconds: 300, ...options };
  conformance(
    { ...acme, ...connector },
    { deliveries: [{ body: '{"id":"evt_1"}', events: [{ id: 'evt_1', type: 'paid', kind: 'none' }] }], ...given },
    api,
  );
  const failed: string[] = [];
  for (const { name, body } of tests)
    await Promise.resolve()
      .then(body)
      .catch(() => failed.push(name));
  return failed;
}

const withPayments = (change: Partial<PaymentProvider>) => ({ connector: { payments: { ...payments, ...change } } });
const withWebhook = (change: Partial<ConnectorWebhook>) => ({ connector: { webhook: { ...webhook, ...change } } });
const accept = { accepted: true } as const;
const ask = (_verdict: unknown) => ({ accepted: 'ask' }) as const;

describe('the conformance suite', () => {
  it('passes a sound connector', async () => expect(await failures({})).toEqual([]));

  let count = 0;
  it.each<[string, Broken, readonly string[]]>([
    ['an unsound manifest', { connector: { manifest: { ...manifest, id: 'other' } } }, ['is sound']],
    ['no word on how to obtain the keys', { setup: 'Ask.' }, ['tells staff how to obtain the keys']],
    ['an operation without a failure fixture', { fixtures: { 'get-down': undefined } }, ['each has a success and a failure fixture']],
    [
      'an operation without any fixture',
      withPayments({ cancelPayment: async (context, { providerPaymentId }) => snapshot(await look(context, providerPaymentId)) }),
      ['each has a success and a failure fixture'],
    ],
    ['a hook without a fixture', withWebhook({ register: async () => ({ url: '' }) }), ['each has a success and a failure fixture']],
    [
      'another request',
      withPayments({ getPayment: async (context) => snapshot(await look(context, 'p2')) }),
      ['get-down.json', 'get-new-word.json', 'get.json'],
    ],
    [
      'a request too many',
      withPayments({
        findPayment: async (context) => {
          await look(context, '2026-11-23T00:00:00.000Z');
          await look(context, 'more');
          return undefined;
        },
      }),
      ['find.json'],
    ],
    ['another result', { fixtures: { get: { ...FIXTURES.get, output: state('odd') } } }, ['get.json']],
    ['a fault where there is none', { fixtures: { get: { ...FIXTURES.get, output: undefined, error: refused } } }, ['get.json']],
    [
      'another code',
      { fixtures: { 'pay-declined': { ...FIXTURES['pay-declined'], error: { code: 'provider_rejected', providerCode: 'stolen' } } } },
      ['pay-declined.json'],
    ],
    [
      'a fault of its own kind',
      withPayments({ getPayment: async () => Promise.reject(new TypeError('oops')) }),
      ['get-down.json', 'get-new-word.json', 'get.json'],
    ],
    [
      'a key that is new each time',
      withPayments({
        createPayment: async (context, { paymentId }) => {
          count += 1;
          return snapshot(
            (await context.call('pay', { body: { order: paymentId }, idempotencyKey: count === 1 ? 'k1' : `k${count}` }, Payment)).body,
          );
        },
      }),
      ['pay-declined.json', 'pay.json'],
    ],
    [
      'success for a word it does not know',
      withPayments({ getPayment: async (context, { providerPaymentId }) => snapshot(await look(context, providerPaymentId), 'paid') }),
      ['get-new-word.json'],
    ],
    [
      'no proof for a word it does not know',
      { fixtures: { 'get-new-word': undefined } },
      ['acme: an unknown status of payment and refund is neither success nor failure'],
    ],
    // Shorter than what is looked for in logs, and under a name that says nothing.
    ['a secret in a log', { options: { config: { secretKey: 'p1' } } }, ['puts no secret into what would be logged']],
  ])('catches %s', async (_name, broken, expected) => {
    count = 0;
    expect((await failures(broken)).sort()).toEqual([...expected].sort());
  });

  it('catches an event list whose events cannot be read again from what is kept of them', async () => {
    const told = (data: unknown) => ({
      connector: {
        manifest: { ...manifest, fetchMissing: { way: 'event_list', reachDays: 30, note: { en: 'All.', th: 'ทั้งหมด' } } } as Manifest,
        webhook: {
          ...webhook,
          eventsSince: async (context: OperationContext) => {
            await look(context, 'events');
            return { events: [{ id: 'evt_1', type: 'paid', occurredAt: new Date(0), about: { kind: 'none' as const }, data }] };
          },
        },
      },
      fixtures: {
        events: {
          about: 'x',
          operation: 'webhook.eventsSince',
          exchanges: call('look', { query: { id: 'events' } }, ok()),
          output: { events: [{ id: 'evt_1', type: 'paid', occurredAt: '1970-01-01T00:00:00.000Z', about: { kind: 'none' }, data }] },
        },
        'events-down': {
          about: 'x',
          operation: 'webhook.eventsSince',
          exchanges: call('look', { query: { id: 'events' } }, down),
          error: refused,
        },
      },
    });
    expect(await failures(told({ id: 'evt_1' }))).toEqual([]);
    expect(await failures(told({ name: 'evt_1' }))).toEqual([
      'acme: an event that was fetched is read again from its data like one that was delivered',
    ]);
  });

  const GENUINE = 'takes a genuine delivery and reads its events';
  const ROTATED = 'takes either of two secrets while one is being rotated';
  const UNSET = 'refuses everything while there is no secret, or an empty one';
  const OTHER = 'refuses another secret and none';
  const CHANGED = 'refuses a changed byte and a re-serialised body';
  const STALE = 'refuses a stale delivery that is otherwise genuine';
  const reserialised: ConnectorWebhook['verify'] = (delivery, secrets) =>
    webhook.verify({ ...delivery, rawBody: Buffer.from(delivery.rawBody.toString().trim()) }, secrets);

  it.each<[string, Broken, readonly string[]]>([
    ['believes everything', withWebhook({ verify: () => accept }), [UNSET, OTHER, CHANGED, STALE]],
    [
      'believes nothing',
      withWebhook({ verify: () => ({ accepted: false, reason: 'signature_invalid' }) }),
      [GENUINE, ROTATED, UNSET, STALE],
    ],
    ['knows one secret only', withWebhook({ verify: (delivery, secrets) => webhook.verify(delivery, secrets.slice(0, 1)) }), [ROTATED]],
    ['does not look at bytes', withWebhook({ verify: reserialised }), [CHANGED]],
    [
      'does not look at the time',
      withWebhook({ verify: (delivery, secrets) => webhook.verify({ ...delivery, receivedAt: new Date(0) }, secrets) }),
      [STALE],
    ],
    [
      'believes without a secret',
      withWebhook({ verify: (delivery, secrets) => (secrets.some(Boolean) ? webhook.verify(delivery, secrets) : accept) }),
      [UNSET],
    ],
    [
      'gives another event',
      withWebhook({ events: (delivery) => webhook.events(delivery).map((event) => ({ ...event, id: 'new' })) }),
      [GENUINE, 'answers a signed body it cannot read with invalid_input'].slice(0, 1),
    ],
    [
      'reads nothing out of rubbish',
      withWebhook({ events: (delivery) => (delivery.rawBody.length < 10 ? [] : webhook.events(delivery)) }),
      ['answers a signed body it cannot read with invalid_input'],
    ],
    [
      'asks, and believes whatever it is told',
      {
        ...withWebhook({ verify: (delivery, secrets) => ask(webhook.verify(delivery, secrets)), confirm: async () => accept }),
        options: { asked: () => () => Promise.reject(new Error('nothing is asked')) },
      },
      [OTHER, CHANGED, STALE, UNSET].toSorted(),
    ],
    ['has nothing to try', { options: { deliveries: [] } }, ['has genuine deliveries to try']],
  ])('catches a webhook that %s', async (_name, broken, expected) =>
    expect((await failures(broken)).filter((name) => name !== 'is sound').sort()).toEqual([...expected].sort()),
  );

  it('does not run for a webhook without genuine deliveries to sign', async () => {
    await expect(failures({ options: { sign: undefined as never } })).rejects.toThrow('needs `sign`');
  });

  it('plays XML as the gateway reads it, and an error page as text', async () => {
    const seen: unknown[] = [];
    const anything = z.unknown();
    const connector: Partial<Connector> = {
      manifest: { ...manifest, endpoints: { ...manifest.endpoints, look: { ...read, responseFormat: 'xml' } } },
      payments: {
        ...payments,
        findPayment: async (context) => void seen.push((await context.call('look', {}, anything)).body) as undefined,
      },
    };
    const answered = (body: unknown) => ({ ...find, exchanges: call('look', {}, { status: 200, body }), output: null });
    await failures({ connector, fixtures: { find: answered('<r a="1"/>'), 'find-page': answered('Sorry') } });
    expect(seen).toContainEqual({ name: 'r', attributes: { a: '1' }, children: [], text: '' });
    expect(seen).toContain('Sorry');
  });
});
