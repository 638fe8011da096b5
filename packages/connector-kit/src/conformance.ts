import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AppError } from '@banrimkwae/contract/errors';
import * as vitest from 'vitest';
import type { ConfigValues, Connector, Delivery, EndpointAnswer, EndpointRequest, Operation, OperationContext } from './connector.ts';
import { Fixture, type FixtureExchange } from './fixture.ts';
import { type EndpointManifest, endpointOf } from './manifest.ts';
import { manifestProblems } from './manifest-check.ts';
import { redactBody, redactHeaders, redactUrl } from './redact.ts';
import { parseXml } from './xml.ts';

export type ConformanceOptions = {
  /** Folder of the fixtures; the connector's folder is its parent and must bear its id. */
  fixtures: string;
  config: ConfigValues;
  now?: Date;
  /** Signs a body as the provider does; needed when the connector has a webhook. */
  sign?: (body: string, secret: string, at: Date) => Record<string, string>;
  /** How the provider answers the calls of `webhook.confirm` about this delivery. */
  asked?: (delivery: Delivery) => OperationContext['call'];
  /** Genuine deliveries: their body, and the event ids and subjects to be read from it. */
  deliveries?: readonly { body: string; events: readonly { id: string; type: string; kind: string }[] }[];
  /** Set when the provider signs a time: deliveries older than this are refused. */
  maximumAgeSeconds?: number;
};

type Body = () => void | Promise<void>;
/** The part of the test framework that the suite needs; another one tests the suite itself. */
export type TestApi = {
  describe: (name: string, body: () => void) => void;
  it: ((name: string, body: Body) => void) & {
    each: <Case>(cases: readonly Case[]) => (name: string, body: (one: Case) => void | Promise<void>) => void;
  };
};

const { expect } = vitest;

const NOW = new Date('2026-11-23T02:00:00.000Z');

/** The suite every connector passes. Fixtures are `{operation, input, exchanges: [{endpoint, sent, received}], output | error}`. */
export function conformance(connector: Connector, options: ConformanceOptions, api: TestApi = vitest): void {
  const { describe, it } = api;
  const fixtures = readFixtures(options.fixtures);
  describe(`${connector.manifest.id}: manifest`, () => {
    it('is sound', () => {
      expect(manifestProblems(connector, basename(join(options.fixtures, '..')))).toEqual([]);
    });
    it('tells staff how to obtain the keys', () => {
      expect(readFileSync(join(options.fixtures, '..', 'setup.md'), 'utf8').length).toBeGreaterThan(200);
    });
  });
  describe(`${connector.manifest.id}: operations`, () => {
    it('each has a success and a failure fixture', () => {
      const wanting = operationNames(connector).filter(
        (name) => !['output', 'error'].every((end) => fixtures.some(({ fixture }) => fixture.operation === name && end in fixture)),
      );
      expect(wanting).toEqual([]);
    });
    it.each(fixtures)('$file', async ({ fixture }) => {
      const first = await play(connector, fixture, options);
      expect(first.sent).toEqual(fixture.exchanges.map(({ endpoint, sent }) => ({ endpoint, sent })));
      if ('error' in fixture) expect(first.fault).toMatchObject(fixture.error ?? {});
      // JSON has no undefined: an operation that gives none has the output null.
      else
        expect({ fault: first.fault, output: plain(first.output) ?? null }).toEqual({ fault: undefined, output: fixture.output ?? null });
      const again = await play(connector, fixture, options);
      expect(again.sent, 'the same input is sent the same way, idempotency key included').toEqual(first.sent);
    });
    it('puts no secret into what would be logged', () => {
      const secrets = secretsOf(connector, options.config);
      const logged = fixtures.flatMap(({ fixture }) => fixture.exchanges.map((exchange) => logLine(exchange, secrets)));
      expect(logged.filter((line) => secrets.some((secret) => line.includes(secret)))).toEqual([]);
    });
  });
  if (connector.payments) doubtMeansPending(connector, fixtures, api);
  if (connector.webhook) webhookSuite(connector, options, api);
  if (connector.webhook?.eventsSince) fetchedSuite(connector, fixtures, { options, api });
}

/** What was fetched waits in the inbox as the text of its `data`, and is read from there by the webhook's own reader. */
function fetchedSuite(
  { manifest, webhook }: Connector,
  fixtures: ReturnType<typeof readFixtures>,
  { options, api }: { options: ConformanceOptions; api: TestApi },
): void {
  api.it(`${manifest.id}: an event that was fetched is read again from its data like one that was delivered`, () => {
    const told = fixtures
      .filter(({ fixture }) => fixture.operation === 'webhook.eventsSince' && 'output' in fixture)
      .flatMap(
        ({ fixture }) => (fixture.output as { events: readonly { id: string; type: string; about: unknown; data: unknown }[] }).events,
      );
    expect(told.length, 'a fixture of webhook.eventsSince must have events').toBeGreaterThan(0);
    for (const { id, type, about, data } of told) {
      const rawBody = Buffer.from(JSON.stringify(data));
      const read = webhook?.events({ headers: {}, rawBody, query: {}, receivedAt: options.now ?? NOW }) ?? [];
      expect(plain(read.map((event) => ({ id: event.id, type: event.type, about: event.about }))), id).toEqual([{ id, type, about }]);
    }
  });
}

