import type { PaymentSnapshot, TransactionSnapshot } from '@banrimkwae/connector-kit/capabilities/payments';
import { AppError } from '@banrimkwae/contract/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOK, type PaymentsRig, paymentsRig } from '../payments-rig.ts';
import type { FakeProvider } from '../provider-rig.ts';

const DAY = '2026-11-23';
const AT = '2026-11-23T02:30:00.000Z';
const baht = (amount: number) => ({ amount, currency: 'THB' });
const HOUR_MS = 3_600_000;

/** What the fake gateway lists, two a page; `extra` is on its account without us. */
function listing(provider: FakeProvider, extra: readonly TransactionSnapshot[] = []) {
  const fromPayment = (snapshot: PaymentSnapshot): TransactionSnapshot => ({
    kind: 'payment',
    providerId: snapshot.providerPaymentId,
    providerPaymentIds: [],
    ourReference: snapshot.ourReference,
    state: snapshot.state,
    amount: snapshot.captured.amount > 0 ? snapshot.captured : snapshot.amount,
    at: AT,
  });
  return [
    ...[...provider.payments.values()].map(({ snapshot }) => fromPayment(snapshot)),
    ...provider.refunds.map(
      (refund): TransactionSnapshot => ({
        kind: 'refund',
        providerId: refund.providerRefundId,
        providerPaymentIds: [refund.providerPaymentId],
        ourReference: refund.ourReference,
        state: refund.state,
        amount: refund.amount,
        at: AT,
      }),
    ),
    ...extra,
  ];
}

type Lists = { extra?: TransactionSnapshot[]; fail?: { atPage: number }; without?: Set<string>; asked: string[] };

function openDesk(lists: Lists = { asked: [] }): PaymentsRig {
  return paymentsRig({
    more: (provider) => ({
      listTransactions: async (_context, { cursor }) => {
        const page = Number(cursor ?? 0);
        lists.asked.push(cursor ?? 'start');
        if (lists.fail?.atPage === page) throw new AppError('provider_failed');
        const all = listing(provider, lists.extra).filter(({ providerId }) => !lists.without?.has(providerId));
        const transactions = all.slice(page * 2, page * 2 + 2);
        return { transactions, ...(all.length > page * 2 + 2 ? { cursor: String(page + 1) } : {}) };
      },
    }),
  });
}

async function compare(rig: PaymentsRig) {
  rig.room.reconciliation.run({ provider: 'fake', from: DAY, to: DAY }, NOK);
  await rig.drain();
  return rig.room.reconciliation.lines({ provider: 'fake', day: DAY });
}
const outcomes = ({ lines }: Awaited<ReturnType<typeof compare>>) =>
  lines.map(({ kind, outcome, difference }) => [kind, outcome, difference]);

