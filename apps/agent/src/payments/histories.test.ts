import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../access/index.ts';
import { writeSetting } from '../store/settings.ts';
import { MALEE, NOK, type PaymentsRig, paymentsRig } from './payments-rig.ts';
import { FakeProvider, type Traits, type Weather } from './provider-rig.ts';

const GATEWAYS = {
  with_keys: {},
  without_keys: { without: ['refundKeyLifetimeSeconds'] },
  by_hand: { rules: { refund: { way: 'manual_transfer', partial: true } } },
} as const satisfies Record<string, Traits>;
const CLERKS: readonly Actor[] = [NOK, { id: 'op_dao', name: 'Dao', holder: 'front_desk' }, MALEE];

const weather = fc.constantFrom<Weather>('fine', 'fine', 'lost', 'late', 'late', 'cut', 'refused', 'unsent');
// Mostly what one clerk may give back alone, so that it is sent.
const amount = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 150 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 700 }) },
);
const which = fc.integer({ min: 0, max: 4 });
const who = fc.integer({ min: 0, max: CLERKS.length - 1 });
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('refund' as const), amount, key: fc.integer({ min: 1, max: 6 }), who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('console' as const), amount }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('work' as const), weather: fc.array(weather, { maxLength: 3 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('webhook' as const), about: fc.constantFrom('payment' as const, 'refund' as const) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('time' as const), seconds: fc.integer({ min: 1, max: 90 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('bank_returns' as const), which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('decide' as const), which, who, approve: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('guests_are_asked' as const), asked: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lands' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
type Play = { rig: PaymentsRig; id: string; waited: number; decisions: number };

const CAPTURED = 1000;
/** What one clerk may give back alone, in minor units. */
const LIMIT = 300;
/** A request that was given up is carried out within this time or never. */
const LONGEST_UNDER_WAY_SECONDS = 600;

const MOVES: { [Kind in Step['kind']]: (play: Play, step: Extract<Step, { kind: Kind }>) => unknown } = {
  refund: ({ rig, id }, { amount, key, who }) =>
    attempt(() =>
      rig.room.refund(
        { paymentId: id, idempotencyKey: `refund-${key}`, amount: { amount, currency: 'THB' }, reason: 'guest_request', note: null },
        CLERKS[who] ?? NOK,
      ),
    ),
  console: ({ rig }, { amount }) => attempt(() => rig.provider.refundInConsole('pi_1', amount)),
  work: ({ rig }, { weather }) => {
    rig.provider.forecast(...weather);
    return rig.drain();
  },
  webhook: ({ rig }, { about }) => rig.webhook('pi_1', about),
  crash: ({ rig }) => rig.restart(),
  time: (play, { seconds }) => {
    play.rig.pass(seconds * 1000);
    play.waited += seconds;
    if (play.waited >= LONGEST_UNDER_WAY_SECONDS) MOVES.lands(play, { kind: 'lands' });
  },
  bank_returns: ({ rig }, { which }) => rig.provider.setRefund(`re_${which + 1}`, 'failed'),
  decide: (play, { which, who, approve }) => {
    const waiting = play.rig.room.approvals.list({ state: 'waiting', limit: 9 }, MALEE).items;
    const chosen = waiting[which % Math.max(1, waiting.length)];
    if (chosen) attempt(() => decide(play, { id: chosen.id, approve, by: CLERKS[who] ?? NOK }));
  },
  cancel: ({ rig, id }, { which }) => {
    const refund = rig.room.get(id).refunds[which];
    // The answer is not waited for: it may take until the next work.
    if (refund) void rig.room.cancelRefund({ id: refund.id, idempotencyKey: `cancel-${which}` }, NOK).catch(expectRefusal);
  },
  guests_are_asked: ({ rig }, { asked }) => {
    rig.provider.refundsWait = asked;
  },
  lands: (play) => {
    play.rig.provider.land();
    play.waited = 0;
  },
};

function decide(play: Play, { id, approve, by }: { id: string; approve: boolean; by: Actor }): void {
  play.decisions += 1;
  const reason = approve ? null : 'Not agreed';
  play.rig.room.approvals.decide(
    { id, idempotencyKey: `decide-${play.decisions}`, approve, reason, bankReference: `REF-${play.decisions}` },
    by,
  );
}

async function play(gateway: keyof typeof GATEWAYS, steps: readonly Step[]) {
  const rig = paymentsRig({ providers: [new FakeProvider(GATEWAYS[gateway])] });
  const limits = ['front_desk', 'manager'].map((holder) => ({ holder, upTo: { amount: LIMIT, currency: 'THB' } }));
  const holds = { riskLevels: [], amountOver: [], countryMismatch: false, triesOver: null };
  const value = JSON.stringify({ refundLimits: limits, routing: [], costs: [], holds });
  writeSetting(rig.database, { name: 'money-rules', value, at: '2026-11-23T02:00:00.000Z' });
  const state: Play = { rig, id: await rig.paid(CAPTURED), waited: 0, decisions: 0 };
  for (const each of steps) {
    await (MOVES[each.kind] as (play: Play, step: Step) => unknown)(state, each);
    expectTruth(state);
  }
  await comeToRest(state);
  expectTruth(state);
  return { rig, payment: rig.room.get(state.id) };
}

/** What holds at every moment: nobody is told "refunded" without proof, and we never give back more than came in, nor more alone than allowed. */
function expectTruth({ rig, id }: Play): void {
  const { refunds } = rig.room.get(id);
  const known = rig.provider.refunds.map(({ providerRefundId }) => providerRefundId);
  for (const refund of refunds.filter(({ state }) => state === 'succeeded')) {
    if (refund.way === 'manual_transfer') expect(refund.bankReference).toMatch(/^REF-/);
    else expect(known).toContain(refund.providerRefundId);
  }
  expect(rig.provider.refundedTotal('pi_1')).toBeLessThanOrEqual(CAPTURED);
  const ours = refunds.filter(({ requestedBy, state }) => requestedBy !== 'provider' && state !== 'failed' && state !== 'cancelled');
  expect(ours.reduce((sum, each) => sum + each.amount.amount, 0)).toBeLessThanOrEqual(CAPTURED);
  const alone = rig.database
    .prepare(
      `SELECT sum(amount) AS alone FROM refunds WHERE requested_by_id IS NOT NULL AND state NOT IN ('failed', 'cancelled')
       AND NOT EXISTS (SELECT 1 FROM approvals WHERE refund_id = refunds.id) GROUP BY requested_by_id HAVING alone > ?`,
    )
    .all(LIMIT);
  expect(alone).toEqual([]);
  const same = rig.database
    .prepare("SELECT 1 FROM approvals WHERE requested_by_id = decided_by_id AND state IN ('approved', 'rejected')")
    .all();
  expect(same).toEqual([]);
}

async function comeToRest(play: Play): Promise<void> {
  const { rig } = play;
  MOVES.lands(play, { kind: 'lands' });
  rig.provider.forecast();
  for (const { id, kind } of rig.room.approvals.list({ state: 'waiting', limit: 50 }, MALEE).items)
    if (kind === 'refund') decide(play, { id, approve: false, by: { id: 'op_som', name: 'Som', holder: 'manager' } });
  for (let round = 0; round < 8; round += 1) {
    rig.pass(400_000);
    await rig.drain();
  }
  await rig.webhook('pi_1', 'refund');
}

function attempt(act: () => unknown): void {
  try {
    act();
  } catch (fault) {
    expectRefusal(fault);
  }
}

/** The desk or the provider said no: that is an answer, and the invariants are what counts. */
function expectRefusal(fault: unknown): void {
  expect(fault).toMatchObject({ name: 'AppError' });
}

describe('whatever happens to a refund', () => {
  it.each(Object.keys(GATEWAYS) as (keyof typeof GATEWAYS)[])(
    'at a gateway %s money is given back once, never more than was paid, and the screen says what the provider says',
    async (gateway) => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
          const { rig, payment } = await play(gateway, steps);
          const atProvider = rig.provider.refunds.filter(({ state }) => state === 'succeeded');
          const byProvider = payment.refunds.filter(({ state, way }) => state === 'succeeded' && way === 'provider');
          expect(byProvider.map(({ providerRefundId }) => providerRefundId).sort()).toEqual(
            atProvider.map(({ providerRefundId }) => providerRefundId).sort(),
          );
          const told = payment.refunds.filter(({ state }) => state === 'succeeded');
          expect(payment.refunded.amount).toBe(told.reduce((sum, each) => sum + each.amount.amount, 0));
          const references = rig.provider.refunds.map(({ ourReference }) => ourReference).filter((reference) => reference !== null);
          expect(new Set(references).size).toBe(references.length);
          expect(payment.refunds.filter(({ state, way }) => state === 'sending' || (state === 'approved' && way === 'provider'))).toEqual(
            [],
          );
          const problems = rig.room.problems().map(({ id }) => id);
          for (const { id, state } of payment.refunds) if (state === 'unknown') expect(problems).toContain(`refund-${id}`);
        }),
        { numRuns: 100 },
      );
    },
    60_000,
  );
});
