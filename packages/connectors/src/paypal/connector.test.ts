import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { certifiedKey, crc32Decimal, signedWithRsaSha256 } from '@banrimkwae/connector-kit/certificates';
import { conformance } from '@banrimkwae/connector-kit/conformance';
import type { Delivery, OperationContext } from '@banrimkwae/connector-kit/connector';
import { describe, expect, it } from 'vitest';
import { fromPayPalMoney, toPayPalMoney } from './amounts.ts';
import { aSigner, payPalAnswers, signedHeaders } from './certificate-rig.ts';
import paypal from './connector.ts';
import { signedText } from './delivery.ts';
import { DIGICERT_ROOTS } from './roots.ts';
import { webhookWith } from './webhook.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');
const NOW = new Date('2026-11-23T02:00:00.000Z');
const { authority, own, pem } = await aSigner();

const event = (type: string, kind: string, resource: object, id = 'WH-58D329510W468432D-8HN650336L201105X') =>
  JSON.stringify({ id, event_version: '1.0', create_time: '2026-11-23T01:58:01.000Z', resource_type: kind, event_type: type, resource });
const CAPTURE = { id: '3C679366HH908993F', custom_id: 'pay_01', supplementary_data: { related_ids: { order_id: '5O190127TN364715T' } } };

const options = {
  fixtures: FIXTURES,
  config: {
    environment: 'test',
    clientId: 'fixtures-client-id-only',
    clientSecret: 'fixtures-secret-only',
    webhookId: '8PT597110X687430LKGECATA',
  },
  now: NOW,
  sign: (body: string, secret: string, at: Date) => signedHeaders(body, secret, { at, key: own.private }),
  maximumAgeSeconds: 4 * 86_400,
  deliveries: [
    {
      body: event('CHECKOUT.ORDER.APPROVED', 'checkout-order', { id: '5O190127TN364715T', purchase_units: [{ custom_id: 'pay_01' }] }),
      events: [{ id: 'WH-58D329510W468432D-8HN650336L201105X', type: 'CHECKOUT.ORDER.APPROVED', kind: 'payment' }],
    },
    {
      body: event('PAYMENT.CAPTURE.COMPLETED', 'capture', CAPTURE, 'WH-2'),
      events: [{ id: 'WH-2', type: 'PAYMENT.CAPTURE.COMPLETED', kind: 'payment' }],
    },
    {
      body: event('CUSTOMER.DISPUTE.CREATED', 'dispute', { dispute_id: 'PP-D-27803' }, 'WH-3'),
      events: [{ id: 'WH-3', type: 'CUSTOMER.DISPUTE.CREATED', kind: 'dispute' }],
    },
    {
      body: event('BILLING.PLAN.CREATED', 'plan', { id: 'P-2U9' }, 'WH-4'),
      events: [{ id: 'WH-4', type: 'BILLING.PLAN.CREATED', kind: 'none' }],
    },
  ],
};

describe('by the certificate', () =>
  conformance({ ...paypal, webhook: webhookWith([authority.cert]) }, { ...options, asked: payPalAnswers(pem, own.cert) }));
describe('by the own verification of PayPal', () => conformance(paypal, { ...options, asked: payPalAnswers(undefined, own.cert) }));

type Vector = {
  webhookId: string;
  transmissionId: string;
  transmissionTime: string;
  signature: string;
  signedText: string;
  body: string;
  certificate: string;
  issuer: string;
};
const vector = (name: string) => JSON.parse(readFileSync(join(import.meta.dirname, 'vectors', `${name}.json`), 'utf8')) as Vector;

