import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { EndpointRequest } from '@banrimkwae/connector-kit/connector';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import stripe from './connector.ts';
import {
  Balance,
  BalanceTransaction,
  Charge,
  CheckoutSession,
  Dispute,
  EarlyFraudWarning,
  PaymentIntent,
  Refund,
  StripeEvent,
  WebhookEndpoint,
} from './schemas.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');
const SPECS = resolve(import.meta.dirname, '../../../..', process.env.SPECS_DIR ?? '../shared/specs', 'stripe');
const FILES = {
  openapi: join(SPECS, 'payments-subset-2023-09-12.json'),
  events: join(SPECS, 'webhook-event-types-2026-07-29.json'),
  samples: join(SPECS, 'fixtures3-2026-08-21.json'),
};
const missing = Object.values(FILES).some((file) => !existsSync(file));
const read = <Content>(file: string) => JSON.parse(readFileSync(file, 'utf8')) as Content;

type Schema = { properties?: Record<string, Schema>; items?: Schema; enum?: string[] };
type Operation = { parameters?: { name: string; schema?: Schema }[]; requestBody?: { content: Record<string, { schema: Schema }> } };
type Spec = { paths: Record<string, Record<string, Operation>> };
/** The published description is older than the version in use: what has been added to it since is put in from the newer list of events. */
const NEWER = { events: ['enabled_events'], versions: ['api_version'] };
/** Cut out of the published subset; its request is checked against the SDK's types in connector.test.ts. */
const NOT_PUBLISHED = /^\/v1\/checkout\//;

const endpoints = Object.entries(stripe.manifest.endpoints).filter(([, { path }]) => !NOT_PUBLISHED.test(path));

const why = missing ? ' (skipped: needs stripe/*.json in SPECS_DIR)' : '';

describe.skipIf(missing)(`Stripe requests against Stripe's published OpenAPI${why}`, () => {
  const operationOf = (spec: Spec, name: string) => {
    const endpoint = stripe.manifest.endpoints[name];
    const published = Object.entries(spec.paths).find(([path]) => path.replace(/\{\w+\}/g, '{id}') === endpoint?.path);
    return published?.[1][endpoint?.method.toLowerCase() ?? ''];
  };

  it('calls only what Stripe publishes', () => {
    const spec = read<Spec>(FILES.openapi);
    expect(endpoints.filter(([name]) => !operationOf(spec, name)).map(([name]) => name)).toEqual([]);
  });

  it('fits every body', () => {
    const spec = read<Spec>(FILES.openapi);
    const { enabled_events: events } = read<{ enabled_events: string[] }>(FILES.events);
    const ajv = new Ajv({ strict: false, formats: { 'unix-time': true } });
    const checked = readdirSync(FIXTURES).flatMap((file) =>
      read<{ exchanges: { endpoint: string; sent: EndpointRequest }[] }>(join(FIXTURES, file)).exchanges.filter(
        ({ endpoint, sent }) => sent.body !== undefined && endpoints.some(([name]) => name === endpoint),
      ),
    );
    expect(checked.length).toBeGreaterThan(12);
    for (const { endpoint, sent } of checked) {
      const schema = operationOf(spec, endpoint)?.requestBody?.content['application/x-www-form-urlencoded']?.schema ?? {};
      for (const name of NEWER.events) if (schema.properties?.[name]?.items) schema.properties[name].items.enum = events;
      for (const name of NEWER.versions) if (schema.properties?.[name]) schema.properties[name].enum = ['2026-07-29.dahlia'];
      const valid = ajv.validate(schema, sent.body);
      expect(valid, `${endpoint}: ${JSON.stringify(ajv.errors)}`).toBe(true);
    }
  });

  it.each(['events-since', 'events-since-later'])('asks for at most twenty events in %s, all of which exist', (name) => {
    const { enabled_events: known } = read<{ enabled_events: string[] }>(FILES.events);
    const { exchanges } = read<{ exchanges: { sent: EndpointRequest }[] }>(join(FIXTURES, `${name}.json`));
    const asked = exchanges[0]?.sent.query?.['types[]'] as string[];
    expect(asked.length).toBeLessThanOrEqual(20);
    expect(asked.filter((type) => !known.includes(type))).toEqual([]);
  });

  it('asks only by parameters that Stripe publishes, with values that fit', () => {
    const spec = read<Spec>(FILES.openapi);
    const ajv = new Ajv({ strict: false, coerceTypes: true, formats: { 'unix-time': true } });
    const asked = readdirSync(FIXTURES).flatMap((file) =>
      read<{ exchanges: { endpoint: string; sent: EndpointRequest }[] }>(join(FIXTURES, file)).exchanges.filter(
        ({ endpoint, sent }) => sent.query !== undefined && endpoints.some(([name]) => name === endpoint),
      ),
    );
    expect(asked.length).toBeGreaterThan(30);
    for (const { endpoint, sent } of asked) {
      const known = operationOf(spec, endpoint)?.parameters?.map(({ name }) => name) ?? [];
      const names = Object.keys(sent.query ?? {}).map((name) => name.replace(/\[.*$/, ''));
      expect([endpoint, names.filter((name) => !known.includes(name))]).toEqual([endpoint, []]);
      for (const [name, value] of Object.entries(sent.query ?? {})) {
        const [, base = name, key] = /^(\w+)\[(\w*)\]$/.exec(name) ?? [];
        const schema = operationOf(spec, endpoint)?.parameters?.find((parameter) => parameter.name === base)?.schema ?? {};
        const given = key ? { [key]: value } : value;
        const valid = ajv.validate({ properties: { given: schema } }, { given });
        expect(valid, `${endpoint} ${name}=${JSON.stringify(value)}: ${JSON.stringify(ajv.errors)}`).toBe(true);
      }
    }
  });

  it.each<[string, z.ZodType]>([
    ['payment_intent', PaymentIntent],
    ['checkout.session', CheckoutSession],
    ['charge', Charge],
    ['refund', Refund],
    ['event', StripeEvent],
    ['webhook_endpoint', WebhookEndpoint],
    ['balance', Balance],
    ['balance_transaction', BalanceTransaction],
    ['dispute', Dispute],
    ['radar.early_fraud_warning', EarlyFraudWarning],
  ])('reads the published sample of %s', (name, schema) => {
    const { resources } = read<{ resources: Record<string, unknown> }>(FILES.samples);
    expect(schema.safeParse(resources[name]).error).toBeUndefined();
  });
});
