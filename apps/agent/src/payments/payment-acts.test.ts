import { AppError } from '@banrimkwae/contract/errors';
import { describe, expect, it } from 'vitest';
import { NOK, type PaymentsRig, paymentsRig } from './payments-rig.ts';
import { FakeProvider } from './provider-rig.ts';

/** A provider whose reading can be made to fail. */
function openDesk() {
  const reading: { fault: AppError | undefined } = { fault: undefined };
  const provider: FakeProvider = new FakeProvider({
    further: {
      getPayment: async (_context, { providerPaymentId }) => {
        if (reading.fault) throw reading.fault;
        const held = provider.payments.get(providerPaymentId);
        if (!held) throw new AppError('provider_rejected');
        return held.snapshot;
      },
    },
  });
  return { rig: paymentsRig({ providers: [provider] }), reading };
}
async function authorized(rig: PaymentsRig, providerPaymentId = 'pi_1'): Promise<string> {
  const id = await rig.take({ capture: 'manual' });
  rig.provider.set(providerPaymentId, 'authorized');
  await rig.webhook(providerPaymentId);
  return id;
}
const captures = (rig: PaymentsRig) => rig.provider.calls.filter((call) => call === 'capturePayment').length;
const inTime = (act: Promise<unknown>) =>
  Promise.race([act.then(() => 'answered'), new Promise((resolve) => setTimeout(() => resolve('still waits'), 1500))]);

describe('taking or letting go an amount', () => {
  it('is answered as soon as the provider has refused, though the payment stands as before', async () => {
    const { rig } = openDesk();
    const id = await authorized(rig);
    rig.provider.forecast('refused');
    const acting = rig.room.act({ paymentId: id, kind: 'capture', idempotencyKey: 'capture-1' }, NOK);
    await rig.drain();
    expect(await inTime(acting)).toBe('answered');
    expect(await acting).toMatchObject({ state: 'authorized' });
  });
  it.each(['provider_unavailable', 'provider_rejected'] as const)(
    'stays asked for while it cannot be read what became of it (%s), is told as a problem, and is done once',
    async (code) => {
      const { rig, reading } = openDesk();
      const id = await authorized(rig);
      rig.provider.forecast('lost');
      reading.fault = new AppError(code);
      void rig.room.act({ paymentId: id, kind: 'capture', idempotencyKey: 'capture-1' }, NOK);
      await rig.drain();
      for (let minute = 0; minute < 20; minute += 1) {
        rig.pass(60_000);
        await rig.drain();
      }
      expect(rig.room.problems()).toMatchObject([{ id: `payment-unanswered-${id}`, severity: 'money', link: `/payments/${id}` }]);
      reading.fault = undefined;
      rig.pass(60_000);
      await rig.drain();
      expect([rig.room.get(id).state, captures(rig), rig.room.problems()]).toEqual(['paid', 1, []]);
    },
  );
  it('under a key that was used for another payment is a conflict, not a silent nothing', async () => {
    const { rig } = openDesk();
    const first = await authorized(rig);
    const second = await authorized(rig, 'pi_2');
    const wish = { kind: 'capture' as const, idempotencyKey: 'capture-1' };
    const acting = rig.room.act({ ...wish, paymentId: first }, NOK);
    await rig.drain();
    await acting;
    await expect(rig.room.act({ ...wish, paymentId: second }, NOK)).rejects.toMatchObject({ code: 'conflict' });
    await expect(rig.room.act({ ...wish, kind: 'cancel', paymentId: first }, NOK)).rejects.toMatchObject({ code: 'conflict' });
    expect(await rig.room.act({ ...wish, paymentId: first }, NOK)).toMatchObject({ state: 'paid' });
    expect(captures(rig)).toBe(1);
  });
});
