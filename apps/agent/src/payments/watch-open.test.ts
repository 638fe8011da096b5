import { AppError } from '@banrimkwae/contract/errors';
import { describe, expect, it } from 'vitest';
import { JOB } from './ground.ts';
import { paymentsRig } from './payments-rig.ts';

describe('reading anew what is open', () => {
  /** Payments that the provider cannot be asked about. */
  const odd = new Set<string>();
  const rigWith = (fault: AppError) =>
    paymentsRig({
      more: (provider) => ({
        getPayment: async (context, input) => {
          if (odd.has(input.providerPaymentId)) throw fault;
          const { getPayment } = provider.operations();
          if (!getPayment) throw new Error('No getPayment');
          return getPayment(context, input);
        },
      }),
    });
  const three = async (fault: AppError) => {
    const rig = rigWith(fault);
    const idOf = (id: string) => rig.room.get(id).providerPaymentId ?? '';
    const takeLater = () => {
      rig.pass(1);
      return rig.take();
    };
    const [before, middle, after] = [await rig.take(), await takeLater(), await takeLater()];
    odd.add(idOf(middle));
    for (const id of [before, after]) rig.provider.pay(idOf(id));
    return { rig, states: () => [before, after].map((id) => rig.room.get(id).state) };
  };

  it('one payment that the provider refuses to tell of keeps no other one waiting', async () => {
    const { rig, states } = await three(new AppError('provider_rejected', { providerCode: 'not_found' }));
    await rig.beat(JOB.refresh);
    expect(states()).toEqual(['paid', 'paid']);
  });

  it('nor does one whose answer cannot be read, when a provider is asked after an outage', async () => {
    const { rig, states } = await three(new AppError('provider_answer_unreadable'));
    await expect(rig.room.askOpen('fake')).rejects.toMatchObject({ code: 'provider_answer_unreadable' });
    expect(states()).toEqual(['paid', 'paid']);
  });

  it('a provider that cannot be reached is not asked for each of them', async () => {
    const { rig, states } = await three(new AppError('provider_unavailable'));
    await rig.beat(JOB.refresh);
    await expect(rig.room.askOpen('fake')).rejects.toMatchObject({ code: 'provider_unavailable' });
    expect(states()).toEqual(['paid', 'waiting']);
  });
});
