import { describe, expect, it } from 'vitest';
import { paymentsRig } from './payments-rig.ts';

describe('looking at what is open', () => {
  it('is not stopped by one payment that the provider says no to', async () => {
    const rig = paymentsRig();
    await rig.take();
    const second = await rig.take();
    rig.provider.payments.delete('pi_1');
    rig.provider.pay('pi_2');
    await rig.beat('payment.refresh');
    expect(rig.room.get(second).state).toBe('paid');
    const third = await rig.take();
    rig.provider.pay('pi_3');
    expect(await rig.room.askOpen('fake')).toMatchObject({ asked: 2, moved: 1 });
    expect(rig.room.get(third).state).toBe('paid');
  });
  it('after a silence asks for held amounts too: one may have lapsed, or been taken at the provider', async () => {
    const rig = paymentsRig();
    const id = await rig.take({ capture: 'manual' });
    rig.provider.set('pi_1', 'authorized');
    await rig.webhook('pi_1');
    rig.provider.set('pi_1', 'expired');
    expect(await rig.room.askOpen('fake')).toMatchObject({ asked: 1, moved: 1 });
    expect(rig.room.get(id).state).toBe('expired');
  });
  it('counts money on the day it was heard of where the provider tells no time', async () => {
    const rig = paymentsRig();
    const id = await rig.take();
    rig.provider.set('pi_1', 'paid');
    await rig.webhook('pi_1');
    expect(rig.room.get(id).paidAt).toBe('2026-11-23T02:00:00.000Z');
  });
});
