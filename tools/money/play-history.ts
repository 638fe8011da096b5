import type { AppError } from '@banrimkwae/contract/errors';
import type { Money } from '@banrimkwae/money';
import type { Actor } from '../../apps/agent/src/access/index.ts';
import { randomOf } from '../fuzz/random.ts';
import { requireTruth } from './compare-books.ts';
import { CLERK, type GatewayWorld, MANAGER, OTHER_CLERK } from './gateway-world.ts';
import type { History, Step } from './steps.ts';

const ACTORS: Readonly<Record<'clerk' | 'other' | 'manager', Actor>> = { clerk: CLERK, other: OTHER_CLERK, manager: MANAGER };
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Distances at which the end is looked at, until everything a provider forgets or ends by itself has ended. */
const AFTERWARDS_MS = [10 * MINUTE_MS, 5 * HOUR_MS, 50 * HOUR_MS];
/** After the others nothing can have changed there or in what we say of it. */
const REACHES_THE_GATEWAY: ReadonlySet<Step['kind']> = new Set(['work', 'webhooks', 'decide', 'late requests arrive', 'look']);
let forms = 0;

/** What a history came to; nothing of it may be wrong. */
export type Played = { refunds: number; unknown: number; deaths: number };

/** Plays one history on a gateway and compares the books after every step and at the end. Throws BooksDiffer, or whatever broke. */
export async function playHistory(world: GatewayWorld, given: History): Promise<Played> {
  forms += 1;
  const prefix = `history-${forms}`;
  world.begin(randomOf(given.turns, 'turns', 0));
  const before = world.deaths;
  const id = await create(world, given, prefix);
  if (given.paysFirst) {
    await created(world, id);
    await pays(world, id);
    await webhooks(world, 'in order');
  }
  for (const step of given.steps) {
    await play({ world, id, prefix }, step);
    if (REACHES_THE_GATEWAY.has(step.kind)) await requireTruth(world, id, 'meanwhile');
  }
  await settle(world);
  await requireTruth(world, id, 'at the end');
  const { refunds } = world.room.get(id, CLERK);
  return { refunds: refunds.length, unknown: refunds.filter(({ state }) => state === 'unknown').length, deaths: world.deaths - before };
}

async function create(world: GatewayWorld, given: History, prefix: string): Promise<string> {
  const ways = world.gateway.ways;
  const way = ways[given.way % ways.length] ?? ways[0];
  world.weather = [...given.creation];
  const before = new Set(world.room.search({ limit: 5 }).items.map(({ id }) => id));
  world.attempt((room) =>
    room.take(
      {
        idempotencyKey: `${prefix}-take`,
        method: way.method,
        amount: { amount: given.amount, currency: 'THB' },
        description: 'Room 12',
        guest: { name: 'Somchai', email: 'somchai@example.com', phone: '+66812345678', country: 'TH' },
        reservationId: null,
        room: '12',
        capture: given.hold && way.holds ? 'manual' : 'automatic',
        details: way.details ?? {},
      },
      CLERK,
    ),
  );
  const id = world.room.search({ limit: 5 }).items.find((one) => !before.has(one.id))?.id;
  if (id === undefined) throw new Error(`${world.gateway.id} took no payment`);
  await world.work();
  return id;
}

type Playing = { world: GatewayWorld; id: string; prefix: string };
type Players = { [Kind in Step['kind']]: (playing: Playing, step: Extract<Step, { kind: Kind }>) => unknown };

const PLAYERS: Players = {
  refund: ({ world, id, prefix }, { share, who, form }) =>
    refund(world, id, { share, actor: ACTORS[who], form: `${prefix}-refund-${form}` }),
  'two clerks': ({ world, id, prefix }, { share }) => {
    for (const actor of [CLERK, OTHER_CLERK]) refund(world, id, { share, actor, form: `${prefix}-both-${actor.id}` });
  },
  work: ({ world }, { coming }) => {
    world.weather = [...coming];
    return world.work();
  },
  decide: (playing, step) => decide(playing, step),
  webhooks: ({ world }, { how }) => webhooks(world, how),
  'dashboard refund': ({ world, id }, { share }) => {
    const { captured, providerPaymentId } = world.room.get(id, CLERK);
    return world.scene('dashboardRefund', { id: providerPaymentId ?? '', amount: shareOf(captured, share).amount });
  },
  'refund ends': ({ world }, { how }) => {
    const { refundEnds } = world.gateway;
    return world.scene(refundEnds[how % Math.max(1, refundEnds.length)] ?? 'none', {});
  },
  'guest pays': ({ world, id }) => pays(world, id),
  'guest is declined': ({ world, id }) => world.scene('guestCardDeclined', { id: world.room.get(id, CLERK).providerPaymentId ?? '' }),
  'guest abandons': ({ world, id }) => world.scene('guestAbandons', { id: world.room.get(id, CLERK).providerPaymentId ?? '' }),
  cancel: ({ world, id, prefix }, { form }) =>
    world.attempt((room) => room.act({ paymentId: id, kind: 'cancel', idempotencyKey: `${prefix}-cancel-${form}` }, CLERK)),
  capture: ({ world, id, prefix }, { share, form }) => {
    const amount = shareOf(world.room.get(id, CLERK).amount, Math.min(100, share));
    return world.attempt((room) =>
      room.act({ paymentId: id, kind: 'capture', idempotencyKey: `${prefix}-capture-${form}`, amount }, CLERK),
    );
  },
  'cancel refund': ({ world, id, prefix }, { which, form }) => {
    const { refunds } = world.room.get(id, CLERK);
    const one = refunds[which % Math.max(1, refunds.length)];
    return one && world.attempt((room) => room.cancelRefund({ id: one.id, idempotencyKey: `${prefix}-stop-${form}` }, CLERK));
  },
  received: ({ world, id, prefix }, { who }) =>
    world.attempt((room) =>
      room.received({ id, idempotencyKey: `${prefix}-received-${who}`, slip: null, note: 'Seen in the bank app' }, ACTORS[who]),
    ),
  'late requests arrive': ({ world }) => lateRequests(world),
  crash: ({ world }) => world.restart(),
  time: ({ world }, { seconds }) => world.pass(seconds * 1000),
  look: ({ world }) => world.look(),
};

