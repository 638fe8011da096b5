import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { conformance } from '@banrimkwae/connector-kit/conformance';
import type { Delivery, EndpointRequest, OperationContext } from '@banrimkwae/connector-kit/connector';
import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { fromStripeAmount, toStripeAmount } from './amounts.ts';
import stripe from './connector.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');
const NOW = new Date('2026-11-23T02:00:00.000Z');

const sign = (body: string, secret: string, at: Date) => {
  const t = Math.floor(at.getTime() / 1000);
  return { 'stripe-signature': `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')},v0=deadbeef` };
};
const event = (type: string, object: Record<string, unknown>, id = 'evt_1Rk1') =>
  JSON.stringify(
    { id, object: 'event', api_version: '2026-07-29.dahlia', created: 1795398100, type, livemode: false, data: { object } },
    null,
    2,
  );
const intent = event('payment_intent.succeeded', { id: 'pi_3Rk1', object: 'payment_intent', metadata: { payment_id: 'pay_01' } });

conformance(stripe, {
  fixtures: FIXTURES,
  config: { secretKey: 'rk_test_fixturesOnly', webhookSecret: 'whsec_fixturesOnly' },
  now: NOW,
  sign,
  maximumAgeSeconds: 300,
  deliveries: [
    { body: intent, events: [{ id: 'evt_1Rk1', type: 'payment_intent.succeeded', kind: 'payment' }] },
    {
      body: event('refund.failed', { id: 're_1', object: 'refund', payment_intent: 'pi_3Rk1', charge: 'ch_1' }, 'evt_2Rk2'),
      events: [{ id: 'evt_2Rk2', type: 'refund.failed', kind: 'refund' }],
    },
    {
      body: event('charge.dispute.created', { id: 'du_1', object: 'dispute', payment_intent: 'pi_3Rk1', charge: 'ch_1' }, 'evt_4Rk4'),
      events: [{ id: 'evt_4Rk4', type: 'charge.dispute.created', kind: 'dispute' }],
    },
    {
      body: event('radar.early_fraud_warning.created', { id: 'issfr_1', object: 'radar.early_fraud_warning', charge: 'ch_1' }, 'evt_5Rk5'),
      events: [{ id: 'evt_5Rk5', type: 'radar.early_fraud_warning.created', kind: 'warning' }],
    },
    {
      body: event('review.opened', { id: 'prv_1', object: 'review', payment_intent: 'pi_3Rk1', charge: 'ch_1' }, 'evt_6Rk6'),
      events: [{ id: 'evt_6Rk6', type: 'review.opened', kind: 'payment' }],
    },
    {
      body: event('payout.paid', { id: 'po_1', object: 'payout' }, 'evt_3Rk3'),
      events: [{ id: 'evt_3Rk3', type: 'payout.paid', kind: 'none' }],
    },
  ],
});

const delivery = (body: string, header: string | undefined, receivedAt = NOW): Delivery => ({
  headers: header === undefined ? {} : { 'stripe-signature': header },
  rawBody: Buffer.from(body),
  query: {},
  receivedAt,
});
const verdict = (body: string, header: string | undefined, secrets: readonly string[], receivedAt?: Date) =>
  stripe.webhook?.verify(delivery(body, header, receivedAt), secrets);

