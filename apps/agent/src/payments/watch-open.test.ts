import { AppError } from '@banrimkwae/contract/errors';
import { describe, expect, it } from 'vitest';
import { paymentsRig } from './payments-rig.ts';
import { FakeProvider } from './provider-rig.ts';

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
  it('is not stopped by one answer that nobody can read; but a provider that is away is asked once', async () => {
    const odd = new Map<string, AppError>();
    const provider: FakeProvider = new FakeProvider({
      further: {
        getPayment: async (_context, { providerPaymentId }) => {
          const held = provider.payments.get(providerPaymentId);
          const fault = odd.get(providerPaymentId) ?? (held ? undefined : new AppError('provider_rejected'));
          if (fault || !held) throw fault;
          return held.snapshot;
        },
      },
    });
    const rig = paymentsRig({ providers: [provider] });
    await rig.take();
    rig.pass(1);
    const second = await rig.take();
    provider.pay('pi_2');
    odd.set('pi_1', new AppError('provider_unavailable'));
    await rig.beat('payment.refresh');
    expect(rig.room.get(second).state).toBe('waiting');
    odd.set('pi_1', new AppError('provider_answer_unreadable'));
    await rig.beat('payment.refresh');
    expect(rig.room.get(second).state).toBe('paid');
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
  it('takes nothing of a payment that has failed, and keeps why it did', async () => {
    const asked: (boolean | undefined)[] = [];
    const provider: FakeProvider = new FakeProvider({
      further: {
        getPayment: async (_context, { providerPaymentId, payment }) => {
          asked.push(payment.isOver);
          const held = provider.payments.get(providerPaymentId);
          if (!held) throw new AppError('provider_rejected');
          const failure = payment.isOver ? null : { code: 'refused', message: 'The request was refused.' };
          return { ...held.snapshot, failure };
        },
      },
    });
    const rig = paymentsRig({ providers: [provider] });
    const id = await rig.take();
    provider.set('pi_1', 'failed');
    await rig.webhook('pi_1');
    await rig.room.refresh(id);
    expect(asked).toEqual([false, true]);
    expect(rig.room.get(id)).toMatchObject({ state: 'failed', failure: { code: 'refused' } });
  });
  it('counts money on the day it was heard of where the provider tells no time', async () => {
    const rig = paymentsRig();
    const id = await rig.take();
    rig.provider.set('pi_1', 'paid');
    await rig.webhook('pi_1');
    expect(rig.room.get(id).paidAt).toBe('2026-11-23T02:00:00.000Z');
  });
});
