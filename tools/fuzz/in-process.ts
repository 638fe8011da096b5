import type { Delivery, ProviderEvent } from '@banrimkwae/connector-kit/connector';
import { AppError } from '@banrimkwae/contract/errors';
import { createClockWatch } from '../../apps/agent/src/ingress/clock-watch.ts';
import { createDoors, type Door, type Received, receive } from '../../apps/agent/src/ingress/receive.ts';
import { garbageBody } from './garbage.ts';
import { type Random, randomOf } from './random.ts';
import { asDelivered, askAbout, type Headers, type Target } from './signers.ts';
import { tamperedBody, tamperedHeaders } from './tampering.ts';

/**
 * Deliveries handed to the ingress's own `receive` (signature, then events) as the listener does, without a socket: what it must take it
 * takes, what it must refuse it refuses, and nothing throws, hangs or leaves a trace.
 */

const SECRET = 'whsec_of_the_fuzz';
const NOW = new Date('2026-11-28T05:00:00.000Z');
const OTHER = 'whsec_of_somebody_else';
const RECEIVING = {
  newId: () => 'whe_fuzz',
  clockWatch: createClockWatch({ time: { wall: () => NOW.getTime(), steady: () => 0 }, newestRowAt: undefined, notBefore: 0 }),
};
/** What the agent holds, with the secret that deliveries are signed with, and without it: never set up, another, ended after a rotation. */
type Held = readonly string[];
const CURRENT: Held = [SECRET];
const ROTATING: Held = ['whsec_the_new_one', SECRET];
const HOLDING: readonly [Held, ...Held[]] = [CURRENT, ROTATING, ['', SECRET]];
const NOT_HOLDING: readonly [Held, ...Held[]] = [[], [''], [OTHER], ['whsec_the_new_one'], [`${SECRET} `]];
const ENOUGH_TO_HANG_MS = 1000;
const BODY_START_BYTES = 2048;
const KINDS: ReadonlySet<string> = new Set<ProviderEvent['about']['kind']>([
  'payment',
  'refund',
  'dispute',
  'warning',
  'guest_message',
  'guest_reachability',
  'reservations',
  'none',
]);

/** `unreadable`: signed as the provider does, but no event of its: events or `invalid_input`, nothing else. */
type Expected = 'taken' | 'refused' | 'unreadable';
type Case = { target: Target; held: Held; delivery: Delivery; expected: Expected };
/** `accepted`: taken though it had to be refused. `refused`: the other way round. `crash`: anything thrown. */
export type Fault = { kind: 'accepted' | 'refused' | 'crash' | 'hang' | 'invariant'; what: string };
/** What a run of cases came to. */
export type Outcome = { genuine: number; hostile: number; signedGarbage: number };

/** Plays the cases of one seed. Each is a function of seed and number alone. */
export function createPlayer(targets: readonly [Target, ...Target[]], seed: number) {
  const doorOf = createDoorsFor(targets);
  const outcome: Outcome = { genuine: 0, hostile: 0, signedGarbage: 0 };
  const play = async (caseNumber: number): Promise<Fault | undefined> => {
    const one = caseOf(targets, randomOf(seed, 'in process', caseNumber), caseNumber);
    outcome[one.expected === 'taken' ? 'genuine' : one.expected === 'refused' ? 'hostile' : 'signedGarbage'] += 1;
    const fault = await tryOne(doorOf(one.target, one.held), one);
    // A busy machine is slow once; what hangs is slow each time.
    return fault?.kind === 'hang' ? tryOne(doorOf(one.target, one.held), one) : fault;
  };
  return { play, outcome };
}