function doubtMeansPending(connector: Connector, fixtures: ReturnType<typeof readFixtures>, { it }: TestApi): void {
  it(`${connector.manifest.id}: an unknown status of payment and refund is neither success nor failure`, () => {
    const ends = fixtures
      .map(({ fixture }) => fixture)
      .filter((fixture) => fixture.unknownStatus)
      .map(({ operation, output }) => [operation, (output as { state?: string } | undefined)?.state]);
    if (connector.payments?.getPayment) expect(ends).toEqual(expect.arrayContaining([['payments.getPayment', 'processing']]));
    if (connector.payments?.getRefund) expect(ends).toEqual(expect.arrayContaining([['payments.getRefund', 'pending']]));
  });
}

/** The verdict that counts: where only the provider can tell, what it would tell. */
async function verdictOf(connector: Connector, delivery: Delivery, secrets: readonly string[], options: ConformanceOptions) {
  const { webhook } = connector;
  const first = webhook?.verify(delivery, secrets);
  if (first?.accepted !== 'ask') return first;
  if (!webhook?.confirm || !options.asked) throw new Error('A connector that asks needs `confirm`, and the suite `asked`');
  const context: OperationContext = {
    config: options.config,
    now: () => delivery.receivedAt,
    newId: () => 'msg_1',
    call: options.asked(delivery),
  };
  return webhook.confirm(context, { delivery, secrets });
}

function webhookSuite(connector: Connector, options: ConformanceOptions, { describe, it }: TestApi): void {
  const { webhook, manifest } = connector;
  const { deliveries = [] } = options;
  if (!webhook || !options.sign) throw new Error('A connector with a webhook needs `sign` and `deliveries`');
  const sign = options.sign;
  const now = options.now ?? NOW;
  const secret = 'conformance-secret';
  const deliver = (body: string, headers: Record<string, string>, by: string | null = secret): Delivery => ({
    headers,
    rawBody: Buffer.from(body),
    query: {},
    ...(manifest.webhook?.secretInPath && by !== null ? { pathKey: by } : {}),
    receivedAt: now,
  });
  const verdict = (delivery: Delivery, secrets: readonly string[]) => verdictOf(connector, delivery, secrets, options);

  describe(`${manifest.id}: webhook`, () => {
    it('has genuine deliveries to try', () => expect(deliveries.length).toBeGreaterThan(0));
    it.each(deliveries)('takes a genuine delivery and reads its events', async ({ body, events }) => {
      const delivery = deliver(body, sign(body, secret, now));
      expect(await verdict(delivery, [secret])).toEqual({ accepted: true });
      expect(webhook.events(delivery).map(({ id, type, about }) => ({ id, type, kind: about.kind }))).toEqual(events);
    });
    it.each(deliveries)('reads the same ids when the same comes again, later and signed anew', ({ body }) => {
      const later = new Date(now.getTime() + 3_600_000);
      const idsOf = (at: Date) => webhook.events({ ...deliver(body, sign(body, secret, at)), receivedAt: at }).map(({ id }) => id);
      expect(idsOf(later)).toEqual(idsOf(now));
      expect(new Set(idsOf(now)).size, 'each event of a delivery has its own').toBe(idsOf(now).length);
    });
    it.each(deliveries)('takes either of two secrets while one is being rotated', async ({ body }) => {
      const delivery = deliver(body, sign(body, secret, now));
      expect(await verdict(delivery, ['the-new-secret', secret])).toEqual({ accepted: true });
    });
    if (manifest.webhook?.secret !== 'asked')
      it.each(deliveries)('refuses everything while there is no secret, or an empty one', async ({ body }) => {
        const unset = { accepted: false, reason: 'webhook_not_set_up' };
        expect(await verdict(deliver(body, sign(body, secret, now)), [])).toEqual(unset);
        expect(await verdict(deliver(body, sign(body, '', now), ''), [''])).toEqual(unset);
      });
    it.each(deliveries)('refuses another secret and none', async ({ body }) => {
      const headers = sign(body, secret, now);
      const reasons = [await verdict(deliver(body, headers), ['another-secret']), await verdict(deliver(body, {}, null), [secret])];
      expect(reasons).toEqual(reasons.map(() => ({ accepted: false, reason: 'signature_invalid' })));
    });
    if (!manifest.webhook?.secretInPath)
      it.each(deliveries)('refuses a changed byte and a re-serialised body', async ({ body }) => {
        const headers = sign(body, secret, now);
        const other = body.replace(/\d/, (digit) => String((Number(digit) + 1) % 10));
        const reasons = [await verdict(deliver(`${body} `, headers), [secret]), await verdict(deliver(other, headers), [secret])];
        expect(reasons).toEqual(reasons.map(() => ({ accepted: false, reason: 'signature_invalid' })));
      });
    const { maximumAgeSeconds } = options;
    if (maximumAgeSeconds !== undefined)
      it('refuses a stale delivery that is otherwise genuine', async () => {
        const body = deliveries[0]?.body ?? '';
        const old = new Date(now.getTime() - (maximumAgeSeconds + 1) * 1000);
        expect(await verdict(deliver(body, sign(body, secret, old)), [secret])).toEqual({ accepted: false, reason: 'delivery_stale' });
      });
    it('answers a signed body it cannot read with invalid_input', () => {
      expect(() => webhook.events(deliver('{"half":', {}))).toThrow(AppError);
    });
  });
}

