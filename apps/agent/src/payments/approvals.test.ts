import { AppError } from '@banrimkwae/contract/errors';
import { describe, expect, it } from 'vitest';
import { type Actor, AGENT } from '../access/index.ts';
import { MALEE, NOK, type PaymentsRig, paymentsRig } from './payments-rig.ts';
import { FakeProvider } from './provider-rig.ts';

const baht = (amount: number) => ({ amount: amount * 100, currency: 'THB' });
const SOM: Actor = { id: 'op_som', name: 'Som', holder: 'manager' };
const PMS: Actor = { id: 'key_pms', name: 'PMS', holder: 'api_key' };
const codeOf = async (act: () => unknown): Promise<string> => {
  try {
    await act();
    return 'no fault';
  } catch (fault) {
    return fault instanceof AppError ? fault.code : String(fault);
  }
};

let keys = 0;
function ask(rig: PaymentsRig, paymentId: string, amount: number, actor: Actor = NOK) {
  keys += 1;
  return rig.room.refund(
    { paymentId, idempotencyKey: `ask-${keys}`, amount: baht(amount), reason: 'guest_request', note: 'Left early' },
    actor,
  );
}
function decision(
  id: string | null,
  change: { approve?: boolean; reason?: string | null; bankReference?: string | null; key?: string } = {},
) {
  keys += 1;
  const { key = `decide-${keys}`, approve = true, reason = approve ? null : 'Not agreed', bankReference = null } = change;
  return { id: id ?? '', idempotencyKey: key, approve, reason, bankReference };
}
const titles = (rig: PaymentsRig, id: string) =>
  rig.room.timeline(id).map(({ title, actor }) => (actor ? `${title.en} (${actor})` : title.en));