describe('PayPal signatures', () => {
  it.each(['java-sdk', 'python-sdk'])('signs the text of the vector of %s', (name) => {
    const { transmissionId: id, transmissionTime: time, webhookId, body, signedText: expected } = vector(name);
    expect(signedText({ id, time }, webhookId, Buffer.from(body))).toBe(expected);
  });

  it('takes the vector with a certificate of PayPal, by the roots we hold', () => {
    const { certificate, issuer, signature, signedText: text } = vector('java-sdk');
    const rules = { roots: DIGICERT_ROOTS, nameEndsWith: '.paypal.com', at: new Date('2017-03-30T20:04:06Z') };
    const verdict = certifiedKey(certificate + issuer, rules);
    if (!('key' in verdict)) throw new Error(verdict.unusable);
    expect(signedWithRsaSha256(verdict.key, text, signature)).toBe(true);
    expect(signedWithRsaSha256(verdict.key, text.replace('96605875', '96605876'), signature)).toBe(false);
    expect(signedWithRsaSha256(verdict.key, text, 'not base64')).toBe(false);
    expect(certifiedKey(certificate + issuer, { ...rules, at: NOW })).toEqual({ unusable: 'not_valid_now' });
    expect(certifiedKey(certificate, rules)).toEqual({ unusable: 'unknown_issuer' });
    expect(certifiedKey(certificate + issuer, { ...rules, roots: [authority.cert] })).toEqual({ unusable: 'unknown_issuer' });
    expect(certifiedKey(certificate + issuer, { ...rules, nameEndsWith: '.example.com' })).toEqual({ unusable: 'another_name' });
  });

  it('counts bytes as an unsigned CRC-32', () => {
    // The check value of the published algorithm.
    expect(crc32Decimal(Buffer.from('123456789'))).toBe(String(0xcbf43926));
    expect(crc32Decimal(Buffer.alloc(0))).toBe('0');
  });

  it('asks PayPal with the event as it came, to the byte', async () => {
    const body = '{ "id":"WH-1",\t"amount":1.50, "name":"สมชาย \\u0e01" }';
    const sent: unknown[] = [];
    const context: OperationContext = {
      config: {},
      now: () => NOW,
      newId: () => 'msg_1',
      call: async (endpoint, request, schema) => {
        sent.push(request.bodyText);
        if (endpoint === 'webhook_certificate') return answered(schema.parse('none'));
        return answered(schema.parse({ verification_status: 'SUCCESS' }));
      },
    };
    const headers = signedHeaders(body, '8PT59', { at: NOW, key: own.private });
    const delivery: Delivery = { headers, rawBody: Buffer.from(body), query: {}, receivedAt: NOW };
    expect(await paypal.webhook?.confirm?.(context, { delivery, secrets: ['8PT59'] })).toEqual({ accepted: true });
    expect(sent[1]).toMatch(/^\{"auth_algo":"SHA256withRSA",.*"webhook_id":"8PT59","webhook_event":/);
    expect(String(sent[1]).endsWith(`"webhook_event":${body}}`)).toBe(true);
  });
});

describe('PayPal events', () => {
  const about = (body: string) => paypal.webhook?.events({ headers: {}, rawBody: Buffer.from(body), query: {}, receivedAt: NOW })[0]?.about;

  it.each([
    ['an authorisation', event('PAYMENT.AUTHORIZATION.VOIDED', 'authorization', { ...CAPTURE, id: '0VF' }), ['5O190127TN364715T', '0VF']],
    ['a capture without order', event('PAYMENT.CAPTURE.DENIED', 'capture', { id: '3C6', custom_id: 'pay_01' }), ['3C6']],
    [
      'an approval taken back',
      event('CHECKOUT.PAYMENT-APPROVAL.REVERSED', 'checkout-order', { order_id: '5O1', purchase_units: [{ custom_id: 'pay_01' }] }),
      ['5O1'],
    ],
  ])('lead from %s to its payment', (_name, body, ids) =>
    expect(about(body)).toEqual({ kind: 'payment', providerPaymentIds: ids, ourReference: 'pay_01' }),
  );

  it('lead from a refund to its capture', () => {
    const links = [{ href: 'https://api-m.paypal.com/v2/payments/captures/3C679366HH908993F', rel: 'up' }];
    expect(about(event('PAYMENT.CAPTURE.REFUNDED', 'refund', { id: '1JU', custom_id: 'rf_01', links }))).toEqual({
      kind: 'refund',
      providerRefundId: '1JU',
      providerPaymentIds: ['3C679366HH908993F'],
      ourReference: 'rf_01',
    });
  });

  it.each([
    ['a capture in a form we do not know', event('PAYMENT.CAPTURE.COMPLETED', 'capture', { number: 1 })],
    ['a payout', event('PAYMENT.PAYOUTSBATCH.SUCCESS', 'payouts', { id: 'x' })],
    ['an order without id', event('CHECKOUT.ORDER.APPROVED', 'checkout-order', {})],
  ])('are kept, and lead nowhere, if they are %s', (_name, body) => expect(about(body)).toEqual({ kind: 'none' }));
});

describe('PayPal amounts', () => {
  it.each([
    ['THB', 150_050, '1500.50'],
    ['USD', 5, '0.05'],
    ['JPY', 6800, '6800'],
    ['HUF', 5000, '5000'],
    ['TWD', 150_000, '1500'],
  ])('are written as PayPal wants %s', (currency, amount, value) => {
    expect(toPayPalMoney({ amount, currency })).toEqual({ currency_code: currency, value });
    expect(fromPayPalMoney({ currency_code: currency, value })).toEqual({ amount, currency });
  });

  it('are not cut', () => expect(() => toPayPalMoney({ amount: 150_001, currency: 'TWD' })).toThrow('whole units'));
});

describe('PayPal faults', () => {
  const fault = (status: number, body: unknown) => paypal.fault?.({ endpoint: 'order_create', status, headers: {}, body, text: '' });
  const of = (name: string, issue?: string) => ({ name, message: 'm', details: issue ? [{ issue, description: 'd' }] : [] });

  it.each([
    [
      'an issue',
      422,
      of('UNPROCESSABLE_ENTITY', 'INSTRUMENT_DECLINED'),
      { code: 'provider_rejected', providerCode: 'INSTRUMENT_DECLINED', message: 'd' },
    ],
    ['a limit', 429, of('RATE_LIMIT_REACHED'), { code: 'rate_limited', outcome: 'refused' }],
    ['a fault that may have been applied', 500, of('INTERNAL_SERVER_ERROR'), { code: 'provider_failed', outcome: 'unknown' }],
    ['a gateway in between', 502, '<html>', { code: 'provider_failed', outcome: 'unknown', message: 'HTTP 502' }],
    ['a key in use', 409, of('RESOURCE_CONFLICT'), { retryable: true, outcome: 'refused' }],
    ['an order that is being completed', 422, of('UNPROCESSABLE_ENTITY', 'ORDER_COMPLETION_IN_PROGRESS'), { retryable: true }],
    ['a right that is missing', 403, of('NOT_AUTHORIZED', 'PERMISSION_DENIED'), { code: 'provider_credentials' }],
    [
      'a wrong secret',
      401,
      { error: 'invalid_client', error_description: 'Client Authentication failed' },
      { code: 'provider_credentials', providerCode: 'invalid_client' },
    ],
    [
      'a sentence where a code should be',
      400,
      { name: 'VALIDATION_ERROR', details: [{ issue: 'Not a valid webhook URL' }] },
      { providerCode: 'VALIDATION_ERROR', message: 'Not a valid webhook URL' },
    ],
  ])('are read: %s', (_name, status, body, expected) => expect(fault(status, body)).toMatchObject(expected));

  it('are none in a success', () => expect(fault(201, {})).toBeUndefined());
});

it('calls every endpoint it declares', () => {
  const called = readdirSync(FIXTURES).flatMap((file) =>
    (JSON.parse(readFileSync(join(FIXTURES, file), 'utf8')) as { exchanges: { endpoint: string }[] }).exchanges.map(
      ({ endpoint }) => endpoint,
    ),
  );
  const byConfirm = ['webhook_certificate', 'webhook_signature_verify'];
  expect(Object.keys(paypal.manifest.endpoints).filter((name) => !called.includes(name) && !byConfirm.includes(name))).toEqual([]);
});

function answered<Body>(body: Body) {
  return { status: 200, headers: {}, body, ageSeconds: 0, stale: false, requestId: 'req_1' };
}
