import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, it } from 'vitest';
import { link, openTestAccount, qr } from './account-rig.ts';

const SPECS = resolve(import.meta.dirname, '../../../../..', process.env.SPECS_DIR ?? '../shared/specs', 'stripe');
const FILES = {
  openapi: resolve(SPECS, 'payments-subset-2023-09-12.json'),
  events: resolve(SPECS, 'webhook-event-types-2026-07-29.json'),
  samples: resolve(SPECS, 'fixtures3-2026-08-21.json'),
};
const read = <Content>(file: string) => JSON.parse(readFileSync(file, 'utf8')) as Content;

type Schema = Record<string, unknown>;
type Operation = { responses: { 200: { content: { 'application/json': { schema: Schema } } } } };
type Document = { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, Schema> } };

/** Every kind of answer, made by what guests and staff do. */
async function live() {
  const account = await openTestAccount();
  const { stripe, play, call } = account;
  await stripe.webhookEndpoints.create({ url: 'http://127.0.0.1:9/hook', enabled_events: ['*'] });
  const waiting = await stripe.paymentIntents.create(qr(50_000));
  const paid = await stripe.paymentIntents.create(qr(90_000));
  await play('guestPays', { id: paid.id });
  await stripe.refunds.create({ payment_intent: paid.id, amount: 10_000 });
  await stripe.checkout.sessions.create(link(40_000));
  await play('guestCardDeclined');
  await play('guestPays');
  await play('dashboardRefund');
  await play('refundFails');
  const held = await stripe.checkout.sessions.create(link(40_000, { payment_intent_data: { capture_method: 'manual' } }));
  await play('guestPays');
  const { payment_intent: heldIntent } = await stripe.checkout.sessions.retrieve(held.id);
  await stripe.paymentIntents.capture(String(heldIntent), { amount_to_capture: 15_000 });
  await play('earlyFraudWarning', { id: String(heldIntent) });
  await play('disputeOpens', { id: String(heldIntent) });
  await play('disputeWon');
  await stripe.checkout.sessions.create(link(40_000));
  await play('guestAbandons');
  const get = async (path: string) => (await call('GET', path)).body;
  return { ...account, get, waiting: waiting.id, paid: paid.id };
}

const missing = Object.values(FILES).every(existsSync) ? '' : ' (skipped: needs stripe/*.json in SPECS_DIR)';

