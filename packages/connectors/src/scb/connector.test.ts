import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { conformance } from '@banrimkwae/connector-kit/conformance';
import type { Delivery } from '@banrimkwae/connector-kit/connector';
import { describe, expect, it } from 'vitest';
import { bangkokDateTime, bangkokDay, daysToAsk, instantOf } from './bangkok-time.ts';
import scb from './connector.ts';
import { referencesOf } from './map.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');
const NOW = new Date('2026-11-23T02:00:00.000Z');

/** The fields of SCB's payment confirmation. https://developer.scb/#/documents/documentation/qr-payment/payment-confirmation.html */
const confirmation = (change: Record<string, unknown> = {}) =>
  JSON.stringify({
    payeeProxyId: '311040039475180',
    payeeProxyType: 'BILLERID',
    payeeAccountNumber: '0987654321',
    payerAccountNumber: '0123454321',
    payerName: 'นายสมชาย ใ',
    sendingBankCode: '004',
    receivingBankCode: '014',
    amount: '1500.00',
    transactionId: '202611231a2b3c4d5e6f7',
    transactionDateandTime: '2026-11-23T08:55:00+07:00',
    billPaymentRef1: '0PDWBMCMX6VVFG4NJQF4',
    billPaymentRef3: 'SCB0PDWBMCMX6VVFG4NJ',
    currencyCode: '764',
    channelCode: 'PMH',
    transactionType: 'Domestic Transfer',
    ...change,
  });
const card = confirmation({ billPaymentRef1: undefined, transactionId: 'card-1', transactionType: 'AUTH', amount: 1500 });

conformance(scb, {
  fixtures: FIXTURES,
  config: {
    environment: 'test',
    apiKey: 'l7fixturesonlykey0000000000000000',
    apiSecret: 'fixturesonlysecret00000000000000',
    billerId: '311040039475180',
    ref3Prefix: 'SCB',
    merchantName: 'Banrimkwae Resort',
    callbackKey: 'fixtures-only-callback-key-0000000',
  },
  now: NOW,
  sign: () => ({}),
  deliveries: [
    { body: confirmation(), events: [{ id: '202611231a2b3c4d5e6f7', type: 'payment_confirmation', kind: 'payment' }] },
    { body: card, events: [{ id: 'card-1', type: 'payment_confirmation', kind: 'payment' }] },
  ],
});

const KEY = 'Rk3-mQ7x_Tz9aLw2BcD4eFg6HiJ8kNpS';
const deliver = (change: Partial<Delivery> = {}): Delivery => ({
  headers: { 'content-type': 'application/json' },
  rawBody: Buffer.from(confirmation()),
  query: {},
  pathKey: KEY,
  receivedAt: NOW,
  ...change,
});
const { pathKey: _key, ...KEYLESS } = deliver();

describe('SCB confirmations', () => {
  it('lead to the payment by our reference, and say no more', () => {
    const [event] = scb.webhook?.events(deliver()) ?? [];
    expect(event).toMatchObject({
      id: '202611231a2b3c4d5e6f7',
      occurredAt: new Date('2026-11-23T01:55:00.000Z'),
      about: { kind: 'payment', providerPaymentIds: ['0PDWBMCMX6VVFG4NJQF4', '202611231a2b3c4d5e6f7'] },
      data: JSON.parse(confirmation()),
    });
    expect(Object.keys(event?.about ?? {})).toEqual(['kind', 'providerPaymentIds']);
  });

  it('are thanked for in the form that SCB waits for', () => {
    const thanks = scb.webhook?.acknowledgement?.(deliver());
    expect(thanks?.contentType).toBe('application/json');
    expect(JSON.parse(thanks?.body ?? '')).toEqual({ resCode: '00', resDesc: 'success', transactionId: '202611231a2b3c4d5e6f7' });
  });

  it.each(['', '{}', '[]', 'null', '{"transactionId":""}', '{"transactionId":5}', '<xml/>'])('are refused when they say %s', (body) =>
    expect(() => scb.webhook?.events(deliver({ rawBody: Buffer.from(body) }))).toThrow('not'),
  );
});

