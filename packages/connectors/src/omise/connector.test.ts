import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { conformance } from '@banrimkwae/connector-kit/conformance';
import { AppError, type Delivery, type OperationContext } from '@banrimkwae/connector-kit/connector';
import { describe, expect, it } from 'vitest';
import omise from './connector.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');
const NOW = new Date('2026-11-23T02:00:00.000Z');

/** What `Omise-Signature` holds: one signature for each secret. */
const signature = (body: string | Buffer, secrets: readonly string[], seconds: number) =>
  secrets.map((secret) => createHmac('sha256', Buffer.from(secret, 'base64')).update(`${seconds}.`).update(body).digest('hex')).join(',');
const sign = (body: string, secret: string, at: Date) => {
  const seconds = Math.floor(at.getTime() / 1000);
  return { 'omise-signature': signature(body, [secret], seconds), 'omise-signature-timestamp': String(seconds) };
};

const event = (id: string, key: string, data: Record<string, unknown>) =>
  JSON.stringify({
    object: 'event',
    id,
    livemode: false,
    location: `/events/${id}`,
    webhook_deliveries: [],
    data,
    key,
    created_at: '2026-11-23T01:45:11Z',
  });
const PAID = event('evnt_test_66hs1', 'charge.complete', {
  object: 'charge',
  id: 'chrg_test_1',
  status: 'successful',
  metadata: { payment_id: 'pay_01' },
});
const REFUNDED = event('evnt_test_66hs2', 'refund.create', {
  object: 'refund',
  id: 'rfnd_test_1',
  charge: 'chrg_test_1',
  metadata: { refund_id: 'rf_01' },
});
const DISPUTED = event('evnt_test_66hs3', 'dispute.create', { object: 'dispute', id: 'dspt_test_1', charge: 'chrg_test_1' });
const SENT = event('evnt_test_66hs4', 'transfer.send', { object: 'transfer', id: 'trsf_test_1' });

/** Omise's own memory: those four events and no other. */
const known = new Map([PAID, REFUNDED, DISPUTED, SENT].map((text) => [(JSON.parse(text) as { id: string }).id, text]));
const memory: OperationContext['call'] = async (endpoint, { path }, schema) => {
  if (endpoint !== 'event_get') throw new Error(`An unexpected call of ${endpoint}`);
  const text = known.get(path?.id ?? '');
  if (text === undefined) throw new AppError('provider_rejected', { providerCode: 'not_found' });
  return { status: 200, headers: {}, body: schema.parse(JSON.parse(text)), ageSeconds: 0, stale: false, requestId: 'req_1' };
};

conformance(omise, {
  fixtures: FIXTURES,
  config: { secretKey: 'skey_test_fixturesonly', webhookSecret: 'Zml4dHVyZXMtb25seS1zZWNyZXQ=' },
  now: NOW,
  sign,
  asked: () => memory,
  maximumAgeSeconds: 300,
  deliveries: [
    { body: PAID, events: [{ id: 'evnt_test_66hs1', type: 'charge.complete', kind: 'payment' }] },
    { body: REFUNDED, events: [{ id: 'evnt_test_66hs2', type: 'refund.create', kind: 'refund' }] },
    { body: DISPUTED, events: [{ id: 'evnt_test_66hs3', type: 'dispute.create', kind: 'dispute' }] },
    { body: SENT, events: [{ id: 'evnt_test_66hs4', type: 'transfer.send', kind: 'none' }] },
  ],
});

const delivery = (body: string, headers: Record<string, string>, receivedAt = NOW): Delivery => ({
  headers,
  rawBody: Buffer.from(body),
  query: {},
  receivedAt,
});
const verify = (one: Delivery, secrets: readonly string[]) => omise.webhook?.verify(one, secrets);
const context = (call: OperationContext['call']): OperationContext => ({ config: {}, now: () => NOW, newId: () => 'msg_1', call });
const confirm = (body: string, call = memory) => omise.webhook?.confirm?.(context(call), { delivery: delivery(body, {}), secrets: [] });

