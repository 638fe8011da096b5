import type { SlipSnapshot } from '@banrimkwae/connector-kit/capabilities/payments';
import { transferSlipPayload } from '@banrimkwae/connector-kit/transfer-slip';
import { AppError } from '@banrimkwae/contract/errors';
import { describe, expect, it } from 'vitest';
import { MALEE, NOK, type PaymentsRig, paymentsRig } from './payments-rig.ts';
import { FakeProvider } from './provider-rig.ts';

const OURS = '0999999999';
const SLIP = { bank: '014', reference: 'TRANSFER00001' };
const baht = (amount: number) => ({ amount, currency: 'THB' });
const told = (change: Partial<SlipSnapshot> = {}): SlipSnapshot => ({
  ...SLIP,
  amount: baht(150_000),
  receivers: ['099-999-9999'],
  billReferences: [],
  sender: 'SOMCHAI',
  at: '2026-11-23T02:01:00.000Z',
  ...change,
});

/** One account that tells nothing, and a bank that answers for slips as it is told to. */
function rigWith(answer?: () => SlipSnapshot | undefined) {
  const account = new FakeProvider({
    id: 'account',
    name: 'Account',
    without: ['getPayment', 'findPayment'],
    rules: { expiresAfterSeconds: 900 },
    further: { receivers: async () => [OURS] },
  });
  const bank = new FakeProvider({ id: 'bank', name: 'Bank', further: answer ? { verifySlip: async () => answer() } : {} });
  return paymentsRig({ providers: [account, bank] });
}
let keys = 0;
const say = (rig: PaymentsRig, id: string, change: { slip?: string | null; idempotencyKey?: string } = {}, actor = NOK) => {
  keys += 1;
  return rig.room.received({ id, idempotencyKey: `said-${keys}`, slip: null, note: 'Seen on the statement', ...change }, actor);
};
const waiting = (rig: PaymentsRig, actor = MALEE) => rig.room.approvals.list({ state: 'waiting', limit: 9 }, actor).items;
const decide = (rig: PaymentsRig, approve: boolean, actor = MALEE) =>
  rig.room.approvals.decide(
    {
      id: waiting(rig)[0]?.id ?? '',
      idempotencyKey: `decided-${keys}`,
      approve,
      reason: approve ? null : 'Not on the statement',
      bankReference: null,
    },
    actor,
  );
const titles = (rig: PaymentsRig, id: string) => rig.room.timeline(id).map(({ title }) => title.en);
const text = transferSlipPayload(SLIP);

