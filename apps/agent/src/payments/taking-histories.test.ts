import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOK, paymentsRig } from './payments-rig.ts';
import { FakeProvider, type Weather } from './provider-rig.ts';

const IDS = ['a', 'b', 'c'] as const;
const id = fc.constantFrom(...IDS);
const weather = fc.constantFrom<Weather>('fine', 'lost', 'cut', 'refused', 'unsent', 'unsent', 'unsent');
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('work' as const) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('time' as const), seconds: fc.integer({ min: 2, max: 200 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('weather' as const), id, weather: fc.array(weather, { minLength: 1, maxLength: 3 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('down' as const), id, down: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('pause' as const), id, pause: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash in the call' as const), arrived: fc.boolean() }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
const FORM = {
  idempotencyKey: 'the-only-form',
  method: 'card_link' as const,
  amount: { amount: 5000, currency: 'THB' },
  description: 'Deposit',
  guest: { name: 'Somchai', email: null, phone: null, country: null },
  reservationId: null,
  room: null,
  capture: 'automatic' as const,
  details: {},
};

async function play(first: readonly Weather[], steps: readonly Step[]) {
  const [a, b, c] = IDS.map((each, at) => new FakeProvider({ id: each, name: each.toUpperCase(), rules: { costBasisPoints: at } }));
  if (!a || !b || !c) throw new Error('Three are needed');
  const rig = paymentsRig({ providers: [a, b, c] });
  const of = { a, b, c };
  a.forecast(...first);
  // Whatever becomes of it, the answer is not waited for.
  void rig.room.take(FORM, NOK);
  const row = () => {
    const found = rig.ground.payments.byIdempotencyKey(FORM.idempotencyKey);
    if (!found) throw new Error('The payment is gone');
    return found;
  };
  const holders = () => IDS.filter((each) => of[each].payments.size > 0);
  const doing: { [Kind in Step['kind']]: (step: Extract<Step, { kind: Kind }>) => unknown } = {
    work: () => rig.drain(),
    weather: (each) => of[each.id].forecast(...each.weather),
    down: (each) => rig.down(each.id, each.down ? '2026-11-23T02:00:00.000Z' : null),
    pause: (each) => rig.pause(each.pause, each.id),
    crash: () => rig.restart(),
    'crash in the call': async ({ arrived }) => {
      const { sent_at, state, provider } = row();
      if (sent_at !== null || state !== 'creating') return;
      rig.ground.payments.setSent(row().id, '2026-11-23T02:00:00.000Z');
      if (arrived) await createAt(of[provider as keyof typeof of], row().id);
      rig.restart();
    },
    time: ({ seconds }) => rig.pass(seconds * 1000),
  };
  for (const each of steps) {
    await (doing[each.kind] as (step: Step) => unknown)(each);
    expect(holders().length).toBeLessThanOrEqual(1);
    // What may have left somewhere stays there.
    for (const holder of holders()) expect(row().provider).toBe(holder);
  }
  for (const each of IDS) {
    of[each].forecast();
    rig.down(each, null);
    rig.pause(false, each);
  }
  for (let round = 0; round < 3; round += 1) {
    rig.pass(120_000);
    await rig.drain();
  }
  return { payment: row(), holders: holders(), made: IDS.reduce((sum, each) => sum + of[each].payments.size, 0) };
}

/** The call arrives, and nobody is there to hear the answer. */
async function createAt(provider: FakeProvider, paymentId: string): Promise<void> {
  const context = { call: () => Promise.reject(new Error('no network')), config: {}, now: () => new Date(), newId: () => 'msg_1' };
  const { method, amount, description, guest, details, capture } = FORM;
  const input = {
    paymentId,
    method,
    amount,
    description,
    guest,
    details,
    capture,
    returnUrl: '',
    createdAt: '',
    idempotencyKey: paymentId,
  };
  await provider
    .operations()
    .createPayment(context, input)
    .catch(() => undefined);
}

describe('whatever happens while a payment is created', () => {
  it('it exists at one provider at most, once, and the desk knows where', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(weather, { maxLength: 2 }), fc.array(step, { maxLength: 25 }), async (first, steps) => {
        const { payment, holders, made } = await play(first, steps);
        expect(made).toBeLessThanOrEqual(1);
        if (payment.state === 'waiting') expect(holders).toEqual([payment.provider]);
        else expect([payment.state, holders]).toEqual(['failed', []]);
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});