/** Keys that somebody without the key may try. */
function wrongKeys(): readonly string[] {
  const letters = Array.from(KEY, (letter, at) => [
    `${KEY.slice(0, at)}${letter === 'A' ? 'B' : 'A'}${KEY.slice(at + 1)}`,
    KEY.slice(0, at) + KEY.slice(at + 1),
    `${KEY.slice(0, at)}${letter}${KEY.slice(at)}`,
    KEY.slice(0, at),
    KEY.slice(at + 1),
    `${KEY.slice(0, at)}${letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()}${KEY.slice(at + 1)}`,
    `${KEY.slice(0, at)}%${letter.charCodeAt(0).toString(16)}${KEY.slice(at + 1)}`,
  ]);
  const whole = [
    KEY.toLowerCase(),
    KEY.toUpperCase(),
    `${KEY} `,
    ` ${KEY}`,
    `${KEY}/`,
    `${KEY}\u0000`,
    `${KEY}?`,
    KEY + KEY,
    '__proto__',
    '*',
  ];
  return [...new Set([...letters.flat(), ...whole])].filter((key) => key !== KEY);
}

describe('SCB, forged', () => {
  const refused = { accepted: false, reason: 'signature_invalid' };

  it('refuses every wrong key, also while two hold', () => {
    const keys = wrongKeys();
    expect(keys.length).toBeGreaterThan(200);
    const other = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
    const taken = keys.filter((pathKey) =>
      [[KEY], [other, KEY], ['', KEY]].some((secrets) => scb.webhook?.verify(deliver({ pathKey }), secrets).accepted !== false),
    );
    expect(taken).toEqual([]);
  });

  it.each([
    ['in the query', { query: { key: KEY, secret: KEY, pathKey: KEY } }],
    ['in a header', { headers: { authorization: `Bearer ${KEY}`, 'x-key': KEY } }],
    ['in the body', { rawBody: Buffer.from(confirmation({ pathKey: KEY, key: KEY })) }],
  ])('does not take the key %s', (_name, change) => expect(scb.webhook?.verify({ ...KEYLESS, ...change }, [KEY])).toEqual(refused));

  it('takes the old key until its end, and no longer', () => {
    expect(scb.webhook?.verify(deliver(), ['the-new-key', KEY])).toEqual({ accepted: true });
    expect(scb.webhook?.verify(deliver(), ['the-new-key'])).toEqual(refused);
  });
});

describe('SCB references', () => {
  it('fit, and begin with the prefix where the bank looks for it', () => {
    const config = { ref3Prefix: 'BRK', twoReferences: true };
    for (let index = 0; index < 500; index += 1) {
      const { ref1, ref2, ref3 } = referencesOf(`pay_${index}`, config);
      for (const reference of [ref1, ref2, ref3]) expect(reference).toMatch(/^[A-Z0-9]{1,20}$/);
      expect(ref3).toBe(`BRK${ref1.slice(0, 17)}`);
    }
  });
});

describe('SCB times', () => {
  it('are those of Bangkok', () => {
    expect(bangkokDay(new Date('2026-11-22T17:00:00Z'))).toBe('2026-11-23');
    expect(bangkokDay(new Date('2026-11-22T16:59:59Z'))).toBe('2026-11-22');
    expect(bangkokDateTime(new Date('2026-12-31T17:00:05Z'))).toBe('2027-01-01 00:00:05');
  });
  it.each([
    ['2026-11-23T08:55:00+07:00', '2026-11-23T01:55:00.000Z'],
    ['2026-11-23T08:55:00.000+0700', '2026-11-23T01:55:00.000Z'],
    ['2026-11-23T01:55:00Z', '2026-11-23T01:55:00.000Z'],
    ['2026-11-23 08:55:00', '2026-11-23T01:55:00.000Z'],
    ['soon', null],
    ['', null],
  ])('reads %s', (text, instant) => expect(instantOf(text)).toBe(instant));
  it('asks for one day at noon, for two around midnight, and for three much later', () => {
    const at = (text: string) => new Date(`2026-11-${text}:00+07:00`);
    expect(daysToAsk(at('23T12:00'), at('23T12:10'))).toEqual(['2026-11-23']);
    expect(daysToAsk(at('23T23:55'), at('24T00:05'))).toEqual(['2026-11-23', '2026-11-24']);
    expect(daysToAsk(at('23T12:00'), at('27T12:00'))).toEqual(['2026-11-23', '2026-11-24', '2026-11-27']);
  });
});

