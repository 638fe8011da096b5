import { AppError } from '@banrimkwae/contract/errors';
import { describe, expect, it } from 'vitest';
import { MALEE, NOK, type PaymentsRig, paymentsRig } from './payments-rig.ts';
import { FakeProvider, type Traits } from './provider-rig.ts';

const MINUTE = 60_000;
const baht = (amount: number) => ({ amount: amount * 100, currency: 'THB' });
const codeOf = async (act: () => unknown): Promise<string> => {
  try {
    await act();
    return 'no fault';
  } catch (fault) {
    return fault instanceof AppError ? fault.code : String(fault);
  }
};
const rigOn = (traits: Traits) => paymentsRig({ providers: [new FakeProvider(traits)] });
const keyless = (traits: Traits = {}) => rigOn({ ...traits, without: ['refundKeyLifetimeSeconds', ...(traits.without ?? [])] });

let keys = 0;
const ask = (rig: PaymentsRig, paymentId: string, amount: number) => {
  keys += 1;
  return rig.room.refund({ paymentId, idempotencyKey: `refund-${keys}`, amount: baht(amount), reason: 'guest_request', note: null }, NOK)
    .id;
};
const cancel = (rig: PaymentsRig, id: string) => {
  keys += 1;
  return rig.room.cancelRefund({ id, idempotencyKey: `cancel-${keys}` }, MALEE);
};
const stateOf = (rig: PaymentsRig, id: string) => rig.room.getRefund(id).state;
const sent = (rig: PaymentsRig) => rig.provider.calls.filter((call) => call === 'createRefund').length;
/** Lets time go by in steps, and the work of each be done. */
async function go(rig: PaymentsRig, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    rig.pass(MINUTE);
    await rig.drain();
  }
}

