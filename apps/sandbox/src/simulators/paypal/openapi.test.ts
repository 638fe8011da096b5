import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { anOrder, openTestAccount } from './account-rig.ts';

const SPECS = resolve(import.meta.dirname, '../../../../..', process.env.SPECS_DIR ?? '../shared/specs', 'paypal');
const NAMES = [
  'checkout_orders_v2',
  'payments_payment_v2',
  'notifications_webhooks_v1',
  'customer_disputes_v1',
  'reporting_transactions_v1',
];
const FILES = NAMES.map((name) => resolve(SPECS, `${name}.json`));
const missing = FILES.every(existsSync) ? '' : ' (skipped: needs paypal/*.json in SPECS_DIR)';

type Schema = Record<string, unknown>;
type Operation = { responses: Record<string, { content?: Record<string, { schema: Schema }> }> };
type Document = { paths: Record<string, Record<string, Operation>>; components: unknown };

/** Every kind of answer, made by what guests and staff do. */
async function live() {
  const account = await openTestAccount();
  const { call, play } = account;
  const made = async (path: string, body: unknown = {}) => (await call('POST', path, { body })).body as { id: string };
  const unit = (invoice: string) => [{ invoice_id: invoice, custom_id: invoice, amount: { currency_code: 'THB', value: '1500.00' } }];
  const hook = await made('/v1/notifications/webhooks', { url: 'http://127.0.0.1:9/hook', event_types: [{ name: '*' }] });
  const waiting = await made('/v2/checkout/orders', anOrder('40.00'));
  const paid = await made('/v2/checkout/orders', anOrder('100.00', { purchase_units: unit('pay_02') }));
  await play('guestPays', { id: paid.id });
  const order = (await call('POST', `/v2/checkout/orders/${paid.id}/capture`, { body: {} })).body as unknown as Captured;
  const capture = order.purchase_units[0]?.payments.captures[0]?.id ?? '';
  const refund = await made(`/v2/payments/captures/${capture}/refund`, { amount: { currency_code: 'THB', value: '50.00' } });
  const held = await made('/v2/checkout/orders', anOrder('30.00', { intent: 'AUTHORIZE', purchase_units: unit('pay_03') }));
  await play('guestPays', { id: held.id });
  const authorized = (await call('POST', `/v2/checkout/orders/${held.id}/authorize`, { body: {} })).body as unknown as Captured;
  const hold = authorized.purchase_units[0]?.payments.authorizations[0]?.id ?? '';
  const dispute = (await play('disputeOpens', { id: capture })).id as string;
  account.advance(120_000);
  return { ...account, waiting: waiting.id, paid: paid.id, held: held.id, capture, refund: refund.id, hold, dispute, hook: hook.id };
}

type Captured = { purchase_units: { payments: { captures: { id: string }[]; authorizations: { id: string }[] } }[] };