describe('Stripe signatures', () => {
  // The secret of stripe-node's own tests; the digest was computed from the published rule with another implementation.
  const BODY = '{"id":"evt_test_1","object":"event"}';
  const DIGEST = '29ab30b7065c11b28e53ac114fac5d6c492ed811a12d11ed2c2aad5bb4cf9809';
  const SECRET = 'whsec_test_secret';
  const SIGNED_AT = new Date(1_700_000_000_000);
  const after = (seconds: number) => new Date(SIGNED_AT.getTime() + seconds * 1000);

  it.each([
    ['alone', `t=1700000000,v1=${DIGEST}`],
    ['beside an older scheme', `t=1700000000,v0=${'0'.repeat(64)},v1=${DIGEST}`],
    ['as the second of two, while a secret is rolled', `t=1700000000,v1=${'0'.repeat(64)},v1=${DIGEST}`],
  ])('takes the vector %s', (_name, header) => expect(verdict(BODY, header, [SECRET], SIGNED_AT)).toEqual({ accepted: true }));

  it.each([
    ['no header', undefined],
    ['no time', `v1=${DIGEST}`],
    ['a time that is none', `t=soon,v1=${DIGEST}`],
    ['an old scheme only', `t=1700000000,v0=${DIGEST}`],
    ['another time', `t=1700000001,v1=${DIGEST}`],
    ['capitals', `t=1700000000,v1=${DIGEST.toUpperCase()}`],
    ['half a digest', `t=1700000000,v1=${DIGEST.slice(0, 32)}`],
  ])('refuses %s', (_name, header) =>
    expect(verdict(BODY, header, [SECRET], SIGNED_AT)).toEqual({ accepted: false, reason: 'signature_invalid' }),
  );

  it('takes a delivery of 300 seconds ago and none older; a clock that runs behind refuses nothing', () => {
    const header = `t=1700000000,v1=${DIGEST}`;
    expect(verdict(BODY, header, [SECRET], after(300))).toEqual({ accepted: true });
    expect(verdict(BODY, header, [SECRET], after(301))).toEqual({ accepted: false, reason: 'delivery_stale' });
    expect(verdict(BODY, header, [SECRET], after(-60))).toEqual({ accepted: true });
  });

  it("agrees with Stripe's SDK, both ways", () => {
    const { webhooks } = new Stripe('sk_test_none');
    const timestamp = Math.floor(NOW.getTime() / 1000);
    expect(verdict(intent, webhooks.generateTestHeaderString({ payload: intent, secret: SECRET, timestamp }), [SECRET])).toEqual({
      accepted: true,
    });
    const ours = sign(intent, SECRET, NOW)['stripe-signature'];
    expect(webhooks.constructEvent(intent, ours, SECRET, 300, undefined, NOW.getTime()).id).toBe('evt_1Rk1');
  });
});

describe('Stripe events', () => {
  const about = (type: string, object: Record<string, unknown>) =>
    stripe.webhook?.events(delivery(event(type, object), undefined))[0]?.about;

  it.each([
    ['a charge', { id: 'ch_1', object: 'charge', payment_intent: 'pi_1' }, { providerPaymentIds: ['pi_1', 'ch_1'] }],
    ['a charge without intent', { id: 'ch_1', object: 'charge', payment_intent: null }, { providerPaymentIds: ['ch_1'] }],
    [
      'a page nobody opened',
      { id: 'cs_1', object: 'checkout.session', payment_intent: null, client_reference_id: 'pay_9' },
      { providerPaymentIds: ['cs_1'], ourReference: 'pay_9' },
    ],
  ])('leads from %s to its payment', (_name, object, expected) => expect(about('x.y', object)).toEqual({ kind: 'payment', ...expected }));

  it('leads from a refund to its payment, and to our refund where it is ours', () => {
    const refund = { id: 're_1', object: 'refund', payment_intent: 'pi_1', charge: 'ch_1' };
    const expected = { kind: 'refund', providerRefundId: 're_1', providerPaymentIds: ['pi_1', 'ch_1'] };
    expect(about('refund.created', refund)).toEqual(expected);
    expect(about('refund.created', { ...refund, metadata: { refund_id: 'rf_1' } })).toEqual({ ...expected, ourReference: 'rf_1' });
  });

  it('keeps the event as it came', () => {
    expect(stripe.webhook?.events(delivery(intent, undefined))[0]?.data).toEqual(JSON.parse(intent));
  });

  it.each([
    ['a thin event', JSON.stringify({ ...JSON.parse(intent), object: 'v2.core.event' })],
    ['something without an id', '{"object":"event","type":"x","created":1,"data":{"object":{}}}'],
    ['nothing', ''],
  ])('refuses %s', (_name, body) => expect(() => stripe.webhook?.events(delivery(body, undefined))).toThrow('not'));
});