describe('a payment that no provider can tell of', () => {
  it('is paid when two people say so, and both stand in its story', async () => {
    const rig = rigWith();
    const id = await rig.take({ provider: 'account' });
    expect(rig.room.get(id)).toMatchObject({ state: 'waiting', canConfirmReceived: true });
    expect(await say(rig, id)).toMatchObject({ state: 'waiting', captured: baht(0) });
    expect(rig.room.get(id).canConfirmReceived).toBe(false);
    expect(waiting(rig)).toEqual([
      expect.objectContaining({ kind: 'received', requestedBy: 'Nok', amount: baht(150_000), note: 'Seen on the statement' }),
    ]);
    decide(rig, true);
    expect(rig.room.get(id)).toMatchObject({ state: 'paid', captured: baht(150_000), refundable: baht(150_000), action: null, hold: null });
    expect(titles(rig, id)).toContain('The money has come, say Nok and Malee');
    expect(rig.audited.map(({ actor, action }) => `${actor} ${action}`)).toEqual([
      'op_nok payment.take',
      'op_nok payment.received',
      'op_malee approval.decided',
    ]);
  });
  it('is never paid by one person alone', async () => {
    const rig = rigWith();
    const id = await rig.take({ provider: 'account' });
    await say(rig, id, {}, MALEE);
    expect(() => decide(rig, true, MALEE)).toThrow(expect.objectContaining({ code: 'second_person' }));
    await expect(say(rig, id, {}, NOK)).rejects.toMatchObject({ code: 'conflict' });
    expect(rig.room.get(id).state).toBe('waiting');
  });
  it('is not confirmed by a program, which may still show a slip that the bank knows', async () => {
    const key = { id: 'key_pms', name: 'PMS', holder: 'api_key' as const };
    const unproved = rigWith();
    const id = await unproved.take({ provider: 'account' });
    await expect(say(unproved, id, { slip: text }, key)).rejects.toMatchObject({ code: 'forbidden' });
    expect(waiting(unproved)).toEqual([]);
    await say(unproved, id, { slip: text });
    expect(waiting(unproved)).toHaveLength(1);
    const proved = rigWith(() => told());
    const other = await proved.take({ provider: 'account' });
    expect((await say(proved, other, { slip: text }, key)).state).toBe('paid');
  });
  it('hears the same word once, also when it is sent again after a decision', async () => {
    const rig = rigWith();
    const id = await rig.take({ provider: 'account' });
    await say(rig, id, { idempotencyKey: 'the-same' });
    await say(rig, id, { idempotencyKey: 'the-same' });
    expect(waiting(rig)).toHaveLength(1);
    decide(rig, false);
    await say(rig, id, { idempotencyKey: 'the-same' });
    expect(waiting(rig)).toEqual([]);
    expect(rig.room.get(id)).toMatchObject({ state: 'waiting', canConfirmReceived: true });
  });
  it('is not for people where the provider tells, nor when it is over', async () => {
    const rig = rigWith();
    const tells = await rig.take({ provider: 'bank' });
    expect(rig.room.get(tells).canConfirmReceived).toBe(false);
    await expect(say(rig, tells)).rejects.toMatchObject({ code: 'conflict' });
    const id = await rig.take({ provider: 'account' });
    await say(rig, id);
    decide(rig, true);
    await expect(say(rig, id)).rejects.toMatchObject({ code: 'conflict' });
    await expect(say(rig, 'pay_none')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a transfer slip', () => {
  it('that the bank knows settles the payment at once, with the proof in its story', async () => {
    const rig = rigWith(() => told());
    const id = await rig.take({ provider: 'account' });
    expect(await say(rig, id, { slip: text })).toMatchObject({
      state: 'paid',
      methodDetail: '014:TRANSFER00001',
      paidAt: '2026-11-23T02:01:00.000Z',
    });
    expect(waiting(rig)).toEqual([]);
    expect(titles(rig, id)).toEqual(expect.arrayContaining(['Says that the money has come', 'The bank confirms the transfer', 'Paid']));
  });
  it('pays once: for no other payment, whoever shows it, also while it still waits', async () => {
    const rig = rigWith();
    const [first, second] = [await rig.take({ provider: 'account' }), await rig.take({ provider: 'account' })];
    await say(rig, first, { slip: text });
    await expect(say(rig, second, { slip: text })).rejects.toMatchObject({ code: 'slip_used' });
    decide(rig, true);
    rig.restart();
    await expect(say(rig, second, { slip: text })).rejects.toMatchObject({ code: 'slip_used' });
    const retyped = transferSlipPayload({ ...SLIP, reference: SLIP.reference.toLowerCase() });
    await expect(say(rig, second, { slip: retyped })).rejects.toMatchObject({ code: 'slip_used' });
    expect(rig.room.get(second).state).toBe('waiting');
  });
  it('shown at two desks at the same moment pays one of them', async () => {
    const rig = rigWith(() => told());
    const [first, second] = [await rig.take({ provider: 'account' }), await rig.take({ provider: 'account' })];
    const said = await Promise.allSettled([say(rig, first, { slip: text }), say(rig, second, { slip: text })]);
    expect(said.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect([first, second].map((id) => rig.room.get(id).state)).toEqual(['paid', 'waiting']);
  });
  it('is free again when the second person says no, or the payment is given up', async () => {
    const rig = rigWith();
    const [first, second, third] = [
      await rig.take({ provider: 'account' }),
      await rig.take({ provider: 'account' }),
      await rig.take({ provider: 'account' }),
    ];
    await say(rig, first, { slip: text });
    decide(rig, false);
    await say(rig, second, { slip: text });
    const giving = rig.room.act({ paymentId: second, kind: 'cancel', idempotencyKey: 'give-up' }, NOK);
    await rig.drain();
    expect((await giving).state).toBe('cancelled');
    expect(waiting(rig)).toEqual([]);
    await say(rig, third, { slip: text });
    expect(waiting(rig)).toEqual([expect.objectContaining({ paymentId: third })]);
  });
  it.each([
    ['the bank does not know it', () => undefined, 'The bank does not know this slip'],
    [
      'another account got the money',
      () => told({ receivers: ['0888888888'] }),
      'The bank does not say that this transfer went to our account',
    ],
    [
      'the bank hides the account',
      () => told({ receivers: ['xxx-xxx-9999'] }),
      'The bank does not say that this transfer went to our account',
    ],
    [
      'it carries the reference of another bill',
      () => told({ billReferences: ['OTHER'] }),
      'The transfer carries the reference of another bill',
    ],
    ['it is older than the payment', () => told({ at: '2026-11-23T01:54:59.000Z' }), 'The transfer is older than this payment'],
    ['it is another transfer', () => told({ reference: 'OTHER00001' }), 'The bank does not know this slip'],
    [
      'the bank does not answer',
      () => {
        throw new AppError('provider_timeout');
      },
      'No bank could be asked about the slip',
    ],
  ])('proves nothing when %s: the second person is asked', async (_why, answer, sentence) => {
    const rig = rigWith(answer);
    const id = await rig.take({ provider: 'account' });
    expect((await say(rig, id, { slip: text })).state).toBe('waiting');
    expect(titles(rig, id)).toContain(`${sentence}: a second person must look`);
    expect(waiting(rig)).toHaveLength(1);
  });
  it('of another amount is refused, and so is one that cannot be read', async () => {
    const rig = rigWith(() => told({ amount: baht(149_999) }));
    const id = await rig.take({ provider: 'account' });
    await expect(say(rig, id, { slip: text })).rejects.toMatchObject({
      code: 'invalid_input',
      message: 'The slip is of ฿1,499.99, not of the amount of this payment.',
    });
    await expect(say(rig, id, { slip: `${text.slice(0, -1)}0` })).rejects.toMatchObject({ code: 'invalid_input' });
    expect(waiting(rig)).toEqual([]);
  });
  it('proved later ends the waiting for a second person', async () => {
    let known = false;
    const rig = rigWith(() => (known ? told() : undefined));
    const id = await rig.take({ provider: 'account' });
    await say(rig, id, { slip: text });
    known = true;
    expect((await say(rig, id, { slip: text })).state).toBe('paid');
    expect(waiting(rig)).toEqual([]);
    expect(rig.room.approvals.list({ state: 'withdrawn', limit: 9 }, MALEE).items).toHaveLength(1);
  });
});

describe('the time of a payment', () => {
  it('ends by itself where the provider cannot tell; money that comes later still counts', async () => {
    const rig = rigWith();
    const id = await rig.take({ provider: 'account' });
    expect(rig.room.get(id).expiresAt).toBe('2026-11-23T02:15:00.000Z');
    rig.pass(899_000);
    await rig.beat('payment.expire');
    expect(rig.room.get(id).state).toBe('waiting');
    rig.pass(1000);
    await rig.beat('payment.expire');
    await rig.beat('payment.expire');
    expect(rig.room.get(id)).toMatchObject({ state: 'expired', action: null, canConfirmReceived: true });
    await say(rig, id);
    decide(rig, true);
    expect(rig.room.get(id).state).toBe('paid');
  });
  it('does not end while a second person is asked, nor where the provider must be asked', async () => {
    const rig = rigWith();
    const said = await rig.take({ provider: 'account' });
    const asked = await rig.take({ provider: 'bank' });
    rig.database.prepare("UPDATE payments SET expires_at = '2026-11-23T02:15:00.000Z'").run();
    await say(rig, said);
    rig.pass(3_600_000);
    await rig.beat('payment.expire');
    expect([said, asked].map((id) => rig.room.get(id).state)).toEqual(['waiting', 'waiting']);
  });
});