describe('a refund whose outcome is unknown', () => {
  it('becomes a problem after a quarter of an hour, stays unknown, and ends by what the provider says', async () => {
    const rig = rigOn({ without: ['listRefunds'] });
    const id = await rig.paid(100_000);
    rig.provider.forecast('lost');
    const refund = ask(rig, id, 500);
    await rig.drain();
    expect(rig.room.timeline(id).some(({ title }) => /Do not refund again/.test(title.en) && /อย่าคืนซ้ำ/.test(title.th))).toBe(true);
    await go(rig, 14);
    expect(rig.room.problems()).toEqual([]);
    await go(rig, 3);
    expect(rig.room.problems()).toEqual([
      expect.objectContaining({
        id: `refund-${refund}`,
        severity: 'money',
        link: `/payments/${id}`,
        nextStep: { en: expect.any(String), th: expect.any(String) },
      }),
    ]);
    await go(rig, 300);
    expect([stateOf(rig, refund), sent(rig)]).toEqual(['unknown', 1]);
    expect(await codeOf(() => cancel(rig, refund))).toBe('conflict');
    expect(rig.room.get(id).refundable).toEqual(baht(500));
  });
  it('at a provider that lists nothing ends by an event that names it', async () => {
    const provider: FakeProvider = new FakeProvider({
      without: ['listRefunds'],
      further: {
        getRefund: async (_context, { providerRefundId }) => {
          const found = provider.refunds.find((each) => each.providerRefundId === providerRefundId);
          if (!found) throw new AppError('provider_rejected');
          return found;
        },
      },
    });
    const rig = paymentsRig({ providers: [provider] });
    const id = await rig.paid(100_000);
    rig.provider.forecast('lost');
    const refund = ask(rig, id, 1000);
    await rig.drain();
    await go(rig, 5);
    expect(stateOf(rig, refund)).toBe('unknown');
    const about = { kind: 'refund', providerRefundId: 're_1', providerPaymentIds: ['pi_1'] } as const;
    await rig.room.applyEvent({ id: 'evt_named', type: 'refunded', occurredAt: new Date(0), about, data: {} }, 'fake');
    await go(rig, 5);
    expect([stateOf(rig, refund), sent(rig)]).toEqual(['succeeded', 1]);
  });
  it('is not called failed because asking for it is refused', async () => {
    let refuses = true;
    const provider: FakeProvider = new FakeProvider({
      further: {
        listRefunds: async () => {
          if (refuses) throw new AppError('provider_credentials');
          return provider.refunds;
        },
      },
    });
    const rig = paymentsRig({ providers: [provider] });
    const id = await rig.paid(100_000);
    rig.provider.forecast('lost');
    const refund = ask(rig, id, 1000);
    await rig.drain();
    await go(rig, 30);
    expect([stateOf(rig, refund), rig.room.get(id).refundable]).toEqual(['unknown', baht(0)]);
    refuses = false;
    await go(rig, 10);
    expect([stateOf(rig, refund), sent(rig)]).toEqual(['succeeded', 1]);
  });
  it('is asked for less and less often', async () => {
    const rig = rigOn({ further: { listRefunds: async () => Promise.reject(new AppError('provider_failed')) } });
    const id = await rig.paid(100_000);
    rig.provider.forecast('lost');
    ask(rig, id, 1000);
    await rig.drain();
    const looks = async (minutes: number) => {
      rig.traces.length = 0;
      await go(rig, minutes);
      return rig.traces.length;
    };
    const [first, later] = [await looks(10), await looks(60)];
    expect(first).toBeGreaterThan(3);
    expect(later).toBeGreaterThanOrEqual(4);
    expect(later).toBeLessThan(9);
  });
  it('is sent again with its key while the provider keeps keys, counted from when it was sent', async () => {
    const rig = paymentsRig();
    const id = await rig.paid(800_000);
    const { id: refund, approvalId } = rig.room.refund(
      { paymentId: id, idempotencyKey: 'waits-a-day', amount: baht(6000), reason: 'guest_request', note: null },
      NOK,
    );
    rig.pass(30 * 60 * MINUTE);
    rig.room.approvals.decide(
      { id: approvalId ?? '', idempotencyKey: 'decided-late', approve: true, reason: null, bankReference: null },
      MALEE,
    );
    rig.provider.forecast('cut');
    await rig.drain();
    expect(stateOf(rig, refund)).toBe('unknown');
    await go(rig, 1);
    expect([stateOf(rig, refund), sent(rig)]).toEqual(['succeeded', 2]);
  });
  it('is not failed by a refusal while an earlier attempt may still come', async () => {
    const rig = paymentsRig();
    const id = await rig.paid(100_000);
    rig.provider.forecast('late', 'refused');
    const refund = ask(rig, id, 1000);
    await rig.drain();
    await go(rig, 2);
    expect([stateOf(rig, refund), sent(rig), rig.room.get(id).refundable]).toEqual(['unknown', 2, baht(0)]);
    rig.provider.land();
    await go(rig, 16);
    expect([stateOf(rig, refund), rig.provider.refunds.length]).toEqual(['succeeded', 1]);
  });
  it('is failed by a refusal once no earlier attempt can come any more', async () => {
    const rig = paymentsRig();
    const id = await rig.paid(100_000);
    rig.provider.forecast('cut', 'refused', 'refused');
    const refund = ask(rig, id, 1000);
    await rig.drain();
    await go(rig, 20);
    expect(rig.room.getRefund(refund)).toMatchObject({ state: 'failed', failureReason: 'The bank said no.' });
    expect([sent(rig), rig.room.get(id).refundable]).toEqual([3, baht(1000)]);
  });
  it('after a crash while it was sent is looked up before anything else', async () => {
    const rig = paymentsRig();
    const id = await rig.paid(100_000);
    const refund = ask(rig, id, 1000);
    rig.database.prepare("UPDATE refunds SET state = 'sending', sent_at = created_at WHERE id = ?").run(refund);
    rig.restart();
    await rig.drain();
    expect(rig.provider.calls.slice(-2)).toEqual(['listRefunds', 'createRefund']);
    expect([stateOf(rig, refund), rig.provider.refunds.length]).toEqual(['succeeded', 1]);
  });
});