describe.skipIf(missing !== '')(`PayPal simulator against PayPal's published OpenAPI${missing}`, () => {
  it('answers in the published forms', async () => {
    const { call, ...made } = await live();
    const problems = compile();
    const questions: [method: string, path: string, asked: string, body?: unknown][] = [
      ['get', '/v2/checkout/orders/{id}', `/v2/checkout/orders/${made.waiting}`],
      ['get', '/v2/checkout/orders/{id}', `/v2/checkout/orders/${made.paid}`],
      ['get', '/v2/checkout/orders/{id}', `/v2/checkout/orders/${made.held}`],
      ['get', '/v2/payments/captures/{capture_id}', `/v2/payments/captures/${made.capture}`],
      ['get', '/v2/payments/refunds/{refund_id}', `/v2/payments/refunds/${made.refund}`],
      ['get', '/v2/payments/authorizations/{authorization_id}', `/v2/payments/authorizations/${made.hold}`],
      ['post', '/v2/payments/authorizations/{authorization_id}/capture', `/v2/payments/authorizations/${made.hold}/capture`, {}],
      ['post', '/v2/payments/captures/{capture_id}/refund', `/v2/payments/captures/${made.capture}/refund`, {}],
      ['get', '/v1/customer/disputes', '/v1/customer/disputes?update_time_after=2026-11-01T00:00:00Z'],
      ['get', '/v1/customer/disputes/{id}', `/v1/customer/disputes/${made.dispute}`],
      ['get', '/v1/reporting/transactions', '/v1/reporting/transactions?start_date=2026-11-01T00:00:00Z&end_date=2026-11-30T00:00:00Z'],
      ['get', '/v1/notifications/webhooks', '/v1/notifications/webhooks'],
      ['get', '/v1/notifications/webhooks/{webhook_id}', `/v1/notifications/webhooks/${made.hook}`],
      ['get', '/v1/notifications/webhooks-events', '/v1/notifications/webhooks-events?page_size=100'],
    ];
    for (const [method, path, asked, body] of questions) {
      const answer = await call(method.toUpperCase(), asked, body === undefined ? {} : { body });
      expect([asked, answer.status < 300, problems(method, path, answer)]).toEqual([asked, true, []]);
      expect(Object.keys(answer.body).length).toBeGreaterThan(0);
    }
  });

  it('refuses in the published forms', async () => {
    const { call, paid, capture } = await live();
    const problems = compile();
    const refusals: [path: string, asked: string, body: unknown, status: number, issue: string | undefined][] = [
      ['/v2/checkout/orders', '/v2/checkout/orders', {}, 400, 'MISSING_REQUIRED_PARAMETER'],
      ['/v2/checkout/orders', '/v2/checkout/orders', '{"half":', 400, 'MALFORMED_REQUEST_JSON'],
      ['/v2/checkout/orders', '/v2/checkout/orders', anOrder('1.5.0'), 422, 'CANNOT_BE_ZERO_OR_NEGATIVE'],
      ['/v2/checkout/orders/{id}/capture', `/v2/checkout/orders/${paid}/capture`, {}, 422, 'ORDER_ALREADY_CAPTURED'],
      ['/v2/checkout/orders/{id}/capture', '/v2/checkout/orders/NONE/capture', {}, 404, 'INVALID_RESOURCE_ID'],
      [
        '/v2/payments/captures/{capture_id}/refund',
        `/v2/payments/captures/${capture}/refund`,
        { amount: { currency_code: 'THB', value: '1450.01' } },
        422,
        'REFUND_AMOUNT_EXCEEDED',
      ],
      ['/v2/payments/captures/{capture_id}/refund', '/v2/payments/captures/NONE/refund', {}, 404, 'INVALID_RESOURCE_ID'],
    ];
    for (const [path, asked, body, status, issue] of refusals) {
      const answer = await call('POST', asked, { body });
      expect([asked, answer.status, answer.body.details?.[0]?.issue]).toEqual([asked, status, issue]);
      // Issues beyond those an operation lists are given all the same.
      expect([asked, problems('post', path, answer).filter((problem) => !/issue|anyOf|description|details/.test(problem))]).toEqual([
        asked,
        [],
      ]);
    }
    const mocked = await call('POST', '/v2/checkout/orders', {
      body: anOrder('1.00'),
      headers: { 'paypal-mock-response': '{"mock_application_codes":"PAYEE_ACCOUNT_RESTRICTED"}' },
    });
    expect([mocked.status, mocked.body.details?.[0]?.issue]).toEqual([422, 'PAYEE_ACCOUNT_RESTRICTED']);
  });

  it('pages events by a link, and says of a delivery whether it is its own', async () => {
    const { call, deliveries, hook } = await live();
    const first = (await call('GET', '/v1/notifications/webhooks-events?page_size=2')).body as unknown as {
      events: { id: string }[];
      links: { rel: string; href: string }[];
    };
    const next = new URL(first.links.find(({ rel }) => rel === 'next')?.href ?? '');
    const second = (await call('GET', `${next.pathname}${next.search}`)).body as unknown as typeof first;
    expect(new Set([...first.events, ...second.events].map(({ id }) => id)).size).toBe(4);
    const [sent] = deliveries;
    const headers = sent?.headers() ?? {};
    const question = (event: string, webhookId = hook) =>
      `{"auth_algo":"SHA256withRSA","cert_url":"${headers['paypal-cert-url']}","transmission_id":"${headers['paypal-transmission-id']}","transmission_sig":"${headers['paypal-transmission-sig']}","transmission_time":"${headers['paypal-transmission-time']}","webhook_id":"${webhookId}","webhook_event":${event}}`;
    const asked = async (text: string) => (await call('POST', '/v1/notifications/verify-webhook-signature', { body: text })).body;
    const body = sent?.body ?? '';
    expect(await asked(question(body))).toEqual({ verification_status: 'SUCCESS' });
    expect(await asked(question(JSON.stringify(JSON.parse(body), null, 1)))).toEqual({ verification_status: 'FAILURE' });
    expect(await asked(question(body, 'ANOTHER'))).toEqual({ verification_status: 'FAILURE' });
  });
});

/** What is wrong with an answer by the description of its operation. */
function compile() {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false });
  const documents = FILES.map((file) => ({ file, document: JSON.parse(readFileSync(file, 'utf8')) as Document }));
  for (const { file, document } of documents) ajv.addSchema({ components: document.components }, file);
  return (method: string, path: string, { status, body }: { status: number; body: unknown }): string[] => {
    const found = documents.find(({ document }) => document.paths[path]?.[method]);
    const responses = found?.document.paths[path]?.[method]?.responses ?? {};
    const schema = (responses[status] ?? responses[201] ?? responses[200])?.content?.['application/json']?.schema;
    if (!schema) return [`${method} ${path} ${status} is not published`];
    const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/', `"${found?.file}#/`)) as Schema;
    return ajv.validate(absolute, body) ? [] : (ajv.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}