describe('a refund above the limit of who asks', () => {
  it('waits, sends nothing, and is reserved; a second person lets it go', async () => {
    const rig = paymentsRig();
    const id = await rig.paid(800_000);
    expect(rig.room.get(id, NOK).canRefund).toMatchObject({ approvalAbove: baht(5000), way: 'provider' });
    const asked = ask(rig, id, 6000);
    await rig.drain();
    expect([asked.state, rig.provider.refunds]).toEqual(['requested', []]);
    expect(asked.guestSentence.en).toMatch(/second person/);
    expect(rig.room.get(id)).toMatchObject({ refunding: baht(6000), refundable: baht(2000) });
    const [waiting] = rig.room.approvals.list({ state: 'waiting', limit: 9 }, MALEE).items;
    expect(waiting).toMatchObject({
      id: asked.approvalId,
      kind: 'refund',
      refundId: asked.id,
      amount: baht(6000),
      note: 'Left early',
      requestedBy: 'Nok',
      canDecide: { allowed: true },
    });
    expect(waiting?.sentence.en).toMatch(/Nok wants to give .*6,000/);
    expect(waiting?.sentence.th).toContain('Nok');
    rig.room.approvals.decide(decision(asked.approvalId), MALEE);
    expect(rig.room.getRefund(asked.id)).toMatchObject({ state: 'approved', approvalId: null });
    await rig.drain();
    expect(rig.room.getRefund(asked.id).state).toBe('succeeded');
    expect(titles(rig, id)).toEqual(
      expect.arrayContaining(['Refund asked for (Nok)', 'Refund waits for a second person', 'Refund approved (Malee)', 'Refunded']),
    );
    expect(rig.audited.map(({ actor, action }) => `${actor} ${action}`)).toEqual(
      expect.arrayContaining(['op_nok payment.refund', 'op_malee approval.decided']),
    );
    expect(rig.events).toContainEqual(
      expect.objectContaining({ type: 'approval_changed', approvalId: asked.approvalId, state: 'approved' }),
    );
  });
  it('is not got round by splitting, nor by failing; what a second person saw does not count', async () => {
    const rig = paymentsRig();
    const id = await rig.paid(2_000_000);
    expect(ask(rig, id, 3000).state).toBe('approved');
    expect(rig.room.get(id, NOK).canRefund.approvalAbove).toEqual(baht(2000));
    const above = ask(rig, id, 2001);
    expect(above.state).toBe('requested');
    expect(ask(rig, id, 2000).state).toBe('approved');
    expect(rig.room.get(id, NOK).canRefund.approvalAbove).toEqual(baht(0));
    expect(ask(rig, id, 1).state).toBe('requested');
    expect(ask(rig, id, 5000, { ...NOK, id: 'op_dao', name: 'Dao' }).state).toBe('approved');
  });
  it('is every refund where no limit is set: another currency, a key, the agent itself', async () => {
    const rig = paymentsRig();
    const id = await rig.paid(800_000);
    expect(ask(rig, id, 1, PMS).state).toBe('requested');
    expect(ask(rig, id, 1, AGENT).state).toBe('requested');
    expect(rig.room.get(id).canRefund.approvalAbove).toEqual(baht(0));
    const { refundLimits, ...rest } = rig.room.moneyRules();
    const rules = { ...rest, refundLimits: [...refundLimits, { holder: 'api_key' as const, upTo: baht(10) }] };
    rig.room.setMoneyRules(rules, MALEE);
    expect(ask(rig, id, 10, PMS).state).toBe('approved');
    expect(ask(rig, id, 1, PMS).state).toBe('requested');
  });
  it('is rejected with a reason, and its money is free again', async () => {
    const rig = paymentsRig();
    const id = await rig.paid(800_000);
    const asked = ask(rig, id, 8000);
    rig.room.approvals.decide(decision(asked.approvalId, { approve: false, reason: 'Guest stayed' }), MALEE);
    await rig.drain();
    expect(rig.room.getRefund(asked.id)).toMatchObject({ state: 'cancelled', failureReason: 'Guest stayed' });
    expect([rig.room.get(id).refundable, rig.provider.refunds]).toEqual([baht(8000), []]);
    const [rejected] = rig.room.approvals.list({ state: 'rejected', limit: 9 }, NOK).items;
    expect(rejected).toMatchObject({ reason: 'Guest stayed', decidedBy: 'Malee', canDecide: { allowed: false } });
  });
  it('is not approved once the provider’s own console has left too little for it', async () => {
    const rig = paymentsRig();
    const id = await rig.paid(800_000);
    const asked = ask(rig, id, 6000);
    rig.provider.refundInConsole('pi_1', 700_000);
    await rig.webhook('pi_1', 'refund');
    expect(rig.room.problems()).toContainEqual(expect.objectContaining({ id: `over-refunded-${id}`, severity: 'money' }));
    expect(rig.room.get(id)).toMatchObject({ refunded: baht(7000), refunding: baht(6000), refundable: baht(0) });
    expect(await codeOf(() => rig.room.approvals.decide(decision(asked.approvalId), MALEE))).toBe('refund_too_large');
    expect(rig.room.approvals.get(asked.approvalId ?? '', MALEE).state).toBe('waiting');
    rig.room.approvals.decide(decision(asked.approvalId, { approve: false }), MALEE);
    expect(rig.room.problems()).toEqual([]);
  });
  it('survives that the process dies before the decision and right after it', async () => {
    const rig = paymentsRig();
    const id = await rig.paid(800_000);
    const asked = ask(rig, id, 6000);
    rig.restart();
    await rig.drain();
    expect([rig.room.getRefund(asked.id).state, rig.provider.refunds]).toEqual(['requested', []]);
    rig.room.approvals.decide(decision(asked.approvalId), MALEE);
    rig.restart();
    await rig.drain();
    expect([rig.room.getRefund(asked.id).state, rig.provider.refunds.length]).toEqual(['succeeded', 1]);
  });
});

describe('who decides', () => {
  it('is never who asked, no key, nobody whose role may not; and each is told why', async () => {
    const rig = paymentsRig();
    const id = await rig.paid(9_000_000);
    const { approvalId } = ask(rig, id, 60_000, MALEE);
    const ways = [
      [MALEE, 'second_person', /yourself/],
      [PMS, 'forbidden', /API key/],
      [NOK, 'forbidden', /role/],
      [AGENT, 'forbidden', /API key/],
    ] as const;
    for (const [actor, code, why] of ways) {
      expect(await codeOf(() => rig.room.approvals.decide(decision(approvalId), actor))).toBe(code);
      const { canDecide } = rig.room.approvals.get(approvalId ?? '', actor);
      expect([canDecide.allowed, canDecide.reason?.en]).toEqual([false, expect.stringMatching(why)]);
      expect(canDecide.reason?.th).toMatch(/[ก-๙]/);
    }
    expect(rig.room.approvals.decide(decision(approvalId), SOM)).toMatchObject({ state: 'approved', decidedBy: 'Som' });
  });
  it('decides once: the same form again is the same decision, of two at once one wins', async () => {
    const rig = paymentsRig();
    const id = await rig.paid(800_000);
    const { approvalId } = ask(rig, id, 6000);
    const first = decision(approvalId, { key: 'the-same-form' });
    rig.room.approvals.decide(first, MALEE);
    expect(rig.room.approvals.decide(first, MALEE).state).toBe('approved');
    expect(await codeOf(() => rig.room.approvals.decide({ ...first, approve: false, reason: 'No' }, MALEE))).toBe('conflict');
    expect(await codeOf(() => rig.room.approvals.decide(first, SOM))).toBe('conflict');
    expect(await codeOf(() => rig.room.approvals.decide(decision(approvalId, { approve: false }), SOM))).toBe('conflict');
    await rig.drain();
    expect(rig.provider.refunds).toHaveLength(1);
    expect(rig.audited.filter(({ action }) => action === 'approval.decided')).toHaveLength(1);
    expect(await codeOf(() => rig.room.approvals.decide(decision('apv_none'), SOM))).toBe('not_found');
    expect(await codeOf(() => rig.room.approvals.get('apv_none', SOM))).toBe('not_found');
  });
  it('is asked for after half an hour', async () => {
    const rig = paymentsRig();
    const id = await rig.paid(800_000);
    const { approvalId } = ask(rig, id, 6000);
    rig.pass(29 * 60_000);
    expect(rig.room.problems()).toEqual([]);
    rig.pass(2 * 60_000);
    expect(rig.room.problems()).toEqual([expect.objectContaining({ id: 'approvals-waiting', severity: 'waiting' })]);
    rig.room.approvals.decide(decision(approvalId), MALEE);
    expect(rig.room.problems()).toEqual([]);
  });
});