describe('at a gateway without idempotency keys', () => {
  it('a lost refund is sent again only when it is not there and can no longer come', async () => {
    const rig = keyless();
    const id = await rig.paid(100_000);
    rig.provider.forecast('cut');
    const refund = ask(rig, id, 400);
    await rig.drain();
    await go(rig, 15);
    expect([stateOf(rig, refund), sent(rig)]).toEqual(['unknown', 1]);
    await go(rig, 12);
    expect([stateOf(rig, refund), rig.provider.refunds.length]).toEqual(['succeeded', 1]);
  });
  it('one that comes late is found, not sent twice', async () => {
    const rig = keyless();
    const id = await rig.paid(100_000);
    rig.provider.forecast('late');
    const refund = ask(rig, id, 400);
    await rig.drain();
    await go(rig, 10);
    rig.provider.land();
    await go(rig, 15);
    expect([stateOf(rig, refund), rig.provider.refunds.length, sent(rig)]).toEqual(['succeeded', 1, 1]);
  });
  it('each attempt has its own wait, also when the process died in it', async () => {
    const rig = keyless();
    const id = await rig.paid(100_000);
    rig.provider.forecast('cut', 'late');
    const refund = ask(rig, id, 400);
    await rig.drain();
    while (sent(rig) < 2) await go(rig, 1);
    rig.restart();
    await go(rig, 14);
    expect(sent(rig)).toBe(2);
    rig.provider.land();
    await go(rig, 20);
    expect([stateOf(rig, refund), rig.provider.refunds.length]).toEqual(['succeeded', 1]);
  });
  it('one of the same amount that was known before is not it', async () => {
    const rig = keyless();
    const id = await rig.paid(100_000);
    rig.provider.refundInConsole('pi_1', 40_000);
    await rig.webhook('pi_1', 'refund');
    rig.pass(MINUTE);
    rig.provider.forecast('cut');
    const refund = ask(rig, id, 400);
    await rig.drain();
    await go(rig, 30);
    expect([stateOf(rig, refund), rig.provider.refunds.length]).toEqual(['succeeded', 2]);
  });
  it('a new one of the same amount that carries no reference may be it: nothing is sent, a person looks', async () => {
    const rig = keyless();
    const id = await rig.paid(100_000);
    rig.provider.refundInConsole('pi_1', 40_000);
    await rig.webhook('pi_1', 'refund');
    rig.pass(MINUTE);
    rig.provider.forecast('cut');
    const refund = ask(rig, id, 200);
    await rig.drain();
    rig.provider.refundInConsole('pi_1', 20_000);
    await go(rig, 60);
    expect([stateOf(rig, refund), sent(rig)]).toEqual(['unknown', 1]);
    expect(rig.room.problems()).toEqual([expect.objectContaining({ id: `refund-${refund}` })]);
  });
});