describe('Omise signatures', () => {
  // Computed from the rule with another implementation, over a secret in Base64.
  const SECRET = 'dGVzdC13ZWJob29rLXNlY3JldA==';
  const BODY = '{"key":"charge.complete","data":{"id":"chrg_signed"}}';
  const DIGEST = '5c90602582cf8ae1382e2da3e75ec7e9856f3cb88fecea82b74927a7ab4eab02';
  const AT = new Date(1_700_000_000_000);
  const after = (seconds: number) => new Date(AT.getTime() + seconds * 1000);
  const given = (header: string | undefined, timestamp: string | undefined = '1700000000', receivedAt = AT) =>
    delivery(
      BODY,
      {
        ...(header === undefined ? {} : { 'omise-signature': header }),
        ...(timestamp === '' ? {} : { 'omise-signature-timestamp': timestamp }),
      },
      receivedAt,
    );

  it.each([
    ['alone', DIGEST],
    ['first of two, while a secret is rolled', `${DIGEST},${'0'.repeat(64)}`],
    ['second of two, with a space', `${'0'.repeat(64)}, ${DIGEST}`],
  ])('takes the vector %s, and asks all the same', (_name, header) => expect(verify(given(header), [SECRET])).toEqual({ accepted: 'ask' }));

  it.each([
    ['no signature', given(undefined)],
    ['no time', given(DIGEST, '')],
    ['a time that is none', given(DIGEST, '1.7e9')],
    ['another time', given(DIGEST, '1700000001')],
    ['capitals', given(DIGEST.toUpperCase())],
    ['half a digest', given(DIGEST.slice(0, 32))],
    ['a secret that was not decoded', given(createHmac('sha256', SECRET).update(`1700000000.${BODY}`).digest('hex'))],
  ])('refuses %s', (_name, one) => expect(verify(one, [SECRET])).toEqual({ accepted: false, reason: 'signature_invalid' }));

  it('takes a delivery of 300 seconds ago and none older', () => {
    expect(verify(given(DIGEST, '1700000000', after(300)), [SECRET])).toEqual({ accepted: 'ask' });
    expect(verify(given(DIGEST, '1700000000', after(301)), [SECRET])).toEqual({ accepted: false, reason: 'delivery_stale' });
    expect(verify(given(DIGEST, '1700000000', after(-60)), [SECRET])).toEqual({ accepted: 'ask' });
  });

  it('asks where no secret is set, or an empty one; a secret that decodes to nothing refuses', () => {
    expect(verify(given(undefined), [])).toEqual({ accepted: 'ask' });
    expect(verify(given('garbage'), [''])).toEqual({ accepted: 'ask' });
    expect(verify(given(DIGEST), ['===='])).toEqual({ accepted: false, reason: 'webhook_not_set_up' });
  });
});

describe('what Omise is asked about a delivery', () => {
  const changed = (change: (told: { id: string; key: string; data: Record<string, unknown> }) => void) => {
    const told = JSON.parse(PAID) as { id: string; key: string; data: Record<string, unknown> };
    change(told);
    return JSON.stringify(told);
  };

  it('takes an event that it knows, however it is written', async () => {
    expect(await confirm(PAID)).toEqual({ accepted: true });
    expect(await confirm(JSON.stringify(JSON.parse(PAID), null, 2))).toEqual({ accepted: true });
  });

  it.each([
    [
      'an event it does not know',
      changed((told) => {
        told.id = 'evnt_test_other';
      }),
    ],
    [
      'the id of another event',
      changed((told) => {
        told.id = 'evnt_test_66hs2';
      }),
    ],
    [
      'another kind',
      changed((told) => {
        told.key = 'charge.expire';
      }),
    ],
    [
      'another charge',
      changed(({ data }) => {
        data.id = 'chrg_test_2';
      }),
    ],
    [
      'a refund in place of a charge',
      changed(({ data }) => {
        data.object = 'refund';
      }),
    ],
    [
      "another payment's reference",
      changed(({ data }) => {
        data.metadata = { payment_id: 'pay_02' };
      }),
    ],
    [
      'no reference',
      changed(({ data }) => {
        delete data.metadata;
      }),
    ],
  ])('refuses %s', async (_name, body) => expect(await confirm(body)).toEqual({ accepted: false, reason: 'signature_invalid' }));

  it.each([
    ['no JSON', '{"half":'],
    ['no event', '{"object":"charge","id":"chrg_test_1"}'],
    [
      'an id that leads elsewhere',
      changed((told) => {
        told.id = '../account';
      }),
    ],
  ])('refuses %s without asking', async (_name, body) =>
    expect(await confirm(body, () => Promise.reject(new Error('nobody is asked')))).toEqual({ accepted: false, reason: 'invalid_input' }),
  );

  it('says that it cannot tell while Omise is not to be reached', async () => {
    const fault = new AppError('provider_unavailable');
    await expect(confirm(PAID, () => Promise.reject(fault))).rejects.toBe(fault);
  });
});

