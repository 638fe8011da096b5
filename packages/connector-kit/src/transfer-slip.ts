import type { Bilingual } from '@banrimkwae/contract/primitives';
import { crc16, parseTlv, writeTlv } from './tlv.ts';

/**
 * What the small QR on a transfer slip says: which bank's transfer this is. Neither amount nor signature: it is only a key to ask the bank
 * with, and together the two tell one transfer from all others. `bank`: three digits of the Bank of Thailand, or TRUEMONEY.
 */
export type TransferSlip = { bank: string; reference: string };
export type SlipProblem = 'not_a_slip' | 'checksum' | 'country' | 'bank' | 'reference';
export type ReadTransferSlip = { ok: true; slip: TransferSlip } | { ok: false; problem: SlipProblem; message: Bilingual };

const TRUEMONEY = 'TRUEMONEY';

const AGAIN = { en: 'Scan the small QR on the slip again.', th: 'สแกนคิวอาร์เล็กบนสลิปอีกครั้ง' };
const DAMAGED = { en: `This slip code is damaged or incomplete. ${AGAIN.en}`, th: `รหัสบนสลิปเสียหายหรือไม่ครบ ${AGAIN.th}` };
const MESSAGES: Readonly<Record<SlipProblem, Bilingual>> = {
  not_a_slip: { en: `This is not the code of a transfer slip. ${AGAIN.en}`, th: `นี่ไม่ใช่รหัสของสลิปโอนเงิน ${AGAIN.th}` },
  checksum: DAMAGED,
  bank: DAMAGED,
  reference: DAMAGED,
  country: {
    en: 'This slip is not of a Thai bank. Ask the guest for a transfer by PromptPay.',
    th: 'สลิปนี้ไม่ใช่ของธนาคารไทย ขอให้ผู้เข้าพักโอนผ่านพร้อมเพย์',
  },
};

/** Reads the QR of a slip as scanned. Some bank apps drop leading zeros of the checksum: these are put back. */
export function readTransferSlip(text: string): ReadTransferSlip {
  // Checksums of banks are in capitals, TrueMoney's is not; both are read either way.
  const match = /^(.*)(9104)([0-9A-Fa-f]{1,4})$/s.exec(text.trim());
  if (!match) return refused('not_a_slip');
  const [, body = '', head = '', checksum = ''] = match;
  const elements = parseTlv(body);
  const root = elements?.[0];
  if (!elements || root?.tag !== '00') return refused('not_a_slip');
  if (crc16(body + head) !== checksum.toUpperCase().padStart(4, '0')) return refused('checksum');
  const inner = parseTlv(root.value);
  if (inner?.[0]?.tag !== '00') return refused('not_a_slip');
  const textOf = (tag: string) => inner.find((element) => element.tag === tag)?.value ?? '';
  if (inner[0].value === '01') return elements.length === 1 ? readTrueMoney(textOf) : refused('not_a_slip');
  if (inner[0].value !== '000001') return refused('not_a_slip');
  if (elements.length !== 2 || elements[1]?.tag !== '51' || elements[1].value !== 'TH') return refused('country');
  return readBank(textOf);
}

/** The text of a bank's slip QR. Throws RangeError where bank or reference do not fit. */
export function transferSlipPayload({ bank, reference }: TransferSlip): string {
  if (!BANK.test(bank) || !REFERENCE.test(reference))
    throw new RangeError('A slip has a bank of 3 digits and a reference of 6 to 40 letters and digits');
  const root = writeTlv([
    { tag: '00', value: '000001' },
    { tag: '01', value: bank },
    { tag: '02', value: reference },
  ]);
  const body = `${writeTlv([
    { tag: '00', value: root },
    { tag: '51', value: 'TH' },
  ])}9104`;
  return `${body}${crc16(body)}`;
}

const BANK = /^\d{3}$/;
const REFERENCE = /^[A-Za-z0-9]{6,40}$/;

type TextOf = (tag: string) => string;

function readBank(textOf: TextOf): ReadTransferSlip {
  const slip = { bank: textOf('01'), reference: textOf('02') };
  if (!BANK.test(slip.bank)) return refused('bank');
  return REFERENCE.test(slip.reference) ? { ok: true, slip } : refused('reference');
}

/** 00 = 01, 01 = 01, 02 kind of transfer, 03 its number, 04 the day as DDMMYYYY. */
function readTrueMoney(textOf: TextOf): ReadTransferSlip {
  const reference = textOf('03');
  if (textOf('01') !== '01' || !/^[A-Z0-9]{2,10}$/.test(textOf('02')) || !/^\d{8}$/.test(textOf('04'))) return refused('not_a_slip');
  return REFERENCE.test(reference) ? { ok: true, slip: { bank: TRUEMONEY, reference } } : refused('reference');
}

function refused(problem: SlipProblem): ReadTransferSlip {
  return { ok: false, problem, message: MESSAGES[problem] };
}