describe('taking a refund back', () => {
  it('before it is sent: nothing leaves, the money is free, and its job finds nothing to do', async () => {
    const rig = paymentsRig();
    const id = await rig.paid(100_000);
    const refund = ask(rig, id, 1000);
    expect(rig.room.getRefund(refund).canCancel).toBe(true);
    expect((await cancel(rig, refund)).state).toBe('cancelled');
    expect((await cancel(rig, refund)).state).toBe('cancelled');
    rig.restart();
    await rig.drain();
    expect([sent(rig), rig.room.get(id).refundable]).toEqual([0, baht(1000)]);
    expect(rig.audited.filter(({ action }) => action === 'refund.cancel')).toEqual([expect.objectContaining({ actor: 'op_malee' })]);
  });
  it('while it waits for a second person: nobody need decide any more', async () => {
    const rig = paymentsRig();
    const id = await rig.paid(800_000);
    const refund = ask(rig, id, 6000);
    const { approvalId } = rig.room.getRefund(refund);
    await cancel(rig, refund);
    expect(rig.room.approvals.get(approvalId ?? '', MALEE)).toMatchObject({ state: 'withdrawn', decidedBy: 'Malee' });
    const late = { id: approvalId ?? '', idempotencyKey: 'too-late-now', approve: true, reason: null, bankReference: null };
    expect(await codeOf(() => rig.room.approvals.decide(late, MALEE))).toBe('conflict');
    await rig.drain();
    expect([stateOf(rig, refund), sent(rig)]).toEqual(['cancelled', 0]);
  });
  it('while it is being sent is refused; whoever comes first decides', async () => {
    let whileSending: () => unknown = () => undefined;
    const provider: FakeProvider = new FakeProvider({
      further: {
        createRefund: async () => {
          await whileSending();
          throw new AppError('provider_timeout', { outcome: 'unknown' });
        },
      },
    });
    const rig = paymentsRig({ providers: [provider] });
    const id = await rig.paid(100_000);
    const refund = ask(rig, id, 1000);
    let said = '';
    whileSending = async () => {
      said = await codeOf(() => cancel(rig, refund));
    };
    await rig.drain();
    expect([said, stateOf(rig, refund)]).toEqual(['conflict', 'unknown']);
  });
  it('at the provider while that still holds it, also when the answer is lost or the process dies', async () => {
    for (const weather of ['fine', 'lost', 'cut', 'unsent'] as const) {
      const rig = paymentsRig();
      const id = await rig.paid(100_000);
      rig.provider.refundsWait = true;
      const refund = ask(rig, id, 1000);
      await rig.drain();
      expect(rig.room.getRefund(refund)).toMatchObject({ state: 'pending', canCancel: true, pendingReason: 'waiting_for_guest' });
      rig.provider.forecast(weather);
      const cancelling = cancel(rig, refund);
      rig.restart();
      await go(rig, 2);
      expect([weather, (await cancelling).state]).toEqual([weather, 'cancelled']);
      expect(rig.room.get(id).refundable).toEqual(baht(1000));
    }
  });
  it('at the provider too late: it goes on, and the desk is told', async () => {
    const rig = paymentsRig();
    const id = await rig.paid(100_000);
    rig.provider.refundsWait = true;
    const refund = ask(rig, id, 1000);
    await rig.drain();
    rig.provider.forecast('refused');
    const cancelling = cancel(rig, refund);
    await rig.drain();
    expect(await cancelling).toMatchObject({ state: 'pending', canCancel: false });
    const told = rig.room.timeline(id).find(({ title }) => title.en === 'The provider did not stop the refund');
    expect(told?.detail).toBe('The bank said no.');
    rig.provider.setRefund('re_1', 'succeeded');
    await rig.webhook('pi_1', 'refund');
    expect(await codeOf(() => cancel(rig, refund))).toBe('conflict');
  });
});

describe('refunds made in the provider’s own console', () => {
  it('are imported once when webhook and list race, in any order', async () => {
    const rig = paymentsRig();
    const id = await rig.paid(100_000);
    rig.provider.refundInConsole('pi_1', 30_000);
    await Promise.all([rig.webhook('pi_1', 'refund'), rig.webhook('pi_1'), rig.room.refresh(id), rig.webhook('pi_1', 'refund')]);
    expect(rig.room.get(id).refunds).toHaveLength(1);
    expect(rig.room.get(id)).toMatchObject({ refunded: baht(300), refundable: baht(700) });
  });
  it('are not ours when the list, without our reference, came before our answer', async () => {
    let whileSending: () => unknown = () => undefined;
    const provider: FakeProvider = new FakeProvider({
      further: {
        createRefund: async (_context, { amount, providerPaymentId }) => {
          provider.refundInConsole(providerPaymentId, amount.amount);
          await whileSending();
          const [made] = provider.refunds;
          if (!made) throw new Error('It was made');
          return made;
        },
      },
    });
    const rig = paymentsRig({ providers: [provider] });
    const id = await rig.paid(100_000);
    whileSending = () => rig.webhook('pi_1', 'refund');
    const refund = ask(rig, id, 400);
    await rig.drain();
    expect(rig.room.get(id).refunds).toEqual([expect.objectContaining({ id: refund, state: 'succeeded', providerRefundId: 're_1' })]);
    expect(rig.room.timeline(id).filter(({ title }) => title.en === 'Refunded')).toHaveLength(1);
    expect(rig.room.get(id).refundable).toEqual(baht(600));
  });
});