describe('Omise events', () => {
  const read = (body: string) => omise.webhook?.events(delivery(body, {}))[0];

  it('leads to the payment, the refund and the dispute, with our reference', () => {
    expect(read(PAID)?.about).toEqual({ kind: 'payment', providerPaymentIds: ['chrg_test_1'], ourReference: 'pay_01' });
    expect(read(REFUNDED)?.about).toEqual({
      kind: 'refund',
      providerRefundId: 'rfnd_test_1',
      providerPaymentIds: ['chrg_test_1'],
      ourReference: 'rf_01',
    });
    expect(read(DISPUTED)?.about).toEqual({ kind: 'dispute', providerDisputeId: 'dspt_test_1', providerPaymentIds: ['chrg_test_1'] });
  });

  it('reads events in the words of older accounts', () => {
    const { created_at: at, ...rest } = JSON.parse(PAID) as Record<string, unknown>;
    expect(read(JSON.stringify({ ...rest, created: '2017-01-17T20:07:24+07:00' }))?.occurredAt.toISOString()).toBe(
      '2017-01-17T13:07:24.000Z',
    );
    expect(read(JSON.stringify(rest))?.occurredAt).toEqual(NOW);
    expect(at).toBe('2026-11-23T01:45:11Z');
  });
});

describe('Omise faults', () => {
  const fault = (status: number, body: unknown) => omise.fault?.({ endpoint: 'charge_create', status, headers: {}, body, text: '' });
  const error = (code: string) => ({ object: 'error', location: 'https://docs.omise.co/api-errors', code, message: 'so it is' });

  it.each([
    ['a broken line to the bank, which is a 400', 400, error('backend_error'), { code: 'provider_failed', outcome: 'unknown' }],
    ['a fault of its own', 500, error('internal_error'), { code: 'provider_failed', outcome: 'unknown' }],
    ['a gate before it', 502, '<html>', { code: 'provider_failed', outcome: 'unknown', message: 'HTTP 502' }],
    ['a wrong key', 401, error('authentication_failure'), { code: 'provider_credentials', outcome: 'refused' }],
    ['a limit', 429, error('too_many_requests'), { code: 'rate_limited', outcome: 'refused' }],
    ['a refusal', 400, error('failed_refund'), { code: 'provider_rejected', providerCode: 'failed_refund', outcome: 'refused' }],
    ['an error inside a 200', 200, error('used_token'), { code: 'provider_rejected', providerCode: 'used_token' }],
  ])('reads %s', (_name, status, body, expected) => expect(fault(status, body)).toMatchObject(expected));

  it('finds none in a charge that was declined', () => {
    expect(fault(200, { object: 'charge', status: 'failed', failure_code: 'insufficient_fund' })).toBeUndefined();
  });
});

describe('what Omise can do', () => {
  it('says by data what each method needs, and how it is given back', () => {
    const methods = omise.payments?.methods ?? {};
    expect(Object.entries(methods).map(([name, { refund, needs }]) => [name, refund.way, refund.partial, ...needs])).toEqual([
      ['promptpay_qr', 'manual_transfer', true],
      ['mobile_banking', 'manual_transfer', true, 'bank'],
      ['truemoney', 'provider', false, 'phone'],
      ['card_token', 'provider', true, 'token'],
    ]);
    expect(methods.card_token).toMatchObject({ deskUse: false, manualCapture: true, refund: { maximumAgeDays: 365 } });
    for (const name of ['promptpay_qr', 'mobile_banking', 'truemoney'] as const)
      expect(methods[name]).toMatchObject({ currencies: ['THB'], minimum: 2_000, maximum: 15_000_000, manualCapture: false });
  });

  it('calls every endpoint it declares', () => {
    const called = readdirSync(FIXTURES).flatMap((file) =>
      (JSON.parse(readFileSync(join(FIXTURES, file), 'utf8')) as { exchanges: { endpoint: string }[] }).exchanges.map(
        ({ endpoint }) => endpoint,
      ),
    );
    const unused = Object.keys(omise.manifest.endpoints).filter((name) => !called.includes(name));
    expect(unused, 'asked by `confirm`, which has no fixture').toEqual(['event_get']);
  });
});
