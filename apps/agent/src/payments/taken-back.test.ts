import { AppError } from '@banrimkwae/contract/errors';
import { describe, expect, it } from 'vitest';
import { MALEE, NOK, paymentsRig } from './payments-rig.ts';
import { FakeProvider } from './provider-rig.ts';

const baht = (amount: number) => ({ amount, currency: 'THB' });

/** A bank: it tells a sum of what it took back, and gives nothing back itself. */
function openBank() {
  const back = { amount: 0 };
  const provider: FakeProvider = new FakeProvider({
    rules: { refund: { way: 'manual_transfer', partial: true } },
    without: ['createRefund', 'listRefunds', 'cancelRefund'],
    further: {
      getPayment: async (_context, { providerPaymentId }) => {
        const held = provider.payments.get(providerPaymentId);
        if (!held) throw new AppError('provider_rejected');
        return { ...held.snapshot, refunded: baht(back.amount) };
      },
    },
  });
  return { rig: paymentsRig({ providers: [provider] }), back };
}

describe('money that the bank takes back by itself', () => {
  it('stands as a refund made there, once for each sum, and can no longer be given back', async () => {
    const { rig, back } = openBank();
    const id = await rig.paid(1000);
    back.amount = 400;
    await rig.webhook('pi_1');
    await rig.room.refresh(id);
    rig.restart();
    await rig.webhook('pi_1');
    expect(rig.room.get(id)).toMatchObject({
      refunded: baht(400),
      refundable: baht(600),
      refunds: [{ state: 'succeeded', amount: baht(400), requestedBy: 'provider', note: 'Made at the provider, not here' }],
    });
    back.amount = 1000;
    rig.pass(1000);
    await rig.webhook('pi_1');
    expect(rig.room.get(id)).toMatchObject({ refunded: baht(1000), refundable: baht(0), canRefund: { allowed: false } });
    expect(rig.room.get(id).refunds.map(({ amount }) => amount.amount)).toEqual([400, 600]);
    expect(rig.events.filter(({ type }) => type === 'refund_changed')).toHaveLength(2);
  });
  it('beside a transfer by hand is told as more than the guest paid', async () => {
    const { rig, back } = openBank();
    const id = await rig.paid(1000);
    const asked = rig.room.refund(
      { paymentId: id, idempotencyKey: 'refund-1', amount: baht(1000), reason: 'guest_request', note: null },
      NOK,
    );
    back.amount = 1000;
    await rig.webhook('pi_1');
    expect(rig.room.problems()).toMatchObject([{ id: `over-refunded-${id}`, severity: 'money' }]);
    rig.room.cancelRefund({ id: asked.id, idempotencyKey: 'cancel-1' }, MALEE);
    expect([rig.room.problems(), rig.room.get(id).refunded]).toEqual([[], baht(1000)]);
  });
});
