import { createHmac } from 'node:crypto';
import { AppError, type Delivery, type OperationContext, type Verdict } from '@banrimkwae/connector-kit/connector';
import { describe, expect, it } from 'vitest';
import omise from './connector.ts';

const NOW = new Date('2026-11-23T02:00:00.000Z');
const SECONDS = Math.floor(NOW.getTime() / 1000);
const SECRET = Buffer.from('the secret of the resort').toString('base64');
const BEFORE = Buffer.from('the secret before it').toString('base64');
const EACH = 24;

type Reason = Extract<Verdict, { accepted: false }>['reason'];
type Variant = { kind: string; delivery: Delivery; held: readonly string[]; reason: Reason };
type Told = { object: string; id: string; key: string; created_at: string; data: Record<string, unknown> };

/** What Omise remembers: one charge, one refund and one dispute for each number. */
const happened = new Map<string, Told>();
for (let number = 0; number < EACH; number += 1)
  for (const [kind, object, key] of [
    ['chrg', 'charge', 'charge.complete'],
    ['rfnd', 'refund', 'refund.create'],
    ['dspt', 'dispute', 'dispute.create'],
  ] as const) {
    const id = `evnt_test_${kind}${number}`;
    const charge = object === 'charge' ? {} : { charge: `chrg_test_${number}` };
    const data = { object, id: `${kind}_test_${number}`, ...charge, amount: 150_000 + number, metadata: { payment_id: `pay_${number}` } };
    happened.set(id, { object: 'event', id, key, created_at: '2026-11-23T01:59:50Z', data });
  }
const genuine = [...happened.values()];
const call: OperationContext['call'] = async (_endpoint, { path }, schema) => {
  const told = happened.get(path?.id ?? '');
  if (!told) throw new AppError('provider_rejected', { providerCode: 'not_found' });
  return { status: 200, headers: {}, body: schema.parse(structuredClone(told)), ageSeconds: 0, stale: false, requestId: 'req_1' };
};

const digest = (body: Buffer, seconds: number, secret: string, key = Buffer.from(secret, 'base64')) =>
  createHmac('sha256', key).update(`${seconds}.`).update(body).digest('hex');
const signed = (body: Buffer, secret = SECRET, seconds = SECONDS): Record<string, string> => ({
  'omise-signature': digest(body, seconds, secret),
  'omise-signature-timestamp': String(seconds),
});
const bytes = (told: unknown, spaces?: number) => Buffer.from(JSON.stringify(told, null, spaces));
const delivered = (rawBody: Buffer, headers: Record<string, string>): Delivery => ({ rawBody, headers, query: {}, receivedAt: NOW });

/** As the ingress does: the check of the bytes, then, where it says so, the question. */
async function judge({ delivery, held }: Pick<Variant, 'delivery' | 'held'>): Promise<Verdict> {
  const first = omise.webhook?.verify(delivery, held);
  if (first?.accepted !== 'ask') return first ?? { accepted: true };
  const context: OperationContext = { config: {}, now: () => NOW, newId: () => 'msg_1', call };
  return (await omise.webhook?.confirm?.(context, { delivery, secrets: held })) ?? { accepted: true };
}

/** Changes to the bytes or headers of a signed delivery, and to its secret and clock. */
function forged(told: Told, number: number): Variant[] {
  const body = bytes(told);
  const headers = signed(body);
  const { 'omise-signature': signature = '', 'omise-signature-timestamp': time = '' } = headers;
  const variant = (kind: string, reason: Reason, change: Partial<Delivery>, held = [SECRET]): Variant => ({
    kind,
    reason,
    held,
    delivery: { ...delivered(body, headers), ...change },
  });
  const headed = (kind: string, change: Record<string, string>) =>
    variant(kind, 'signature_invalid', { headers: { ...headers, ...change } });
  const flipped = Buffer.from(body);
  const at = (number * 7) % flipped.length;
  flipped[at] = (flipped[at] ?? 0) ^ (1 << (number % 8));
  const ageSeconds = 301 + number ** 3;
  return [
    variant('a bit is flipped', 'signature_invalid', { rawBody: flipped }),
    variant('re-serialised with spaces', 'signature_invalid', { rawBody: bytes(told, 2) }),
    variant('keys in another order', 'signature_invalid', { rawBody: bytes(Object.fromEntries(Object.entries(told).reverse())) }),
    variant('something is added', 'signature_invalid', { rawBody: bytes({ ...told, note: number }) }),
    headed('another time', { 'omise-signature-timestamp': String(SECONDS - 1 - number) }),
    headed('a time with a tail', { 'omise-signature-timestamp': `${time}.0` }),
    headed('a bit of the signature', {
      'omise-signature': `${(Number.parseInt(signature[number] ?? '0', 16) ^ 1).toString(16)}${signature.slice(1)}${number}`,
    }),
    headed('half a signature', { 'omise-signature': signature.slice(0, 63 - number) }),
    headed('in capitals', { 'omise-signature': `${signature.toUpperCase()}A` }),
    headed('with a scheme before it', { 'omise-signature': `v1=${signature}` }),
    variant('no headers', 'signature_invalid', { headers: {} }),
    variant('no time', 'signature_invalid', { headers: { 'omise-signature': signature } }),
    variant('under another header', 'signature_invalid', {
      headers: { 'x-omise-signature': signature, 'omise-signature-timestamp': time },
    }),
    variant('the secret was not decoded', 'signature_invalid', {
      headers: { ...headers, 'omise-signature': digest(body, SECONDS, SECRET, Buffer.from(SECRET)) },
    }),
    variant('an empty secret', 'signature_invalid', { headers: signed(body, '') }),
    variant('the old secret after its overlap', 'signature_invalid', { headers: signed(body, BEFORE) }),
    variant('too old', 'delivery_stale', { headers: signed(body, SECRET, SECONDS - ageSeconds) }),
    variant('old, with the old secret beside', 'delivery_stale', { headers: signed(body, BEFORE, SECONDS - ageSeconds) }, [SECRET, BEFORE]),
  ];
}