describe('reconciling a day', () => {
  it('lets a refund that was taken for somebody else’s turn out to be ours', async () => {
    const rig = openDesk();
    const id = await rig.paid(1000);
    rig.provider.forecast('lost');
    const asked = rig.room.refund({ paymentId: id, idempotencyKey: 'refund-key', amount: baht(300), reason: 'duplicate', note: null }, NOK);
    await rig.drain();
    // As at a provider whose list does not tell our reference yet.
    const [made] = rig.provider.refunds;
    if (made) rig.provider.refunds[0] = { ...made, ourReference: null };
    expect(outcomes(await compare(rig)).at(-1)).toEqual(['refund', 'recovered', null]);
    rig.pass(5000);
    await rig.drain();
    expect(rig.room.get(id).refunds).toMatchObject([{ id: asked.id, state: 'succeeded', providerRefundId: 're_1' }]);
    const { lines } = await compare(rig);
    expect(lines.filter(({ kind }) => kind === 'refund')).toMatchObject([{ refundId: asked.id, outcome: 'recovered' }]);
  });

  it('finds that everything agrees, and counts the money of the day', async () => {
    const rig = openDesk();
    const id = await rig.paid(1000);
    await rig.paid(2500);
    rig.room.refund({ paymentId: id, idempotencyKey: 'refund-key', amount: baht(300), reason: 'duplicate', note: null }, NOK);
    await rig.drain();
    const { day, lines } = await compare(rig);
    expect(lines.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['payment', 'matched'],
      ['payment', 'matched'],
      ['refund', 'matched'],
    ]);
    expect(day).toMatchObject({ state: 'complete', expected: 3, matched: 3, recovered: 0, differing: 0, open: 0, refunded: [baht(300)] });
    expect(rig.room.problems()).toEqual([]);
  });

  it('takes over what no webhook told: a payment that was paid, and a refund made in the provider’s own console', async () => {
    const rig = openDesk();
    const id = await rig.take({ amount: baht(1000) });
    rig.provider.pay('pi_1');
    rig.provider.refundInConsole('pi_1', 400);
    const { day, lines } = await compare(rig);
    expect(lines.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['payment', 'recovered'],
      ['refund', 'recovered'],
    ]);
    expect(day).toMatchObject({ recovered: 2, open: 0 });
    expect(rig.room.get(id)).toMatchObject({ state: 'paid', refunded: baht(400) });
    expect(outcomes(await compare(rig)), 'a second look does not forget it').toEqual([
      ['payment', 'recovered', null],
      ['refund', 'recovered', null],
    ]);
  });

  it('flags what is paid there under a reference that nobody here knows, until somebody has looked into it', async () => {
    const stranger: TransactionSnapshot = {
      kind: 'payment',
      providerId: 'pi_x',
      providerPaymentIds: [],
      ourReference: null,
      state: 'paid',
      amount: baht(777),
      at: AT,
    };
    const rig = openDesk({ asked: [], extra: [stranger, { ...stranger, providerId: 'pi_y', state: 'failed' }] });
    await rig.paid(1000);
    const { day, lines } = await compare(rig);
    expect(lines.map(({ difference }) => difference)).toEqual([null, 'unknown_reference']);
    expect(day).toMatchObject({ differing: 1, open: 1 });
    expect(rig.room.problems()).toMatchObject([{ severity: 'money', link: `/payments/reconciliation/fake/${DAY}` }]);
    const line = lines.find(({ outcome }) => outcome === 'differing');
    rig.room.reconciliation.settle({ id: line?.id ?? '', note: 'Taken by the shop' }, NOK);
    const again = await compare(rig);
    expect([again.day.open, again.lines[1]?.settled, rig.room.problems()]).toEqual([
      0,
      { by: 'Nok', at: expect.any(String), note: 'Taken by the shop' },
      [],
    ]);
  });

  it('says that the amounts differ when they do, also after asking anew', async () => {
    const lists: Lists = { asked: [] };
    const rig = openDesk(lists);
    await rig.paid(1000);
    const held = rig.provider.payments.get('pi_1');
    if (held) held.snapshot = { ...held.snapshot, captured: baht(900) };
    const { lines } = await compare(rig);
    expect(lines).toMatchObject([
      { outcome: 'differing', difference: 'amount', ours: { amount: baht(1000) }, theirs: { amount: baht(900) } },
    ]);
  });

  it('calls what we count as paid and the provider does not know missing there', async () => {
    const lists: Lists = { asked: [], without: new Set(['pi_1']) };
    const rig = openDesk(lists);
    await rig.paid(1000);
    expect(outcomes(await compare(rig)), 'a list that lacks it is not proof').toEqual([['payment', 'matched', null]]);
    rig.provider.payments.delete('pi_1');
    const other = openDesk(lists);
    await other.paid(1000);
    other.provider.payments.delete('pi_1');
    expect(outcomes(await compare(other))).toEqual([['payment', 'differing', 'missing_there']]);
  });

  it('goes on at the page where it broke off', async () => {
    const lists: Lists = { asked: [], fail: { atPage: 1 } };
    const rig = openDesk(lists);
    for (const amount of [100, 200, 300, 400, 500]) await rig.paid(amount);
    expect((await compare(rig)).day).toMatchObject({ state: 'incomplete', matched: 2, note: { en: expect.stringContaining('broke off') } });
    delete lists.fail;
    lists.asked.length = 0;
    rig.restart();
    rig.pass(HOUR_MS);
    rig.room.reconciliation.run({ provider: 'fake', from: DAY, to: DAY }, NOK);
    await rig.drain();
    expect(rig.room.reconciliation.lines({ provider: 'fake', day: DAY }).day).toMatchObject({ state: 'complete', matched: 5 });
  });

  it('compares a provider that lists nothing by asking for each payment', async () => {
    const rig = paymentsRig();
    await rig.paid(1000);
    const id = await rig.take({ amount: baht(500) });
    rig.provider.pay('pi_2');
    expect(outcomes(await compare(rig))).toEqual([
      ['payment', 'matched', null],
      ['payment', 'recovered', null],
    ]);
    expect(rig.room.get(id).state).toBe('paid');
  });

  it('says of a provider that can tell nothing that there is nothing to compare with', async () => {
    const rig = paymentsRig();
    rig.tellNothing();
    await rig.take();
    const { day } = await compare(rig);
    expect(day).toMatchObject({ state: 'not_possible', expected: 0, note: { en: expect.stringContaining('bank statement') } });
  });

  it('refuses a range that has not begun, or that is too long', () => {
    const rig = openDesk();
    const run = (from: string, to: string) => () => rig.room.reconciliation.run({ provider: null, from, to }, NOK);
    expect(run('2026-12-01', '2026-12-02')).toThrow(AppError);
    expect(run('2026-01-01', '2026-11-01')).toThrow(AppError);
    expect(() => rig.room.reconciliation.lines({ provider: 'fake', day: DAY })).toThrow(AppError);
  });

  it('ends in the same books whatever was missed, in whatever order it is compared', async () => {
    const step = fc.constantFrom('paid', 'missed', 'console', 'compare');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const rig = openDesk();
        for (const each of steps) {
          if (each === 'paid') await rig.paid(1000);
          if (each === 'missed') {
            await rig.take({ amount: baht(700) });
            rig.provider.pay(`pi_${rig.provider.payments.size}`);
          }
          if (each === 'console' && rig.provider.payments.size > 0) rig.provider.refundInConsole(`pi_${rig.provider.payments.size}`, 10);
          if (each === 'compare') await compare(rig);
        }
        const { day } = await compare(rig);
        const paid = [...rig.provider.payments.values()].filter(({ snapshot }) => snapshot.state === 'paid');
        expect(day).toMatchObject({ state: 'complete', differing: 0, expected: paid.length + rig.provider.refunds.length });
        for (const { snapshot } of paid)
          expect(rig.room.get(snapshot.ourReference ?? '')).toMatchObject({
            state: 'paid',
            refunded: { amount: rig.provider.refundedTotal(snapshot.providerPaymentId) },
          });
      }),
      { numRuns: 15 },
    );
  }, 20_000);
});
