import type { AppError } from '@banrimkwae/contract/errors';
import type { Actor } from '../../apps/agent/src/access/index.ts';
import { requireTruth } from './compare-books.ts';
import { CLERK, type GatewayWorld, MANAGER, OTHER_CLERK } from './gateway-world.ts';
import type { History, Step } from './steps.ts';

const ACTORS: Readonly<Record<'clerk' | 'other' | 'manager', Actor>> = { clerk: CLERK, other: OTHER_CLERK, manager: MANAGER };
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Distances at which the end is looked at, until everything a provider forgets or ends by itself has ended. */
const AFTERWARDS_MS = [MINUTE_MS, 10 * MINUTE_MS, HOUR_MS, 5 * HOUR_MS, 20 * HOUR_MS, 30 * HOUR_MS];
let forms = 0;

/** What a history came to; nothing of it may be wrong. */
export type Played = { refunds: number; unknown: number; died: number };

/** Plays one history on a gateway and compares the books after every step and at the end. Throws BooksDiffer, or whatever broke. */
export async function playHistory(world: GatewayWorld, given: History): Promise<Played> {
  forms += 1;
  const prefix = `history-${forms}`;
  const id = await create(world, given, prefix);
  if (given.paysFirst) {
    await pays(world, id);
    await webhooks(world, 'in order');
  }
  for (const step of given.steps) {
    await play(world, { id, prefix, step });
    await requireTruth(world, id, 'meanwhile');
  }
  await settle(world);
  await requireTruth(world, id, 'at the end');
  const { refunds } = world.room.get(id, CLERK);
  return { refunds: refunds.length, unknown: refunds.filter(({ state }) => state === 'unknown').length, died: world.deaths };
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

type Playing = { id: string; prefix: string; step: Step };

async function play(world: GatewayWorld, { id, prefix, step }: Playing): Promise<void> {
  switch (step.kind) {
    case 'refund':
      return void refund(world, id, { share: step.share, actor: ACTORS[step.who], form: `${prefix}-refund-${step.form}` });
    case 'two clerks':
      for (const actor of [CLERK, OTHER_CLERK]) refund(world, id, { share: step.share, actor, form: `${prefix}-both-${actor.id}` });
      return;
    case 'work':
      world.weather = [...step.coming];
      return world.work();
    case 'decide':
      return decide(world, id, { prefix, step });
    case 'webhooks':
      return webhooks(world, step.how);
    case 'dashboard refund': {
      const { captured, providerPaymentId } = world.room.get(id, CLERK);
      const amount = Math.max(1, Math.floor((captured.amount * step.share) / 100));
      return void (await world.scene('dashboardRefund', { id: providerPaymentId ?? '', amount }));
    }
    case 'refund ends': {
      const scene = world.gateway.refundEnds[step.how % Math.max(1, world.gateway.refundEnds.length)];
      return void (scene && (await world.scene(scene, {})));
    }
    case 'guest pays':
      return pays(world, id);
    case 'guest is declined':
      return void (await world.scene('guestCardDeclined', { id: world.room.get(id, CLERK).providerPaymentId ?? '' }));
    case 'guest abandons':
      return void (await world.scene('guestAbandons', { id: world.room.get(id, CLERK).providerPaymentId ?? '' }));
    case 'cancel':
      return void world.attempt((room) =>
        room.act({ paymentId: id, kind: 'cancel', idempotencyKey: `${prefix}-cancel-${step.form}` }, CLERK),
      );
    case 'capture': {
      const { amount } = world.room.get(id, CLERK);
      const part = { ...amount, amount: Math.max(1, Math.floor((amount.amount * Math.min(100, step.share)) / 100)) };
      return void world.attempt((room) =>
        room.act({ paymentId: id, kind: 'capture', idempotencyKey: `${prefix}-capture-${step.form}`, amount: part }, CLERK),
      );
    }
    case 'cancel refund': {
      const { refunds } = world.room.get(id, CLERK);
      const one = refunds[step.which % Math.max(1, refunds.length)];
      if (one) world.attempt((room) => room.cancelRefund({ id: one.id, idempotencyKey: `${prefix}-stop-${step.form}` }, CLERK));
      return;
    }
    case 'received':
      return void world.attempt((room) =>
        (room as any).received?.(
          { paymentId: id, idempotencyKey: `${prefix}-received-${step.who}`, slip: null, note: 'Seen in the bank app' },
          ACTORS[step.who],
        ),
      );
    case 'late requests arrive':
      return lateRequests(world);
    case 'crash':
      return world.restart();
    case 'time':
      return world.pass(step.seconds * 1000);
    case 'look':
      return world.look('payment.refresh');
  }
}

function refund(
  world: GatewayWorld,
  id: string,
  { share, actor, form }: { share: number; actor: Actor; form: string },
): AppError | undefined {
  const { captured } = world.room.get(id, actor);
  const amount = { ...captured, amount: Math.max(1, Math.floor((captured.amount * share) / 100)) };
  return world.attempt((room) => room.refund({ paymentId: id, idempotencyKey: form, amount, reason: 'guest_request', note: null }, actor));
}

/** Whoever may decides; the requester tries it too, and must be refused. */
function decide(world: GatewayWorld, id: string, { prefix, step }: { prefix: string; step: Extract<Step, { kind: 'decide' }> }): void {
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

async function lateRequests(world: GatewayWorld): Promise<void> {
  for (const deliver of world.underWay.splice(0)) await deliver();
}

/** From here on nothing goes wrong any more, and time goes by until all that can end has ended. */
async function settle(world: GatewayWorld): Promise<void> {
  world.weather = [];
  await lateRequests(world);
  for (const milliseconds of AFTERWARDS_MS) {
    await world.work();
    await webhooks(world, 'in order');
    await world.look('payment.refresh');
    world.pass(milliseconds);
  }
  await world.work();
  await webhooks(world, 'in order');
  await world.look('payment.refresh');
}