function createDoorsFor(targets: readonly Target[]): (target: Target, held: Held) => Door {
  const connectors = new Map(targets.map(({ id, webhook }) => [id, { manifest: { id, name: id }, webhook }])) as never;
  const doors = new Map(
    [...HOLDING, ...NOT_HOLDING].map((held) => [
      held,
      createDoors({ providers: { webhookSecrets: () => held }, connectors, newId: () => '' }),
    ]),
  );
  return ({ id }, held) => {
    const door = doors.get(held)?.(id);
    if (!door) throw new Error(`No door for ${id}`);
    return door;
  };
}

function caseOf(targets: readonly [Target, ...Target[]], random: Random, caseNumber: number): Case {
  const target = random.pick(targets);
  const genuine = target.signer.body(random, `evt_${caseNumber}`);
  const kind = random.below(100);
  if (kind >= 80) {
    const body = garbageBody(genuine, random);
    return { ...signedCase(target, body, random.pick([CURRENT, ROTATING])), expected: 'unreadable' };
  }
  const signed = signedCase(target, Buffer.from(genuine), CURRENT);
  if (kind < 10) return harmless(signed, random);
  if (kind < 35) return tampered(signed, { rawBody: tamperedBody(signed.delivery.rawBody, random) });
  if (kind < 60) return tampered(signed, { headers: tamperedHeaders(signed.delivery.headers, target.signer, random) });
  if (kind < 65)
    return tampered(signed, {
      rawBody: tamperedBody(signed.delivery.rawBody, random),
      headers: tamperedHeaders(signed.delivery.headers, target.signer, random),
    });
  if (kind < 72) return withoutItsSecret(signed, random);
  return outOfTime(signed, random) ?? tampered(signed, { headers: otherSignature(target, random) });
}

function signedCase(target: Target, body: Buffer, held: Held, { secret = SECRET, at = NOW } = {}): Case {
  const headers = { 'content-type': 'application/json', 'user-agent': 'Provider/1', ...target.signer.sign(body, secret, at) };
  return { target, held, delivery: { headers, rawBody: body, query: {}, receivedAt: NOW }, expected: 'taken' };
}

/** Genuine, with what makes no difference: other headers, an empty or a second secret beside the right one. */
function harmless(signed: Case, random: Random): Case {
  const held = random.pick(HOLDING);
  const extra: readonly [Headers, ...Headers[]] = [
    {},
    { 'x-forwarded-for': "1.2.3.4' OR 1=1" },
    { __proto__: 'x' } as never,
    { a: '\u0000' },
  ];
  const headers = { ...random.pick(extra), ...signed.delivery.headers };
  return { ...signed, held, delivery: { ...signed.delivery, headers } };
}

/** Refused, unless the change left bytes and claims as they were. */
function tampered(signed: Case, change: { rawBody?: Buffer; headers?: Headers }): Case {
  const delivery: Delivery = { ...signed.delivery, ...change };
  const { header, claims, inPath } = signed.target.signer;
  const [claim] = claims(signed.delivery.headers[header] ?? '');
  const given = delivery.headers[header];
  const sameProof = given !== undefined && claims(given).some((one) => one === claim);
  const sameBody = delivery.rawBody.equals(signed.delivery.rawBody);
  // Whoever holds the key of an address may say anything; it is read like any other garbage.
  if (inPath && sameProof && !sameBody) return { ...signed, delivery, expected: 'unreadable' };
  return { ...signed, delivery, expected: sameProof && sameBody ? 'taken' : 'refused' };
}

/** Rightly signed with a secret that is not, or no longer, held; or with none at all. */
function withoutItsSecret({ target, delivery }: Case, random: Random): Case {
  const held = random.pick(NOT_HOLDING);
  const secret = held[0] === '' || held.length === 0 ? random.pick(['', SECRET]) : SECRET;
  const proof = target.signer.needsNoSecret && held.every((one) => one === '');
  return { ...signedCase(target, delivery.rawBody, held, { secret }), expected: proof ? 'taken' : 'refused' };
}