describe('Stripe amounts', () => {
  it.each([
    ['THB', 150050, 150050],
    ['JPY', 6800, 6800],
    ['KWD', 12340, 12340],
    // Without decimals among people, with two at Stripe.
    ['ISK', 5000, 500000],
    ['UGX', 5000, 500000],
    ['HUF', 5000, 500000],
  ])('counts %s as Stripe does', (currency, ours, theirs) => {
    expect(toStripeAmount({ amount: ours, currency })).toBe(theirs);
    expect(fromStripeAmount(theirs, currency.toLowerCase())).toEqual({ amount: ours, currency });
  });
});

describe('Stripe faults', () => {
  const fault = (status: number, body: unknown, headers: Record<string, string> = {}) =>
    stripe.fault?.({ endpoint: 'refund_create', status, headers, body, text: '' });

  it.each([
    ['a fault may have been applied', 500, { error: { type: 'api_error' } }, {}, { code: 'provider_failed', outcome: 'unknown' }],
    ['a gateway in between', 502, '<html>', {}, { code: 'provider_failed', outcome: 'unknown', message: 'HTTP 502' }],
    ['a limit with status 400', 400, { error: { type: 'invalid_request_error', code: 'rate_limit' } }, {}, { code: 'rate_limited' }],
    ['a key in use', 409, { error: { type: 'idempotency_error' } }, {}, { retryable: true, outcome: 'refused' }],
    ['a key in use that Stripe will not have again', 409, {}, { 'stripe-should-retry': 'false' }, { retryable: false }],
    ['a fault that Stripe will have again', 500, {}, { 'stripe-should-retry': 'true' }, { retryable: true, outcome: 'unknown' }],
    [
      'a decline',
      402,
      { error: { type: 'card_error', code: 'card_declined', decline_code: 'lost_card' } },
      {},
      { code: 'provider_rejected', providerCode: 'lost_card' },
    ],
  ])('reads %s', (_name, status, body, headers, expected) => expect(fault(status, body, headers)).toMatchObject(expected));

  it('finds none in a success', () => expect(fault(200, { error: null })).toBeUndefined());
});

/** The SDK's types are of the release after the one we pin, which calls this `allowed_payment_method_types`. */
type Dahlia = { payment_method_types: string[] };