describe.skipIf(missing !== '')(`Stripe simulator against Stripe's published OpenAPI${missing}`, () => {
  it('answers in the published forms', async () => {
    const { get, call, waiting, paid, stripe } = await live();
    const published = compile();
    const refund = (await stripe.refunds.list()).data.at(-1)?.id ?? '';
    const event = (await stripe.events.list({ limit: 1 })).data[0]?.id ?? '';
    const charge = (await stripe.charges.list({ limit: 1 })).data[0]?.id ?? '';
    const hook = (await stripe.webhookEndpoints.list()).data[0]?.id ?? '';
    const dispute = (await stripe.disputes.list()).data[0]?.id ?? '';
    const warning = (await stripe.radar.earlyFraudWarnings.list()).data[0]?.id ?? '';
    const questions: [path: string, asked: string][] = [
      ['/v1/payment_intents/{intent}', `/v1/payment_intents/${waiting}`],
      ['/v1/payment_intents/{intent}', `/v1/payment_intents/${paid}?expand[]=latest_charge.balance_transaction`],
      ['/v1/payment_intents', '/v1/payment_intents?limit=100&expand[]=data.latest_charge.balance_transaction'],
      ['/v1/charges', '/v1/charges?limit=100&expand[]=data.balance_transaction&expand[]=data.payment_intent'],
      ['/v1/charges/{charge}', `/v1/charges/${charge}`],
      ['/v1/refunds', '/v1/refunds?limit=100'],
      ['/v1/refunds/{refund}', `/v1/refunds/${refund}?expand[]=charge&expand[]=balance_transaction`],
      ['/v1/events', '/v1/events?limit=100'],
      ['/v1/events/{id}', `/v1/events/${event}`],
      ['/v1/webhook_endpoints', '/v1/webhook_endpoints'],
      ['/v1/webhook_endpoints/{webhook_endpoint}', `/v1/webhook_endpoints/${hook}`],
      ['/v1/balance', '/v1/balance'],
      ['/v1/disputes', '/v1/disputes?expand[]=data.charge'],
      ['/v1/disputes/{dispute}', `/v1/disputes/${dispute}`],
      ['/v1/radar/early_fraud_warnings', '/v1/radar/early_fraud_warnings'],
      ['/v1/radar/early_fraud_warnings/{early_fraud_warning}', `/v1/radar/early_fraud_warnings/${warning}`],
    ];
    for (const [path, asked] of questions) {
      const validate = published(path);
      const body = await get(asked);
      expect([asked, validate(body) ? [] : validate.errors]).toEqual([asked, []]);
      expect(validate({ ...body, object: 'something else' })).toBe(false);
    }
    const refused = published('error');
    for (const body of [
      'amount=1',
      'amount=x',
      'nonsense=1',
      'amount=50000&currency=thb&confirm=true&payment_method=pm_card_chargeDeclined',
    ]) {
      const answer = (await call('POST', '/v1/payment_intents', { body })).body;
      expect([body, answer.error?.type !== undefined, refused(answer) ? [] : refused.errors]).toEqual([body, true, []]);
    }
  });

  it('emits only events that Stripe has, and keeps to the properties of the current objects', async () => {
    const { simulator, stripe } = await live();
    const { enabled_events: known } = read<{ enabled_events: string[] }>(FILES.events);
    const types = new Set((simulator.state() as { events: { type: string }[] }).events.map(({ type }) => type));
    expect(types.size).toBeGreaterThan(10);
    expect([...types].filter((type) => !known.includes(type))).toEqual([]);
    const { resources } = read<{ resources: Record<string, object> }>(FILES.samples);
    const held: Record<string, unknown[]> = {
      payment_intent: (await stripe.paymentIntents.list()).data,
      charge: (await stripe.charges.list()).data,
      'checkout.session': (await stripe.checkout.sessions.list()).data,
      webhook_endpoint: (await stripe.webhookEndpoints.list()).data,
      event: (await stripe.events.list()).data,
      dispute: (await stripe.disputes.list()).data,
      balance: [await stripe.balance.retrieve()],
    };
    for (const [kind, objects] of Object.entries(held)) {
      expect(objects.length).toBeGreaterThan(0);
      const properties = new Set(objects.flatMap((object) => Object.keys(object as object)));
      const sample = Object.keys(resources[kind] ?? {});
      expect([kind, [...properties].filter((name) => !sample.includes(name) && name !== 'lastResponse')]).toEqual([kind, []]);
    }
  });
});

/** Validators by path of a GET, or by schema name. */
function compile(): (name: string) => ValidateFunction {
  const document = read<Document>(FILES.openapi);
  const ajv = new Ajv({ strict: false, allErrors: true, formats: { 'unix-time': true } });
  const { paths, components } = withNull(document) as Document;
  ajv.addSchema({ components }, 'document');
  const schemas = new Map(
    Object.entries(paths).flatMap(([path, { get }]) =>
      get ? [[path, get.responses[200].content['application/json'].schema] as const] : [],
    ),
  );
  return (name) => {
    const schema = schemas.get(name);
    if (schema === undefined) return ajv.compile({ $ref: `document#/components/schemas/${name}` });
    return ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/')) as Schema);
  };
}

/** OpenAPI's `nullable`, which JSON Schema does not know. */
function withNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNull);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, ...rest } = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withNull(inner)]));
  return nullable === true ? { anyOf: [rest, { type: 'null' }] } : { ...rest, ...(nullable === undefined ? {} : { nullable }) };
}
