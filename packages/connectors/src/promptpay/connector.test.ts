import { join } from 'node:path';
import type { CreatePayment } from '@banrimkwae/connector-kit/capabilities/payments';
import { conformance } from '@banrimkwae/connector-kit/conformance';
import type { ConfigValues, OperationContext } from '@banrimkwae/connector-kit/connector';
import { readPromptPayQr } from '@banrimkwae/connector-kit/emv-qr';
import { readTransferSlip, transferSlipPayload } from '@banrimkwae/connector-kit/transfer-slip';
import { describe, expect, it } from 'vitest';
import promptpay from './connector.ts';

const NOW = new Date('2026-11-23T02:00:00.000Z');
const BILLER = { kind: 'biller', account: '099999999999990' };
const NAMES = { merchantName: 'BANRIMKWAE RESORT', merchantCity: 'KANCHANABURI' };

conformance(promptpay, { fixtures: join(import.meta.dirname, 'fixtures'), config: { ...BILLER, ...NAMES }, now: NOW });

const context = (config: ConfigValues): OperationContext => ({
  config,
  now: () => NOW,
  newId: () => 'msg_1',
  call: async () => Promise.reject(new Error('PromptPay asks nobody')),
});
const PAYMENT: CreatePayment = {
  paymentId: 'pay_01kb2w3x4y5z6a7b8c9d0e1f2g',
  method: 'promptpay_qr',
  amount: { amount: 150050, currency: 'THB' },
  description: 'Riverside Deluxe',
  guest: { name: 'Anna', email: null, phone: null },
  details: {},
  capture: 'automatic',
  returnUrl: 'https://resort.example.com/thanks',
  createdAt: NOW.toISOString(),
  idempotencyKey: 'pay_01',
};
const take = async (config: ConfigValues, change: Partial<CreatePayment> = {}) => {
  const taken = await promptpay.payments?.createPayment(context(config), { ...PAYMENT, ...change });
  if (taken?.action?.kind !== 'qr') throw new Error('No QR');
  return { ...taken, payload: taken.action.payload, read: readPromptPayQr(taken.action.payload) };
};

describe('PromptPay', () => {
  it.each([
    ['mobile', '+66 81-234-5678', { kind: 'mobile', number: '0812345678' }, 'the mobile number ··5678'],
    ['id', '1-2345-67890-12-3', { kind: 'id', number: '1234567890123' }, 'the id ··0123'],
    ['ewallet', '140000801111111', { kind: 'ewallet', number: '140000801111111' }, 'the e-wallet ··1111'],
    ['bank_account', '014-123-4-56789-0', { kind: 'bank_account', bank: '014', account: '1234567890' }, 'the account ··7890 at bank 014'],
    ['biller', '099999999999990', { kind: 'biller', billerId: '099999999999990' }, 'the biller ··9990'],
  ])('pays to a %s as configured, and says so without showing it', async (kind, account, target, named) => {
    const { read } = await take({ kind, account });
    expect(read).toMatchObject({ ok: true, qr: { target, amount: PAYMENT.amount } });
    const { message } = await promptpay.testConnection(context({ kind, account }), undefined);
    expect(message).toContain(named);
    expect(message).not.toContain(account);
  });

  it.each([
    ['mobile', '1234567890123', 'account'],
    ['id', '0812345678', 'account'],
    ['ewallet', '0812345678', 'account'],
    ['biller', '0812345678', 'account'],
    ['biller', '1234567890123', 'account'],
    ['bank_account', '1234567890', 'account'],
    ['card', '4111111111111111', 'kind'],
  ])('refuses as a %s the number %s, in a sentence at its field', async (kind, account, field) => {
    const tried = promptpay.testConnection(context({ kind, account }), undefined);
    await expect(tried).rejects.toMatchObject({ code: 'invalid_input', details: { fields: { [field]: expect.stringMatching(/\.$/) } } });
  });

  it.each([
    ['mobile', '081 234 5678', ['0812345678', '66812345678', '0066812345678']],
    ['mobile', '+66 81-234-5678', ['0812345678', '66812345678', '0066812345678']],
    ['biller', '099999999999990', ['099999999999990']],
    ['bank_account', '014-1234567890', ['1234567890']],
    ['id', '0105500000001', ['0105500000001']],
  ])('knows by what a bank may call a %s', async (kind, account, ids) => {
    expect(await promptpay.payments?.receivers?.(context({ kind, account }), {})).toEqual(ids);
  });

  it('gives a biller our reference, the same for a payment however often it is asked for', async () => {
    const [first, again, other] = [await take(BILLER), await take(BILLER), await take(BILLER, { paymentId: 'pay_02' })];
    expect(first.read).toMatchObject({ qr: { target: { ref1: first.providerPaymentId } } });
    expect(again).toEqual(first);
    expect(other.providerPaymentId).not.toBe(first.providerPaymentId);
    expect(first).toMatchObject({ state: 'waiting', action: { expiresAt: '2026-11-23T02:15:00.000Z' } });
  });
});

/** Every damage that printing, scanning or ill will does to a text, a few hundred a text. */
function damaged(text: string): readonly string[] {
  const each = Array.from(text, (character, at) => {
    const digit = /\d/.test(character) ? String((Number(character) + 1) % 10) : 'X';
    const [before, after] = [text.slice(0, at), text.slice(at + 1)];
    return [before + digit + after, before + after, `${before}${character}${character}${after}`, before, text.slice(at)];
  });
  const whole = [text.toLowerCase(), ` ${text}`, `${text} `, text + text, [...text].reverse().join(''), `${text}6304FFFF`, `\u0000${text}`];
  return [...new Set([...each.flat(), ...whole])].filter((variant) => variant !== text);
}

describe('PromptPay, damaged and forged', () => {
  it('refuses every damaged QR or reads it as what it was: another account or amount never', async () => {
    const configs = [BILLER, { kind: 'mobile', account: '0812345678' }, { kind: 'bank_account', account: '014-1234567890' }];
    for (const config of configs) {
      const { payload, read } = await take(config);
      const variants = damaged(payload);
      expect(variants.length).toBeGreaterThan(200);
      const readings = variants.map(readPromptPayQr).filter(({ ok }) => ok);
      expect(readings).toEqual(readings.map(() => read));
    }
  });

  it('refuses every damaged slip or reads it as what it was: one slip never passes for another', () => {
    for (const slip of ['014', '004', '002'].map((bank) => ({ bank, reference: `202611231${bank}APM077365` }))) {
      const variants = damaged(transferSlipPayload(slip));
      expect(variants.length).toBeGreaterThan(200);
      const readings = variants.map(readTransferSlip).filter(({ ok }) => ok);
      expect(readings).toEqual(readings.map(() => ({ ok: true, slip })));
    }
  });
});