type Played = { sent: { endpoint: string; sent: EndpointRequest }[]; output: unknown; fault: Record<string, unknown> | undefined };

async function play(connector: Connector, fixture: Fixture, options: ConformanceOptions): Promise<Played> {
  const sent: Played['sent'] = [];
  const waiting = [...fixture.exchanges];
  let ids = 0;
  const context: OperationContext = {
    config: { ...options.config, ...fixture.config },
    now: () => options.now ?? NOW,
    newId: () => {
      ids += 1;
      return `msg_${ids}`;
    },
    call: async (endpoint, request, schema) => {
      sent.push({ endpoint, sent: plain(request) as EndpointRequest });
      const exchange = waiting.shift();
      if (!exchange) throw new Error(`An unexpected call of ${endpoint}`);
      const { text, ...answer } = answerOf(exchange, endpointOf(connector.manifest, endpoint));
      const fault = connector.fault?.({ endpoint, ...answer, text });
      if (fault && fault !== 'none')
        throw new AppError(fault.code, {
          ...(fault.providerCode ? { providerCode: fault.providerCode } : {}),
          providerMessage: fault.message,
        });
      if (fault !== 'none' && answer.status >= 400) throw new AppError('provider_rejected', { providerMessage: `HTTP ${answer.status}` });
      return {
        ...answer,
        body: schema.parse(answer.body),
        ageSeconds: 0,
        stale: false,
        requestId: 'req_fixture',
      } satisfies EndpointAnswer<unknown> as never;
    },
  };
  try {
    const output = await operationOf(connector, fixture.operation)(context, revive(fixture.input));
    return { sent, output, fault: undefined };
  } catch (fault) {
    if (!(fault instanceof AppError)) throw fault;
    return {
      sent,
      output: undefined,
      fault: { code: fault.code, ...(fault.details.providerCode ? { providerCode: fault.details.providerCode } : {}) },
    };
  }
}

/** XML stands in a fixture as text and is parsed as the gateway does. An error page in another format stays text. */
function answerOf({ received }: FixtureExchange, { responseFormat }: EndpointManifest) {
  const text = typeof received.body === 'string' ? received.body : JSON.stringify(received.body ?? '');
  const body = responseFormat === 'xml' && text.startsWith('<') ? parseXml(text) : received.body;
  return { status: received.status, headers: received.headers ?? {}, body, text };
}

const NOT_OPERATIONS = new Set([
  'methods',
  'limits',
  'maximumTextLength',
  'keyLifetimeSeconds',
  'refundKeyLifetimeSeconds',
  'replyWithinSeconds',
  'attribution',
  'centralBankOf',
]);

function operationNames(connector: Connector): string[] {
  const groups = (['payments', 'channel', 'messages', 'weather', 'fx'] as const).flatMap((group) =>
    Object.keys(connector[group] ?? {})
      .filter((name) => !NOT_OPERATIONS.has(name))
      .map((name) => `${group}.${name}`),
  );
  const hooks = (['register', 'test', 'eventsSince'] as const).filter((name) => connector.webhook?.[name]).map((name) => `webhook.${name}`);
  return ['testConnection', ...(connector.token ? ['token'] : []), ...groups, ...hooks];
}

function operationOf(connector: Connector, path: string): Operation<unknown, unknown> {
  const found = path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], connector);
  if (typeof found !== 'function') throw new Error(`${connector.manifest.id} has no operation ${path}`);
  return found as Operation<unknown, unknown>;
}

function secretsOf(connector: Connector, config: ConfigValues): string[] {
  return connector.manifest.fields
    .filter((field) => field.secret)
    .map((field) => String(config[field.name] ?? ''))
    .filter((value) => value !== '');
}

function logLine({ sent, received }: FixtureExchange, values: readonly string[]): string {
  const url = redactUrl(`https://provider.test/?${new URLSearchParams((sent.query ?? {}) as Record<string, string>)}`, { values });
  return [
    url,
    JSON.stringify(redactHeaders(sent.headers ?? {}, { values })),
    redactBody(JSON.stringify(sent.body ?? ''), { values }),
    redactBody(JSON.stringify(received.body ?? ''), { values }),
  ].join('\n');
}

function readFixtures(folder: string): { file: string; fixture: Fixture }[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({ file, fixture: Fixture.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))) }));
}

/** Dates travel as `{"$date": "…"}` in fixtures. */
function revive(value: unknown): unknown {
  return (
    JSON.parse(JSON.stringify(value ?? null), (_key, inner: unknown) =>
      typeof inner === 'object' && inner !== null && '$date' in inner ? new Date(String(inner.$date)) : inner,
    ) ?? undefined
  );
}

function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