describe('Stripe requests, in the words of its SDK', () => {
  const sent = (file: string, at = 0) => {
    const fixture = JSON.parse(readFileSync(join(FIXTURES, `${file}.json`), 'utf8')) as { exchanges: { sent: EndpointRequest }[] };
    return fixture.exchanges[at]?.sent.body;
  };

  it('opens a hosted page', () => {
    const expected: Stripe.Checkout.SessionCreateParams & Dahlia = {
      mode: 'payment',
      payment_method_types: ['card'],
      client_reference_id: 'pay_01',
      line_items: [
        { quantity: 1, price_data: { currency: 'thb', unit_amount: 150000, product_data: { name: 'Riverside Deluxe, 24–26 December' } } },
      ],
      payment_intent_data: {
        capture_method: 'automatic',
        description: 'Riverside Deluxe, 24–26 December',
        metadata: { payment_id: 'pay_01' },
      },
      success_url: 'https://resort.example.com/thanks?paid=1',
      cancel_url: 'https://resort.example.com/thanks',
      customer_email: 'anna@example.com',
      expires_at: 1795480800,
    };
    expect(sent('create-link')).toEqual(expected);
  });

  it('asks for a PromptPay QR and confirms it at once', () => {
    const expected: Stripe.PaymentIntentCreateParams & Dahlia = {
      amount: 150000,
      currency: 'thb',
      payment_method_types: ['promptpay'],
      payment_method_data: { type: 'promptpay', billing_details: { email: 'somchai@example.com', name: 'สมชาย ใจดี' } },
      confirm: true,
      description: 'Riverside Deluxe, 24–26 December',
      metadata: { payment_id: 'pay_01' },
    };
    expect(sent('create-qr')).toEqual(expected);
  });

  it('gives back, with an address for the bank account where the method needs one', () => {
    const expected: Stripe.RefundCreateParams = {
      payment_intent: 'pi_3Rk1',
      amount: 50000,
      reason: 'duplicate',
      metadata: { refund_id: 'rf_01', payment_id: 'pay_01' },
      instructions_email: 'somchai@example.com',
    };
    expect(sent('refund-promptpay')).toEqual(expected);
  });

  it('registers for events in the version it reads', () => {
    const expected: Partial<Stripe.WebhookEndpointCreateParams> = {
      url: 'https://new.example.com/webhooks/stripe',
      api_version: '2026-07-29.dahlia',
      metadata: { owner: 'banrimkwae-control-centre' },
    };
    expect(sent('register-first', 1)).toMatchObject(expected);
  });

  it('keeps the query of a return address', async () => {
    const bodies: unknown[] = [];
    const input = (JSON.parse(readFileSync(join(FIXTURES, 'create-link.json'), 'utf8')) as { input: never }).input;
    const context: OperationContext = { ...NOWHERE, call: async (_endpoint, { body }) => Promise.reject(bodies.push(body)) };
    const asked = stripe.payments?.createPayment(context, {
      ...(input as object),
      returnUrl: 'https://resort.example.com/t?lang=th',
    } as never);
    await expect(asked).rejects.toBe(1);
    expect(bodies[0]).toMatchObject({ success_url: 'https://resort.example.com/t?lang=th&paid=1' });
  });

  it('makes a silent registration beside one whose secret is not known, and removes that one only when called again', async () => {
    const calls: string[] = [];
    const owner = { metadata: { owner: 'banrimkwae-control-centre' } };
    const data = [{ id: 'we_1', url: 'https://a', ...owner }];
    const answers: Record<string, unknown> = {
      webhook_endpoint_list: { has_more: false, data },
      webhook_endpoint_delete: { id: 'we_1' },
      webhook_endpoint_create: { id: 'we_2', url: 'https://b', secret: 'whsec_new' },
      webhook_endpoint_update: { id: 'we_2', url: 'https://b' },
    };
    const context: OperationContext = {
      ...NOWHERE,
      call: async (endpoint, _request, schema) => {
        calls.push(endpoint);
        return { status: 200, headers: {}, body: schema.parse(answers[endpoint]), ageSeconds: 0, stale: false, requestId: 'req_1' };
      },
    };
    const register = (registration?: string) =>
      stripe.webhook?.register?.(context, { url: 'https://b', ...(registration === undefined ? {} : { registration }) });
    expect(await register()).toEqual({ url: 'https://b', secret: 'whsec_new', registration: 'we_2' });
    expect(calls.splice(0)).toEqual(['webhook_endpoint_list', 'webhook_endpoint_create']);
    data.unshift({ id: 'we_2', url: 'https://b', ...owner });
    expect(await register('we_2')).toEqual({ url: 'https://b', registration: 'we_2' });
    expect(calls).toEqual(['webhook_endpoint_list', 'webhook_endpoint_update', 'webhook_endpoint_delete']);
  });

  it('calls every endpoint it declares', () => {
    const called = readdirSync(FIXTURES).flatMap((file) =>
      (JSON.parse(readFileSync(join(FIXTURES, file), 'utf8')) as { exchanges: { endpoint: string }[] }).exchanges.map(
        ({ endpoint }) => endpoint,
      ),
    );
    expect(Object.keys(stripe.manifest.endpoints).filter((name) => !called.includes(name))).toEqual([]);
  });
});

const NOWHERE = { config: {}, now: () => NOW, newId: () => 'msg_1' };
