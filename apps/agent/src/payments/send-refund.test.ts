import { describe, expect, it } from 'vitest';
import { MALEE, NOK, paymentsRig } from './payments-rig.ts';

describe('a refund whose provider cannot be reached', () => {
  it('is tried ever more seldom, told once in its story, and as a problem after a quarter of an hour', async () => {
    const rig = paymentsRig();
    const id = await rig.paid(1000);
    rig.provider.forecast(...Array.from({ length: 2000 }, () => 'unsent' as const));
    const wish = {
      paymentId: id,
      idempotencyKey: 'refund-1',
      amount: { amount: 400, currency: 'THB' },
      reason: 'guest_request' as const,
      note: null,
    };
    const refund = rig.room.refund(wish, NOK);
    for (let second = 0; second < 1800; second += 1) {
      rig.pass(1000);
      await rig.drain();
    }
    expect(rig.provider.calls.filter((call) => call === 'createRefund').length).toBeLessThan(60);
    expect(rig.room.timeline(id).filter(({ title }) => title.en === 'Refund being sent')).toHaveLength(1);
    expect(rig.room.problems()).toMatchObject([{ id: `refund-unsent-${refund.id}`, severity: 'money', link: `/payments/${id}` }]);
    await expect(rig.room.cancelRefund({ id: refund.id, idempotencyKey: 'cancel-1' }, MALEE)).resolves.toMatchObject({
      state: 'cancelled',
    });
    expect(rig.room.problems()).toEqual([]);
  });
});
