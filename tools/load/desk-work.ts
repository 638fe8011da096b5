import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../../apps/agent/src/agent-rig.ts';
import type { SandboxControl } from '../../apps/agent/src/practice/index.ts';
import type { Desk } from '../faults/desk.ts';
import { createTally, noteFailure, type Tally } from './answer-times.ts';

export type DeskWork = { desk: Desk; control: SandboxControl; perSecond: number; forMs: number };

const GIVE_UP_MS = 30_000;
const ROOM_CHARGE = { amount: 250_000, currency: 'THB' };
const SMALL_REFUND = { amount: 100, currency: 'THB' };

type Ground = DeskWork & { paid: string[]; stamp: number };
type Task = (ground: Ground, turn: number) => Promise<void>;

/** One turn of the desk's work, over and over; each of these asks a provider at least once. */
const TURN: readonly Task[] = [
  testConnection('stripe'),
  testConnection('line'),
  refresh,
  testConnection('stripe'),
  takePayment,
  testConnection('booking-com'),
  refresh,
  testConnection('stripe'),
  testConnection('line'),
  refund,
];

/** Work at the desk at a steady rate, whether or not what went before is answered. */
export async function workAtDesk(work: DeskWork): Promise<Tally> {
  const ground: Ground = { ...work, paid: [], stamp: Date.now() };
  const tally = createTally();
  const underWay = new Set<Promise<void>>();
  const begun = performance.now();
  let turn = 0;
  for (let passed = 0; passed < work.forMs; passed = performance.now() - begun) {
    const due = Math.floor((passed / 1000) * work.perSecond);
    for (; turn < due; turn += 1) {
      const task = TURN[turn % TURN.length];
      if (!task) continue;
      const done = measure(tally, () => task(ground, turn)).finally(() => underWay.delete(done));
      underWay.add(done);
    }
    await sleep(10);
  }
  while (underWay.size > 0) await Promise.all(underWay);
  return tally;
}

async function measure(tally: Tally, act: () => Promise<void>): Promise<void> {
  const before = performance.now();
  const timer = new AbortController();
  try {
    await Promise.race([act(), tooLate(timer.signal)]);
    tally.answered += 1;
    tally.times.push(performance.now() - before);
  } catch (fault) {
    noteFailure(tally, fault instanceof Error ? fault.message : String(fault));
  } finally {
    timer.abort();
  }
}

async function tooLate(signal: AbortSignal): Promise<never> {
  await sleep(GIVE_UP_MS, undefined, { signal }).catch(() => undefined);
  throw new Error(`no answer within ${GIVE_UP_MS / 1000} s`);
}

function testConnection(id: string): Task {
  return async ({ desk }) => {
    const { success, error } = await desk.ask((client) => client.providers.test({ id }));
    if (!success) throw new Error(`test of ${id}: ${error}`);
  };
}

async function takePayment({ desk, control, paid, stamp }: Ground, turn: number): Promise<void> {
  const form: Parameters<Client['payments']['create']>[0] = {
    idempotencyKey: `load-payment-${stamp}-${turn}`,
    method: 'card_link',
    amount: ROOM_CHARGE,
    description: 'Room charge',
    guest: { name: `Guest ${turn}`, email: null, phone: null },
    room: null,
    reservationId: null,
    capture: 'automatic',
  };
  const { id, providerPaymentId } = await desk.ask((client) => client.payments.create(form));
  if (providerPaymentId === null) return;
  await control.play('stripe', 'guestPays', { id: providerPaymentId });
  paid.push(id);
}

async function refresh(ground: Ground): Promise<void> {
  const id = ground.paid.at(-1);
  if (id === undefined) return testConnection('stripe')(ground, 0);
  await ground.desk.ask((client) => client.payments.refresh({ id }));
}

async function refund(ground: Ground, turn: number): Promise<void> {
  // Not the newest: that one may not be known as paid yet. A clerk who sees that it is not has nothing to give back.
  const id = ground.paid.at(-3);
  if (id === undefined) return testConnection('stripe')(ground, turn);
  const { state } = await ground.desk.ask((client) => client.payments.get({ id }));
  if (state !== 'paid') return;
  const form = {
    id,
    idempotencyKey: `load-refund-${ground.stamp}-${turn}`,
    amount: SMALL_REFUND,
    reason: 'guest_request' as const,
    note: null,
  };
  await ground.desk.ask((client) => client.payments.refund(form));
}