describe('SCB requests', () => {
  const sent = readdirSync(FIXTURES).flatMap(
    (file) => (JSON.parse(readFileSync(join(FIXTURES, file), 'utf8')) as { exchanges: { endpoint: string; sent: Sent }[] }).exchanges,
  );
  type Sent = { headers: Record<string, string>; body?: Record<string, unknown> };

  it('call every endpoint that is declared', () => {
    const called = new Set(sent.map(({ endpoint }) => endpoint));
    expect(Object.keys(scb.manifest.endpoints).filter((name) => !called.has(name))).toEqual([]);
  });

  // https://github.com/peat-psuwit/pretix-promptpay-scb/blob/main/pretix_promptpay_scb/payment.py, a plugin in use; we add v2's two fields.
  it('bear the names of a plugin that works', () => {
    expect(sent.filter(({ sent: { headers } }) => !('resourceOwnerId' in headers && 'accept-language' in headers))).toEqual([]);
    expect(sent.filter(({ sent: { headers } }) => !/^[0-9a-f]{32}$/.test(headers.requestUId ?? ''))).toEqual([]);
    const bodyOf = (name: string) => Object.keys(sent.find(({ endpoint }) => endpoint === name)?.sent.body ?? {});
    expect(bodyOf('token')).toEqual(['applicationKey', 'applicationSecret']);
    const theirs = ['qrType', 'ppType', 'ppId', 'ref1', 'ref2', 'ref3', 'amount'];
    const two = sent.find(({ sent: { body } }) => body?.ref2 !== undefined)?.sent.body ?? {};
    expect(Object.keys(two).sort()).toEqual([...theirs, 'numberOfTimes', 'expiryDate'].sort());
    expect(two).toMatchObject({ qrType: 'PP', ppType: 'BILLERID' });
  });
});

describe('SCB faults', () => {
  const fault = (status: number, code: number | undefined, endpoint = 'inquiry') =>
    scb.fault?.({
      endpoint,
      status,
      headers: {},
      body: code === undefined ? '<html>' : { status: { code, description: 'why' } },
      text: '',
    });

  it.each([
    [200, 1000, undefined],
    [201, 1000, undefined],
    [502, undefined, undefined],
    [404, 1104, 'none'],
    [200, 9300, { code: 'provider_credentials', providerCode: '9300', message: 'why' }],
    [401, 9300, { code: 'provider_credentials' }],
    [401, 9500, { code: 'provider_credentials' }],
    [403, 9503, { code: 'provider_credentials' }],
    [400, 1101, { code: 'provider_rejected' }],
    [501, 4101, { code: 'provider_rejected' }],
    [400, 8101, { code: 'provider_failed' }],
    [400, 8102, { code: 'provider_failed' }],
    [500, 9700, { code: 'provider_failed' }],
    [503, 9900, { code: 'provider_failed' }],
    [405, 9900, { code: 'provider_rejected' }],
    [429, 9900, { code: 'rate_limited' }],
    [500, 1000, { code: 'provider_failed' }],
  ])('reads HTTP %i with code %s', (status, code, expected) => {
    const read = fault(status, code);
    if (typeof expected === 'object') expect(read).toMatchObject(expected);
    else expect(read).toBe(expected);
  });

  it('takes a number that leads to nothing for an error where nothing is looked up', () =>
    expect(fault(404, 1104, 'qr_create')).toMatchObject({ code: 'provider_rejected' }));
});
