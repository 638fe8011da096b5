import { billReference } from '@banrimkwae/connector-kit/bill-reference';
import type { PaymentProvider, PaymentSnapshot } from '@banrimkwae/connector-kit/capabilities/payments';
import { AppError, type ConfigValues, connector } from '@banrimkwae/connector-kit/connector';
import { normaliseAccount, type PromptPayQr, type PromptPayTarget, promptPayPayload } from '@banrimkwae/connector-kit/emv-qr';
import { money, zero } from '@banrimkwae/money';
import { manifest } from './manifest.ts';

/** How long the desk waits for the guest. The QR itself has no end. */
const EXPIRES_AFTER_SECONDS = 15 * 60;
/** What fits into the QR: ten digits of baht. */
const MAXIMUM_SATANG = 999_999_999_999;

const payments: PaymentProvider = {
  methods: {
    promptpay_qr: {
      currencies: ['THB'],
      manualCapture: false,
      refund: {
        way: 'manual_transfer',
        partial: true,
        note: {
          en: 'PromptPay has no way back: after approval, transfer the money from the bank and enter the reference.',
          th: 'พร้อมเพย์คืนเงินเองไม่ได้ เมื่ออนุมัติแล้วให้โอนคืนจากธนาคารและกรอกเลขอ้างอิง',
        },
      },
      needs: [],
      maximum: MAXIMUM_SATANG,
      expiresAfterSeconds: EXPIRES_AFTER_SECONDS,
    },
  },
  createPayment: async ({ config }, { paymentId, amount, createdAt }) => {
    const reference = billReference(paymentId);
    const expiresAt = new Date(Date.parse(createdAt) + EXPIRES_AFTER_SECONDS * 1000).toISOString();
    const payload = qrOf(config, { target: targetOf(config, reference), amount });
    return {
      providerPaymentId: reference,
      alsoKnownAs: [],
      ourReference: paymentId,
      state: 'waiting',
      amount,
      captured: zero(amount.currency),
      refunded: zero(amount.currency),
      methodDetail: null,
      lastFour: null,
      action: { kind: 'qr', payload, expiresAt },
      risk: null,
      fee: null,
      settlement: null,
      failure: null,
      paidAt: null,
      refundable: null,
    } satisfies PaymentSnapshot;
  },
  receivers: async ({ config }) => receiversOf(targetOf(config, 'TEST')),
};

export default connector({
  manifest,
  payments,
  testConnection: async ({ config }) => {
    const target = targetOf(config, 'TEST');
    qrOf(config, { target, amount: money(100, 'THB') });
    return { message: `QR codes pay to ${describe(target)}. Nobody was asked: pay one baht to be sure.` };
  },
});

/** As banks write them on a slip: a mobile number also with the country code. */
function receiversOf(target: PromptPayTarget): readonly string[] {
  if (target.kind === 'biller') return [target.billerId];
  if (target.kind === 'bank_account') return [target.account];
  const national = target.number.slice(1);
  return target.kind === 'mobile' ? [target.number, `66${national}`, `0066${national}`] : [target.number];
}

/** Throws AppError `invalid_input` where number and kind do not belong together. */
function targetOf({ kind, account }: ConfigValues, reference: string): PromptPayTarget {
  const number = String(account ?? '').trim();
  const digits = number.replace(/[\s+().-]/g, '');
  if (kind === 'biller') return /^\d{15}$/.test(digits) ? { kind, billerId: digits, ref1: reference } : wrong('A biller id has 15 digits.');
  if (kind === 'bank_account')
    return /^\d{3}[ -]\d[\d -]{3,39}$/.test(number)
      ? { kind, bank: digits.slice(0, 3), account: digits.slice(3) }
      : wrong('A bank account is written as 014-1234567890, the bank code first.');
  if (kind !== 'mobile' && kind !== 'id' && kind !== 'ewallet') return wrong('Choose the kind of account.', 'kind');
  const normalised = normaliseAccount(kind, number);
  return normalised === undefined ? wrong(WRONG_NUMBER[kind]) : { kind, number: normalised };
}

const WRONG_NUMBER = {
  mobile: 'A mobile number has 10 digits and begins with 0.',
  id: 'A national id or tax id has 13 digits.',
  ewallet: 'An e-wallet has 15 digits.',
} as const;

function wrong(message: string, field = 'account'): never {
  throw new AppError('invalid_input', { message, hint: 'Correct it under Connections, PromptPay.', fields: { [field]: message } });
}

/** Throws AppError `invalid_input` where a name or the amount does not fit. */
function qrOf(config: ConfigValues, qr: Pick<PromptPayQr, 'target' | 'amount'>): string {
  try {
    return promptPayPayload({ ...qr, ...namesOf(config) });
  } catch (fault) {
    if (!(fault instanceof RangeError)) throw fault;
    throw new AppError('invalid_input', { message: 'This does not fit into a PromptPay QR.', hint: `${fault.message}.` });
  }
}

function namesOf({ merchantName, merchantCity }: ConfigValues) {
  return {
    ...(merchantName ? { merchantName: String(merchantName) } : {}),
    ...(merchantCity ? { merchantCity: String(merchantCity) } : {}),
  };
}

const NAMES = { mobile: 'the mobile number', id: 'the id', ewallet: 'the e-wallet' } as const;

/** Only the last four: who looks over a shoulder learns no number. */
function describe(target: PromptPayTarget): string {
  if (target.kind === 'biller') return `the biller ··${target.billerId.slice(-4)}`;
  if (target.kind === 'bank_account') return `the account ··${target.account.slice(-4)} at bank ${target.bank}`;
  return `${NAMES[target.kind]} ··${target.number.slice(-4)}`;
}