/** Rightly signed, or where nothing is signed: what only Omise can refuse. */
function unknown(told: Told, number: number): Variant[] {
  const other = genuine[(genuine.indexOf(told) + 1) % genuine.length] ?? told;
  const changes: [kind: string, body: Buffer, reason: Reason][] = [
    ['an event that never was', bytes({ ...told, id: `evnt_test_never${number}` }), 'signature_invalid'],
    ['the id of another event', bytes({ ...told, id: other.id }), 'signature_invalid'],
    ['another kind', bytes({ ...told, key: 'charge.reverse' }), 'signature_invalid'],
    ['another object', bytes({ ...told, data: { ...told.data, id: `chrg_test_x${number}` } }), 'signature_invalid'],
    [
      "another payment's reference",
      bytes({ ...told, data: { ...told.data, metadata: { payment_id: 'pay_stolen' } } }),
      'signature_invalid',
    ],
    ['an id that leads elsewhere', bytes({ ...told, id: `../charges/${number}` }), 'invalid_input'],
    ['an id in capitals', bytes({ ...told, id: told.id.toUpperCase() }), 'invalid_input'],
    ['no event', bytes({ object: 'charge', id: told.id }), 'invalid_input'],
    ['half of it', bytes(told).subarray(0, 20 + number), 'invalid_input'],
  ];
  return changes.flatMap(([kind, body, reason]) => [
    { kind: `unsigned: ${kind}`, reason, held: [], delivery: delivered(body, {}) },
    { kind: `signed: ${kind}`, reason, held: [SECRET], delivery: delivered(body, signed(body)) },
  ]);
}

describe('hostile deliveries in the name of Omise', () => {
  const variants = genuine.flatMap((told, index) => [...forged(told, index % EACH), ...unknown(told, index % EACH)]);

  it('are far more than two hundred, all different', () => {
    const prints = variants.map(({ delivery, held }) => JSON.stringify([delivery.rawBody.toString('base64'), delivery.headers, held]));
    expect(new Set(prints).size).toBeGreaterThanOrEqual(2_000);
  });

  it('are refused, each for its reason', async () => {
    const told = await Promise.all(variants.map(async (variant) => ({ ...variant, verdict: await judge(variant) })));
    const wrong = told.filter(({ verdict, reason }) => verdict.accepted !== false || verdict.reason !== reason);
    expect(wrong.map(({ kind, verdict, delivery }) => [kind, verdict, delivery.rawBody.toString()])).toEqual([]);
  });

  it('stand beside genuine ones, which are taken with a secret, with two, and without one', async () => {
    for (const told of genuine)
      for (const held of [[SECRET], [BEFORE, SECRET], []])
        expect(await judge({ delivery: delivered(bytes(told), signed(bytes(told))), held })).toEqual({ accepted: true });
  });

  it('say nothing while Omise is not to be reached: the delivery shall come again', async () => {
    const fault = new AppError('provider_unavailable');
    const context: OperationContext = { config: {}, now: () => NOW, newId: () => 'msg_1', call: () => Promise.reject(fault) };
    const delivery = delivered(bytes(genuine[0]), signed(bytes(genuine[0])));
    await expect(omise.webhook?.confirm?.(context, { delivery, secrets: [SECRET] })).rejects.toBe(fault);
  });
});
