import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { insist } from './desk.ts';
import type { RoundPlan } from './plan.ts';
import { type Chance, createChance, seedOf } from './random.ts';
import type { World } from './world.ts';

/** What is asked of the agent while things go wrong. `forms` resolves when everything asked at the desk was answered. */
export type Load = { ended: Promise<void>; forms: () => Promise<void> };

const GUESTS = 3;
const GUEST_EVERY_MS = { shortest: 15, longest: 45 };
const NEW_PAYMENTS = 2;
const REFUNDS = 6;
const ROOM_CHARGE = { amount: 500_000, currency: 'THB' };
const SMALL_REFUND = { amount: 100, currency: 'THB' };
/** Every form of the rounds begins so; the practice week's do not. */
export const OURS = 'fault-';
const PATIENCE_MS = 80_000;

/** Guests write, clerks take payments and give money back, someone answers a guest, the owner refunds in the provider's own console. */
export function startLoad(world: World, plan: RoundPlan): Load {
  const chance = createChance(seedOf(plan.seed + 1, plan.round));
  const end = performance.now() + plan.loadMs;
  const until = AbortSignal.timeout(plan.loadMs + PATIENCE_MS);
  const forms: Promise<void>[] = [];
  const clerk = async (times: number, act: (turn: number) => Promise<void>) => {
    for (let turn = 0; turn < times && performance.now() < end; turn += 1) {
      const form = act(turn);
      // Whoever waits for all of them hears of it; until then it must not end the run.
      form.catch(() => undefined);
      forms.push(form);
      await sleep(plan.loadMs / (times + 1));
    }
  };
  disturb(world, chance);
  const key = (what: string, turn: number) => `${OURS}${what}-${plan.seed}-${plan.round}-${turn}`;
  const ended = Promise.all([
    ...Array.from({ length: GUESTS }, (_, guest) => writeMessages(world, { chance, end, name: `r${plan.round}-g${guest}` })),
    clerk(NEW_PAYMENTS, (turn) => takePayment(world, key('payment', turn), until)),
    clerk(REFUNDS, (turn) => refundSome(world, { key: key('refund', turn), chance, until })),
    clerk(1, (turn) => answerGuest(world, key('answer', turn), until)),
    refundInConsole(world, chance, plan.loadMs),
  ]);
  return {
    ended: ended.then(() => undefined),
    forms: async () => {
      await ended;
      await Promise.all(forms);
    },
  };
}

function disturb({ providers }: World, chance: Chance): void {
  for (const provider of ['line', 'stripe'])
    providers.disturbDeliveries({ provider, kind: chance.pick(['duplicate', 'late', 'reorder'] as const), times: chance.between(1, 3) });
}

async function writeMessages({ providers }: World, { chance, end, name }: { chance: Chance; end: number; name: string }): Promise<void> {
  for (let turn = 0; performance.now() < end; turn += 1) {
    await providers.control.play('line', 'guestWrites', { text: `${name}-${turn}` });
    await sleep(chance.between(GUEST_EVERY_MS.shortest, GUEST_EVERY_MS.longest));
  }
}

async function takePayment(world: World, key: string, until: AbortSignal): Promise<void> {
  const { desk, ledger, providers } = world;
  const form = {
    idempotencyKey: key,
    method: 'card_link' as const,
    amount: ROOM_CHARGE,
    description: 'Room charge',
    guest: { name: key, email: null, phone: null },
    room: null,
    reservationId: null,
    capture: 'automatic' as const,
  };
  const made = await insist(desk, (client) => client.payments.create(form), until);
  if (made === 'refused') throw new Error(`A payment was refused: ${key}`);
  ledger.payments.set(key, made.id);
  const linked = await insist(
    desk,
    async (client) => {
      const payment = await client.payments.get({ id: made.id });
      if (payment.providerPaymentId === null && payment.state !== 'failed') throw new Error('The provider has not taken it yet');
      return payment;
    },
    until,
  );
  // Refused by the provider, for example because our clock asked for a page that stays open too long: nobody can pay it.
  if (linked === 'refused' || linked.providerPaymentId === null) return;
  await providers.control.play('stripe', 'guestPays', { id: linked.providerPaymentId });
}

type SomeRefund = { key: string; chance: Chance; until: AbortSignal };

async function refundSome({ desk, ledger }: World, { key, chance, until }: SomeRefund): Promise<void> {
  const paid = await insist(desk, async (client) => (await client.payments.search({ state: 'paid', limit: 200 })).items, until);
  if (paid === 'refused') return;
  const ours = paid.filter(({ guest, refundable }) => guest.name.startsWith(OURS) && refundable.amount > SMALL_REFUND.amount * 10);
  if (ours.length === 0) return;
  const { id } = chance.pick(ours);
  const form = { id, idempotencyKey: key, amount: SMALL_REFUND, reason: 'guest_request' as const, note: null };
  const made = await insist(desk, (client) => client.payments.refund(form), until);
  if (made !== 'refused') ledger.refunds.set(key, made.id);
}

async function answerGuest({ desk, ledger }: World, key: string, until: AbortSignal): Promise<void> {
  const found = await insist(desk, async (client) => (await client.messages.conversations({ limit: 1 })).items, until);
  const id = found === 'refused' ? undefined : found[0]?.id;
  if (id === undefined) return;
  const made = await insist(desk, (client) => client.messages.send({ id, idempotencyKey: key, text: key }), until);
  if (made !== 'refused') ledger.messages.set(key, made.id);
}

const Refusal = z.object({ code: z.string() });

/** Refunds made where the agent does not see it must be found, and counted once. */
async function refundInConsole({ providers }: World, chance: Chance, loadMs: number): Promise<void> {
  await sleep(chance.between(0, loadMs));
  await providers.control.play('stripe', 'dashboardRefund', { amount: SMALL_REFUND.amount }).catch((fault: unknown) => {
    // Everything is refunded there already: nothing to do in the console either.
    if (Refusal.safeParse(fault).data?.code !== 'provider_rejected') throw fault;
  });
}