describe('what the guest is told', () => {
  it.each([
    ['requested', null, /second person/],
    ['unknown', null, /wait for the bank/],
    ['pending', 'waiting_for_guest', /e-mail to somchai@example.com/],
    ['pending', 'insufficient_funds', /accepted and leaves within/],
    ['pending', 'processing', /on its way. Banks usually show it within 5–10/],
    ['succeeded', null, /have refunded .* to your card. .*5–10 working days/],
    ['failed', null, /did not go through/],
    ['cancelled', null, /taken back/],
  ])('of one that is %s (%s)', async (state, reason, sentence) => {
    const rig = paymentsRig();
    const id = await rig.paid(100_000);
    const refund = ask(rig, id, 1000);
    rig.database.prepare('UPDATE refunds SET state = ?, pending_reason = ? WHERE id = ?').run(state, reason, refund);
    const { guestSentence } = rig.room.getRefund(refund);
    expect(guestSentence.en).toMatch(sentence);
    expect(guestSentence.th).toMatch(/1,000|1000/);
    if (state !== 'succeeded') expect(guestSentence.en).not.toMatch(/have refunded/);
  });
  it.each([
    ['promptpay_qr', /your bank account.*1–3 working days/],
    ['paypal', /your PayPal account.*at once/],
    ['truemoney', /TrueMoney/],
  ])('of %s', async (method, sentence) => {
    const rig = paymentsRig();
    const id = await rig.paid(100_000);
    const refund = ask(rig, id, 1000);
    await rig.drain();
    rig.database.prepare('UPDATE payments SET method = ? WHERE id = ?').run(method, id);
    expect(rig.room.getRefund(refund).guestSentence.en).toMatch(sentence);
  });
});

describe('the rules of the provider', () => {
  it('while it is paused a refund waits quietly, and may be taken back', async () => {
    const rig = paymentsRig();
    const id = await rig.paid(100_000);
    rig.pause(true);
    const [first, second] = [ask(rig, id, 400), ask(rig, id, 500)];
    await go(rig, 30);
    expect(rig.room.timeline(id).filter(({ kind }) => kind === 'refund')).toEqual([]);
    await cancel(rig, first);
    rig.pause(false);
    await go(rig, 1);
    expect([stateOf(rig, first), stateOf(rig, second), sent(rig)]).toEqual(['cancelled', 'succeeded', 1]);
  });
  it('refuses what is too old there, and says how old it may be', async () => {
    const rig = rigOn({ rules: { refund: { way: 'provider', partial: true, maximumAgeDays: 60 } } });
    const id = await rig.paid(100_000);
    expect(rig.room.get(id, NOK).canRefund.allowed).toBe(true);
    rig.pass(61 * 24 * 60 * MINUTE);
    const { allowed, reason } = rig.room.get(id, NOK).canRefund;
    expect([allowed, reason?.en, reason?.th]).toEqual([false, expect.stringContaining('60 days'), expect.stringContaining('60 วัน')]);
    expect(await codeOf(() => ask(rig, id, 10))).toBe('not_supported');
  });
  it('a single payment that cannot be refunded there is sent by hand, and says why', async () => {
    const rig = paymentsRig();
    const id = await rig.paid(100_000);
    rig.database.prepare('UPDATE payments SET refundable = 0 WHERE id = ?').run(id);
    expect(rig.room.get(id, NOK).canRefund).toMatchObject({ way: 'manual_transfer', note: { en: expect.stringMatching(/resort’s bank/) } });
  });
});
