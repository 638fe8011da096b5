import { type Money, parseDecimal, toDecimal } from '@banrimkwae/money';
import { crc16, parseTlv, type TlvElement, writeTlv } from './tlv.ts';

/**
 * Whom a PromptPay QR pays. The kind is always said, never guessed from the length: a biller id has as many digits as an e-wallet.
 * `id`: a national id or a tax id, 13 digits.
 */
export type PromptPayTarget =
  | { kind: 'mobile'; number: string }
  | { kind: 'id'; number: string }
  | { kind: 'ewallet'; number: string }
  | { kind: 'bank_account'; bank: string; account: string }
  /** Tag 30, for juristic persons: the references come back with the money. `ref3` is for the bank of the biller only. */
  | { kind: 'biller'; billerId: string; ref1: string; ref2?: string; ref3?: string };

export type PromptPayQr = {
  target: PromptPayTarget;
  /** Baht; absent: the payer types it, and the QR can be used again. */
  amount?: Money;
  /** ISO 18245, e.g. 7011 for lodging. */
  categoryCode?: string;
  /** As the payer's bank shows it, 25 and 15 characters at most, Latin letters. */
  merchantName?: string;
  merchantCity?: string;
};

export type EmvQrProblem = 'unreadable' | 'checksum' | 'not_promptpay' | 'account' | 'reference' | 'currency' | 'country' | 'amount';
export type ReadPromptPayQr = { ok: true; qr: PromptPayQr } | { ok: false; problem: EmvQrProblem };

const CREDIT_TRANSFER = 'A000000677010111';
const BILL_PAYMENT = 'A000000677010112';
const REFERENCE = /^[A-Z0-9]{1,20}$/;
const AMOUNT = /^\d{1,10}(\.\d{1,2})?$/;
/** ISO 4217 number of the baht. */
const BAHT = '764';

/** The text of the QR, tags ascending, checksum last. Throws RangeError where account, reference, amount or name do not fit. */
export function promptPayPayload(qr: PromptPayQr): string {
  const { amount, categoryCode, merchantName, merchantCity, target } = qr;
  const ref3 = target.kind === 'biller' ? target.ref3 : undefined;
  const body = writeTlv([
    { tag: '00', value: '01' },
    { tag: '01', value: amount === undefined ? '11' : '12' },
    accountElement(target),
    ...optional('52', categoryCode, /^\d{4}$/),
    { tag: '53', value: BAHT },
    ...(amount === undefined ? [] : [{ tag: '54', value: amountText(amount) }]),
    { tag: '58', value: 'TH' },
    ...optional('59', merchantName, /^[\x20-\x7e]{1,25}$/),
    ...optional('60', merchantCity, /^[\x20-\x7e]{1,15}$/),
    ...(ref3 === undefined ? [] : [{ tag: '62', value: writeTlv(optional('07', ref3, REFERENCE)) }]),
  ]);
  return `${body}6304${crc16(`${body}6304`)}`;
}

/** Reads a PromptPay QR, whatever the order of its tags. One that is damaged, doubtful or of another kind is refused, never guessed at. */
export function readPromptPayQr(text: string): ReadPromptPayQr {
  const root = parseTlv(text);
  const checksum = root?.at(-1);
  if (!root || checksum?.tag !== '63' || checksum.value.length !== 4 || root[0]?.tag !== '00' || root[0].value !== '01')
    return { ok: false, problem: 'unreadable' };
  if (crc16(text.slice(0, -4)) !== checksum.value.toUpperCase()) return { ok: false, problem: 'checksum' };
  const textOf = (tag: string) => root.find((element) => element.tag === tag)?.value;
  if (textOf('53') !== BAHT) return { ok: false, problem: 'currency' };
  if (textOf('58') !== 'TH') return { ok: false, problem: 'country' };
  const accounts = root.filter(({ tag }) => tag === '29' || tag === '30');
  const [account] = accounts;
  if (!account || accounts.length > 1) return { ok: false, problem: 'not_promptpay' };
  const target = account.tag === '29' ? readTransfer(account.value) : readBiller(account.value, textOf('62'));
  if (typeof target === 'string') return { ok: false, problem: target };
  const amount = readAmount(textOf('54'));
  if (amount === 'amount') return { ok: false, problem: 'amount' };
  const named = { categoryCode: textOf('52'), merchantName: textOf('59'), merchantCity: textOf('60') };
  const given = Object.entries(named).filter(([, value]) => value !== undefined);
  return { ok: true, qr: { target, ...(amount === undefined ? {} : { amount }), ...Object.fromEntries(given) } };
}