/** Rightly signed, at another time than it arrives. Undefined where the provider signs no time. */
function outOfTime({ target, delivery }: Case, random: Random): Case | undefined {
  const { maximumAgeSeconds } = target.signer;
  if (maximumAgeSeconds === undefined) return undefined;
  const ageSeconds = random.pick([0, 1, -60]) + random.pick([maximumAgeSeconds, maximumAgeSeconds * 2, random.below(1e9), 0]);
  const signed = signedCase(target, delivery.rawBody, CURRENT, { at: new Date(NOW.getTime() - ageSeconds * 1000) });
  return ageSeconds > maximumAgeSeconds ? { ...signed, expected: 'refused' } : signed;
}

/** Of another delivery. */
function otherSignature({ signer }: Target, random: Random): Headers {
  return signer.sign(Buffer.from(signer.body(random, 'evt_of_another')), SECRET, NOW);
}

async function tryOne(door: Door, one: Case): Promise<Fault | undefined> {
  const before = performance.now();
  const fault = await faultOf(door, one);
  const took = performance.now() - before;
  if (fault) return { ...fault, what: `${one.target.id}, to be ${one.expected}: ${fault.what}` };
  return took > ENOUGH_TO_HANG_MS ? { kind: 'hang', what: `${one.target.id}: ${took.toFixed(0)} ms` } : undefined;
}

async function faultOf(door: Door, one: Case): Promise<Fault | undefined> {
  try {
    const ask = (asked: Door, delivery: Delivery) => askAbout(one.target, delivery, asked.secrets);
    const delivery = asDelivered(one.target, one.delivery);
    const received = await receive(door, delivery, { ...RECEIVING, ask });
    return verdictFault(one, received) ?? traceFault(door, { ...one, delivery }, received);
  } catch (fault) {
    return { kind: 'crash', what: String(fault instanceof Error ? fault.stack : fault) };
  }
}

function verdictFault({ expected }: Case, received: Received): Fault | undefined {
  const reason = 'refused' in received ? received.refused : 'cannotTell' in received ? received.cannotTell : undefined;
  if (expected === 'refused' && reason === undefined) return { kind: 'accepted', what: 'it was taken' };
  if (expected === 'taken' && reason !== undefined) return { kind: 'refused', what: reason };
  if (expected === 'unreadable' && reason !== undefined && reason !== 'invalid_input') return { kind: 'refused', what: reason };
  return undefined;
}

/** What is stored of it, and what staff would be shown of it, holds together. */
function traceFault(door: Door, { delivery }: Case, received: Received): Fault | undefined {
  const { redactor } = door;
  const shown = `${JSON.stringify(redactor.headers(delivery.headers))}${redactor.body(delivery.rawBody.subarray(0, BODY_START_BYTES).toString('utf8'))}`;
  if (shown.includes(SECRET)) return { kind: 'invariant', what: 'the secret would be shown' };
  if (Object.keys(Object.prototype).length > 0 || 'polluted' in {})
    return { kind: 'invariant', what: "every object's prototype is changed" };
  if (!('delivery' in received)) return undefined;
  const again = readAgain(door, delivery);
  const wrong = again.find(({ id, type, occurredAt, about }) => {
    const plain = id !== '' && id.isWellFormed() && type.isWellFormed();
    return !plain || Number.isNaN(occurredAt.getTime()) || !KINDS.has(about.kind);
  });
  if (wrong) return { kind: 'invariant', what: `an event that cannot be stored or told: ${JSON.stringify({ ...wrong, data: undefined })}` };
  const stored = received.delivery?.events.map(({ webhookId }) => webhookId) ?? [];
  if (again.map(({ id }) => id).join() !== stored.join()) return { kind: 'invariant', what: 'read anew it is another event' };
  return undefined;
}

/** As the job does that works through it. */
function readAgain({ webhook }: Door, delivery: Delivery): readonly ProviderEvent[] {
  try {
    return webhook.events({ ...delivery, query: {} });
  } catch (fault) {
    if (fault instanceof AppError) return [];
    throw fault;
  }
}
