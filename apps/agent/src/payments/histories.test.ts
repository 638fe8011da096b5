import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOK, paymentsRig } from './payments-rig.ts';
import type { Weather } from './provider-rig.ts';

const weather = fc.constantFrom<Weather>('fine', 'fine', 'lost', 'cut', 'refused', 'unsent');
const amount = fc.integer({ min: 1, max: 700 });
const step = fc.oneof(
  fc.record({ kind: fc.constant('refund' as const), amount, key: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ kind: fc.constant('console' as const), amount }),
  fc.record({ kind: fc.constant('work' as const), weather: fc.array(weather, { maxLength: 3 }) }),
  fc.record({ kind: fc.constant('webhook' as const), about: fc.constantFrom('payment' as const, 'refund' as const) }),
  fc.record({ kind: fc.constant('crash' as const) }),
  fc.record({ kind: fc.constant('time' as const), seconds: fc.integer({ min: 1, max: 90 }) }),
  fc.record({ kind: fc.constant('bank_returns' as const), which: fc.integer({ min: 1, max: 5 }) }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const CAPTURED = 1000;

async function play(steps: readonly Step[]) {
  const rig = paymentsRig();
  const id = await rig.paid(CAPTURED);
  for (const each of steps) {
    if (each.kind === 'refund')
      attempt(() =>
        rig.room.refund(
          {
            paymentId: id,
            idempotencyKey: `refund-${each.key}`,
            amount: { amount: each.amount, currency: 'THB' },
            reason: 'guest_request',
            note: null,
          },
          NOK,
        ),
      );
    if (each.kind === 'console') attempt(() => rig.provider.refundInConsole('pi_1', each.amount));
    if (each.kind === 'work') {
      rig.provider.forecast(...each.weather);
      await rig.drain();
    }
    if (each.kind === 'webhook') await rig.webhook('pi_1', each.about);
    if (each.kind === 'crash') rig.restart();
    if (each.kind === 'time') rig.pass(each.seconds * 1000);
    if (each.kind === 'bank_returns') rig.provider.setRefund(`re_${each.which}`, 'failed');
    const claimed = rig.room.get(id).refunds.filter(({ state }) => state === 'succeeded');
    for (const refund of claimed)
      expect(rig.provider.refunds.map(({ providerRefundId }) => providerRefundId)).toContain(refund.providerRefundId);
    expect(rig.provider.refundedTotal('pi_1')).toBeLessThanOrEqual(CAPTURED);
  }
  rig.provider.forecast();
  for (let round = 0; round < 5; round += 1) {
    rig.pass(400_000);
    await rig.drain();
  }
  await rig.webhook('pi_1', 'refund');
  return { rig, payment: rig.room.get(id) };
}

function attempt(act: () => unknown): void {
  try {
    act();
  } catch (fault) {
    // The desk or the provider said no: that is an answer, and the invariants below are what counts.
    expect(fault).toMatchObject({ name: 'AppError' });
  }
}

describe('whatever happens to a refund', () => {
  it('money is given back once, never more than was paid, and the screen says what the provider says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const { rig, payment } = await play(steps);
        const atProvider = rig.provider.refunds.filter(({ state }) => state === 'succeeded');
        expect(payment.refunded.amount).toBe(atProvider.reduce((sum, each) => sum + each.amount.amount, 0));
        expect(
          payment.refunds
            .filter(({ state }) => state === 'succeeded')
            .map(({ providerRefundId }) => providerRefundId)
            .sort(),
        ).toEqual(atProvider.map(({ providerRefundId }) => providerRefundId).sort());
        const references = rig.provider.refunds.map(({ ourReference }) => ourReference).filter((reference) => reference !== null);
        expect(new Set(references).size).toBe(references.length);
        expect(payment.refunds.filter(({ state }) => ['requested', 'sending', 'unknown'].includes(state))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});