/** The same account in one form: digits only, a mobile number as `0812345678`. Undefined: not an account of this kind. */
export function normaliseAccount(kind: 'mobile' | 'id' | 'ewallet', number: string): string | undefined {
  const digits = number.replace(/[\s+().-]/g, '');
  if (kind === 'id') return /^\d{13}$/.test(digits) ? digits : undefined;
  if (kind === 'ewallet') return /^\d{15}$/.test(digits) ? digits : undefined;
  const local = /^(?:0{0,2}66|0)(\d{9})$/.exec(digits);
  return local ? `0${local[1]}` : undefined;
}

function accountElement(target: PromptPayTarget): TlvElement {
  if (target.kind === 'biller') return billerElement(target);
  if (target.kind === 'bank_account') {
    const account = `${target.bank}${target.account.replace(/[\s-]/g, '')}`;
    if (!/^\d{3}\d{1,40}$/.test(account)) throw new RangeError('A bank account is a bank code of 3 digits and up to 40 digits');
    return transferElement('04', account);
  }
  const number = normaliseAccount(target.kind, target.number);
  if (number === undefined) throw new RangeError(`"${target.number}" is not a PromptPay account of the kind ${target.kind}`);
  if (target.kind === 'mobile') return transferElement('01', `0066${number.slice(1)}`);
  return transferElement(target.kind === 'id' ? '02' : '03', number);
}

function transferElement(tag: string, value: string): TlvElement {
  return {
    tag: '29',
    value: writeTlv([
      { tag: '00', value: CREDIT_TRANSFER },
      { tag, value },
    ]),
  };
}

function billerElement({ billerId, ref1, ref2 }: Extract<PromptPayTarget, { kind: 'biller' }>): TlvElement {
  if (!/^\d{13}(\d{2})?$/.test(billerId)) throw new RangeError('A biller id is 13 or 15 digits');
  const elements = [
    { tag: '00', value: BILL_PAYMENT },
    { tag: '01', value: billerId },
    ...optional('02', ref1, REFERENCE),
    ...optional('03', ref2, REFERENCE),
  ];
  return { tag: '30', value: writeTlv(elements) };
}

function readTransfer(template: string): PromptPayTarget | EmvQrProblem {
  const elements = parseTlv(template);
  if (elements?.[0]?.value !== CREDIT_TRANSFER) return 'not_promptpay';
  const [, account, more] = elements;
  if (!account || more) return 'account';
  if (account.tag === '01' && /^0066\d{9}$/.test(account.value)) return { kind: 'mobile', number: `0${account.value.slice(4)}` };
  if (account.tag === '02' && /^\d{13}$/.test(account.value)) return { kind: 'id', number: account.value };
  if (account.tag === '03' && /^\d{15}$/.test(account.value)) return { kind: 'ewallet', number: account.value };
  if (account.tag === '04' && /^\d{4,43}$/.test(account.value))
    return { kind: 'bank_account', bank: account.value.slice(0, 3), account: account.value.slice(3) };
  return 'account';
}

function readBiller(template: string, additional: string | undefined): PromptPayTarget | EmvQrProblem {
  const elements = parseTlv(template);
  if (elements?.[0]?.value !== BILL_PAYMENT) return 'not_promptpay';
  const more = additional === undefined ? [] : parseTlv(additional);
  if (!more) return 'reference';
  const textOf = (tag: string) => elements.find((element) => element.tag === tag)?.value;
  const [billerId = '', ref1 = '', ref2] = [textOf('01'), textOf('02'), textOf('03') || undefined];
  const ref3 = more.find(({ tag }) => tag === '07')?.value;
  if (!/^\d{13}(\d{2})?$/.test(billerId)) return 'account';
  if (![ref1, ref2 ?? ref1, ref3 ?? ref1].every((reference) => REFERENCE.test(reference))) return 'reference';
  return { kind: 'biller', billerId, ref1, ...(ref2 === undefined ? {} : { ref2 }), ...(ref3 === undefined ? {} : { ref3 }) };
}

function readAmount(text: string | undefined): Money | 'amount' | undefined {
  if (text === undefined) return undefined;
  if (!AMOUNT.test(text)) return 'amount';
  const amount = parseDecimal(text, 'THB');
  return amount.amount > 0 ? amount : 'amount';
}

function amountText(amount: Money): string {
  const text = toDecimal(amount);
  if (amount.currency !== 'THB' || amount.amount <= 0 || text.length > 13)
    throw new RangeError('PromptPay takes more than 0 and less than ten thousand million baht');
  return text;
}

function optional(tag: string, value: string | undefined, form: RegExp): TlvElement[] {
  if (value === undefined) return [];
  if (!form.test(value)) throw new RangeError(`"${value}" does not fit into tag ${tag}`);
  return [{ tag, value }];
}