async function play(playing: Playing, step: Step): Promise<void> {
  await (PLAYERS[step.kind] as (playing: Playing, step: Step) => unknown)(playing, step);
}

function shareOf(amount: Money, share: number): Money {
  return { ...amount, amount: Math.max(1, Math.floor((amount.amount * share) / 100)) };
}

function refund(
  world: GatewayWorld,
  id: string,
  { share, actor, form }: { share: number; actor: Actor; form: string },
): AppError | undefined {
  const amount = shareOf(world.room.get(id, actor).captured, share);
  return world.attempt((room) => room.refund({ paymentId: id, idempotencyKey: form, amount, reason: 'guest_request', note: null }, actor));
}

/** Whoever may decides; the requester tries it too, and must be refused. */
function decide({ world, id, prefix }: Playing, step: Extract<Step, { kind: 'decide' }>): void {
  const waiting = world.room.approvals.list({ state: 'waiting', limit: 50 }, MANAGER).items.filter(({ paymentId }) => paymentId === id);
  const one = waiting[step.which % Math.max(1, waiting.length)];
  if (!one) return;
  const decision = { id: one.id, approve: step.approve, reason: 'Looked at', bankReference: `BANK-${one.id.slice(-8)}` };
  for (const actor of [CLERK, OTHER_CLERK, MANAGER].filter(({ name }) => name === one.requestedBy)) {
    const refused = world.attempt((room) =>
      room.approvals.decide({ ...decision, idempotencyKey: `${prefix}-own-${one.id.slice(-20)}` }, actor),
    );
    if (!refused) throw new Error(`${actor.name} decided an own request`);
  }
  const decider = one.requestedBy === MANAGER.name ? { ...OTHER_CLERK, holder: 'administrator' as const } : MANAGER;
  world.attempt((room) => room.approvals.decide({ ...decision, idempotencyKey: `${prefix}-dec-${one.id.slice(-20)}` }, decider));
}

async function webhooks(world: GatewayWorld, how: Extract<Step, { kind: 'webhooks' }>['how']): Promise<void> {
  const taken = how === 'one' ? world.inFlight.splice(0, 1) : world.inFlight.splice(0);
  if (how === 'lost') return;
  const order = how === 'backwards' ? taken.toReversed() : how === 'twice' ? [...taken, ...taken] : taken;
  for (const delivery of order) await world.receive(delivery);
}

async function pays(world: GatewayWorld, id: string): Promise<void> {
  const { providerPaymentId, state } = world.room.get(id, CLERK);
  if (providerPaymentId === null || state === 'paid') return;
  await world.scene('guestPays', { id: providerPaymentId });
}

/** In fair weather from here on, so that there is something to pay. */
async function created(world: GatewayWorld, id: string): Promise<void> {
  world.weather = [];
  for (let tries = 0; tries < 3 && world.room.get(id, CLERK).providerPaymentId === null; tries += 1) {
    world.pass(10_000);
    await world.work();
  }
}

async function lateRequests(world: GatewayWorld): Promise<void> {
  for (const deliver of world.underWay.splice(0)) await deliver();
}

/**
 * From here on nothing goes wrong any more, and time goes by until all that can end has ended. What no webhook told is fetched and compared, as the
 * agent does by itself after an outage and every night.
 */
async function settle(world: GatewayWorld): Promise<void> {
  world.weather = [];
  await lateRequests(world);
  for (const milliseconds of AFTERWARDS_MS) {
    await world.work();
    await webhooks(world, 'in order');
    await world.look();
    world.pass(milliseconds);
  }
  await world.work();
  await webhooks(world, 'in order');
  await world.look();
  await world.fetchMissing();
  await world.compareDays();
}