describe('a refund that the provider cannot make', () => {
  const note = { en: 'SCB has no refund.', th: 'SCB ไม่มีการคืนเงิน' };
  const byHand = () =>
    paymentsRig({ providers: [new FakeProvider({ rules: { refund: { way: 'manual_transfer', partial: true, note } } })] });

  it('is a task of a second person, and refunded only with the bank’s reference', async () => {
    const rig = byHand();
    const id = await rig.paid(100_000);
    expect(rig.room.get(id, NOK).canRefund).toMatchObject({ allowed: true, way: 'manual_transfer', note, approvalAbove: baht(0) });
    const asked = ask(rig, id, 400);
    await rig.drain();
    rig.restart();
    await rig.drain();
    expect(rig.provider.calls).not.toContain('createRefund');
    expect(rig.room.getRefund(asked.id)).toMatchObject({ state: 'approved', way: 'manual_transfer', bankReference: null });
    expect(rig.room.getRefund(asked.id).guestSentence.en).not.toMatch(/have sent|have refunded/);
    const task = rig.room.approvals.get(asked.approvalId ?? '', MALEE);
    expect(task).toMatchObject({ kind: 'transfer', canDecide: { allowed: true }, requestedBy: 'Nok' });
    expect(task.sentence.en).toMatch(/from the bank/);
    expect(await codeOf(() => rig.room.approvals.decide(decision(task.id), MALEE))).toBe('invalid_input');
    expect(rig.room.getRefund(asked.id).state).toBe('approved');
    rig.room.approvals.decide(decision(task.id, { bankReference: 'KBNK-20261123-77' }), MALEE);
    const done = rig.room.getRefund(asked.id);
    expect(done).toMatchObject({ state: 'succeeded', bankReference: 'KBNK-20261123-77' });
    expect(done.guestSentence.th).toContain('KBNK-20261123-77');
    expect(rig.room.get(id)).toMatchObject({ refunded: baht(400), refundable: baht(600) });
    expect(titles(rig, id)).toEqual(
      expect.arrayContaining([
        'Refund asked for (Nok)',
        'To be sent from the bank by hand',
        'Sent from the bank by hand (Malee)',
        'Refunded',
      ]),
    );
  });
  it('above the limit is approved first; who asked decides neither, and one that is not sent frees the money', async () => {
    const rig = byHand();
    const id = await rig.paid(9_000_000);
    const asked = ask(rig, id, 60_000, MALEE);
    expect([asked.state, rig.room.approvals.get(asked.approvalId ?? '', SOM).kind]).toEqual(['requested', 'refund']);
    rig.room.approvals.decide(decision(asked.approvalId, { bankReference: 'too-early' }), SOM);
    const { approvalId, state, bankReference } = rig.room.getRefund(asked.id);
    expect([state, bankReference, rig.room.approvals.get(approvalId ?? '', SOM).kind]).toEqual(['approved', null, 'transfer']);
    expect(await codeOf(() => rig.room.approvals.decide(decision(approvalId, { bankReference: 'REF-1' }), MALEE))).toBe('second_person');
    rig.room.approvals.decide(decision(approvalId, { approve: false, reason: 'Account closed' }), SOM);
    expect(rig.room.getRefund(asked.id)).toMatchObject({ state: 'cancelled', failureReason: 'Account closed' });
    expect(rig.room.get(id).refundable).toEqual(baht(90_000));
  });
});
