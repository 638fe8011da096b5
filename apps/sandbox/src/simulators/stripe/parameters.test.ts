import { beforeEach, describe, expect, it } from 'vitest';
import { promptPayText } from '../promptpay-qr.ts';
import { openTestAccount, type TestAccount } from './account-rig.ts';
import { signatureOf } from './webhooks.ts';

const INTENT = 'amount=150000&currency=thb';
const PROMPTPAY = `${INTENT}&payment_method_types[]=promptpay&payment_method_data[type]=promptpay&confirm=true`;
const LINE = 'line_items[0][price_data][currency]=thb&line_items[0][price_data][product_data][name]=Room';
const SESSION = `mode=payment&success_url=https://resort.example.com/&${LINE}&line_items[0][price_data][unit_amount]=150000`;
const EVENTS = 'enabled_events[]=charge.succeeded';

describe('Stripe simulator, parameter by parameter', () => {
  let account: TestAccount;
  beforeEach(async () => {
    account = await openTestAccount();
  });

  it.each<[path: string, body: string, error: { code?: string; param?: string; message?: unknown }]>([
    [
      'payment_intents',
      `${INTENT}&colour=red`,
      { code: 'parameter_unknown', param: 'colour', message: 'Received unknown parameter: colour' },
    ],
    [
      'payment_intents',
      `${PROMPTPAY}&payment_method_data[billing_details][mail]=a@b.co`,
      { code: 'parameter_unknown', param: 'payment_method_data[billing_details][mail]' },
    ],
    ['payment_intents', 'currency=thb', { code: 'parameter_missing', param: 'amount', message: 'Missing required param: amount.' }],
    [
      'payment_intents',
      'amount=15.00&currency=thb',
      { code: 'parameter_invalid_integer', param: 'amount', message: 'Invalid integer: 15.00' },
    ],
    ['payment_intents', 'amount=0&currency=thb', { code: 'parameter_invalid_integer', param: 'amount' }],
    ['payment_intents', 'amount=&currency=thb', { code: 'parameter_invalid_empty', param: 'amount' }],
    [
      'payment_intents',
      'amount=999&currency=thb',
      { code: 'amount_too_small', param: 'amount', message: 'Amount must be at least ฿10.00 thb' },
    ],
    ['payment_intents', 'amount=49&currency=JPY', { code: 'amount_too_small', message: 'Amount must be at least ¥50 jpy' }],
    ['payment_intents', 'amount=100000000&currency=thb', { code: 'amount_too_large', param: 'amount' }],
    ['payment_intents', 'amount=1000&currency=xyz', { param: 'currency', message: expect.stringMatching(/^Invalid currency: xyz\./) }],
    ['payment_intents', `${INTENT}&capture_method=later`, { param: 'capture_method', message: expect.stringContaining('must be one of') }],
    ['payment_intents', `${INTENT}&confirm=yes`, { param: 'confirm' }],
    ['payment_intents', `${INTENT}&metadata[${'k'.repeat(41)}]=1`, { param: expect.stringContaining('metadata') as never }],
    ['payment_intents', `${INTENT}&payment_method_types[]=bitcoin`, { param: 'payment_method_types' }],
    ['payment_intents', `${INTENT}&payment_method=pm_none`, { code: 'resource_missing', param: 'payment_method' }],
    ['payment_intents', `${INTENT}&payment_method_data[type]=card&confirm=true`, { code: 'parameter_missing' }],
    ['payment_intents', PROMPTPAY, { code: 'parameter_missing', param: 'billing_details[email]' }],
    ['payment_intents', `${PROMPTPAY.replace('thb', 'usd')}&payment_method_data[billing_details][email]=a@b.co`, { param: 'currency' }],
    [
      'payment_intents',
      `${PROMPTPAY}&capture_method=manual&payment_method_data[billing_details][email]=a@b.co`,
      { param: 'capture_method' },
    ],
    [
      'payment_intents',
      `${INTENT}&expand[]=latest_charge.colour`,
      { param: 'expand', message: 'This property cannot be expanded (latest_charge.colour).' },
    ],
    [
      'checkout/sessions',
      `mode=payment&${LINE}&line_items[0][price_data][unit_amount]=5000`,
      { code: 'parameter_missing', param: 'success_url' },
    ],
    ['checkout/sessions', SESSION.replace('mode=payment', 'mode=subscription'), { param: 'mode' }],
    ['checkout/sessions', SESSION.replace('=150000', '=900'), { code: 'amount_too_small' }],
    ['checkout/sessions', SESSION.replace('https://resort.example.com/', 'resort'), { code: 'url_invalid', param: 'success_url' }],
    ['checkout/sessions', `${SESSION}&customer_email=anna`, { code: 'email_invalid', param: 'customer_email' }],
    ['checkout/sessions', `${SESSION}&expires_at=1`, { param: 'expires_at' }],
    ['checkout/sessions', `${SESSION}&expires_at=4000000000`, { param: 'expires_at' }],
    [
      'checkout/sessions',
      `${SESSION}&line_items[0][price_data][colour]=1`,
      { code: 'parameter_unknown', param: 'line_items[0][price_data][colour]' },
    ],
    ['refunds', 'amount=1000', { code: 'parameter_missing' }],
    ['refunds', 'payment_intent=pi_none', { code: 'resource_missing', param: 'payment_intent' }],
    ['refunds', 'payment_intent=pi_none&reason=mood', { param: 'reason' }],
    ['webhook_endpoints', `url=nowhere&${EVENTS}`, { code: 'url_invalid', param: 'url' }],
    ['webhook_endpoints', 'url=https://resort.example.com/', { code: 'parameter_missing', param: 'enabled_events' }],
    ['webhook_endpoints', 'url=https://resort.example.com/&enabled_events[]=Everything', { param: 'enabled_events[0]' }],
  ])('refuses of %s the body %s', async (path, body, error) => {
    const answer = await account.call('POST', `/v1/${path}`, { body });
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatchObject({ type: 'invalid_request_error', ...error });
    expect((await account.call('GET', `/v1/${path}`)).body.data).toEqual([]);
  });

  it.each([
    ['/v1/payment_intents?status=open', 400, 'parameter_unknown'],
    ['/v1/payment_intents?created[after]=1', 400, 'parameter_unknown'],
    ['/v1/events?created=soon', 400, 'parameter_invalid_integer'],
    ['/v1/events?limit=0', 400, 'parameter_invalid_integer'],
    ['/v1/charges?expand[]=balance_transaction', 400, undefined],
    [`/v1/events?${Array.from({ length: 21 }, (_, at) => `types[]=a.b${at}`).join('&')}`, 400, undefined],
    ['/v1/events?type=a.b&types[]=a.c', 400, undefined],
    ['/v1/payment_intents/pi_none', 404, 'resource_missing'],
    ['/v1/checkout/sessions/cs_none', 404, 'resource_missing'],
    ['/v1/charges/ch_none', 404, 'resource_missing'],
    ['/v1/refunds/re_none', 404, 'resource_missing'],
    ['/v1/events/evt_none', 404, 'resource_missing'],
    ['/v1/nonsense', 404, undefined],
  ])('refuses %s', async (path, status, code) => {
    const answer = await account.call('GET', path);
    expect([answer.status, answer.body.error?.type, answer.body.error?.code]).toEqual([status, 'invalid_request_error', code]);
    expect(answer.headers.get('request-id')).toMatch(/^req_/);
  });

  it('takes forms only, and a key of its own', async () => {
    const json = await account.call('POST', '/v1/payment_intents', {
      body: '{"amount":1000}',
      headers: { 'content-type': 'application/json' },
    });
    expect(json.body.error?.message).toContain('application/x-www-form-urlencoded');
    const nobody = await fetch(`${account.api}/v1/balance`);
    expect([nobody.status, await nobody.json()]).toEqual([401, { error: expect.objectContaining({ type: 'invalid_request_error' }) }]);
    const long = await account.call('POST', '/v1/payment_intents', { body: INTENT, headers: { 'idempotency-key': 'k'.repeat(256) } });
    expect(long.body.error?.type).toBe('idempotency_error');
  });

  it('says under which key and request an event was made', async () => {
    const { headers } = await account.call('POST', '/v1/payment_intents', {
      body: INTENT,
      headers: { 'idempotency-key': 'pay_01:create' },
    });
    const { body } = await account.call('GET', '/v1/events');
    expect(body.data).toMatchObject([{ request: { id: headers.get('request-id'), idempotency_key: 'pay_01:create' } }]);
  });

  it('forgets everything when it is reset, and keeps quiet afterwards', async () => {
    await account.call('POST', '/v1/webhook_endpoints', { body: `url=http://127.0.0.1:9/&enabled_events[]=*` });
    await account.call('POST', '/v1/checkout/sessions', { body: SESSION });
    account.simulator.reset();
    account.advance(25 * 3_600_000);
    expect(account.deliveries).toEqual([]);
    expect((await account.call('GET', '/v1/checkout/sessions')).body.data).toEqual([]);
  });

  it('speaks its own errors for faults that are ordered', () => {
    expect(
      [400, 401, 402, 403, 404, 409, 429, 500].map((status) => JSON.parse(account.simulator.errorBody(status).body).error.type),
    ).toEqual([
      'invalid_request_error',
      'invalid_request_error',
      'card_error',
      'invalid_request_error',
      'invalid_request_error',
      'invalid_request_error',
      'invalid_request_error',
      'api_error',
    ]);
  });
});

describe('published rules', () => {
  it('signs as Stripe does', () => {
    const header = signatureOf('{"id":"evt_test_1","object":"event"}', 'whsec_test_secret', new Date(1_700_000_000_000));
    expect(header).toMatch(/^t=1700000000,v1=29ab30b7065c11b28e53ac114fac5d6c492ed811a12d11ed2c2aad5bb4cf9809,v0=/);
  });

  it('closes the PromptPay text with its checksum', () => {
    // The checksum was computed with another implementation (CRC-16/CCITT-FALSE).
    expect(promptPayText(422, 'REF1')).toBe('00020101021230470016A00000067701011201150105561067777990204REF1530376454044.225802TH630414B7');
  });
});
