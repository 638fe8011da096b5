import type { SlipSnapshot } from '@banrimkwae/connector-kit/capabilities/payments';
import { AppError } from '@banrimkwae/contract/errors';
import type { Bilingual } from '@banrimkwae/contract/primitives';
import { formatMoney } from '@banrimkwae/money';
import type { PaymentsGround } from './ground.ts';
import type { PaymentRow } from './payment-row.ts';
import type { Slip } from './slip-table.ts';

/** What the banks say of a slip. Without `proof` a person must look. */
export type Finding = { proof?: SlipSnapshot; sentence: Bilingual };

/** The guest's transfer cannot be older than the QR; clocks of banks and ours need not agree. */
const CLOCKS_DIFFER_MS = 5 * 60_000;

/**
 * Asks each bank that can look slips up, until one knows this one. Proof is: the amount, to an account that this payment's provider pays to,
 * for this payment's reference where the bank tells one, and not before the payment was asked for. Throws AppError invalid_input on another
 * amount: that transfer cannot be this payment, whoever says so.
 */
export async function lookUpSlip(ground: PaymentsGround, payment: PaymentRow, slip: Slip): Promise<Finding> {
  const told = await askBanks(ground, payment, slip);
  if (told === 'nobody answered') return doubt('No bank could be asked about the slip', 'ไม่สามารถสอบถามธนาคารเกี่ยวกับสลิปได้');
  if (told === undefined) return doubt('The bank does not know this slip', 'ธนาคารไม่พบสลิปนี้');
  if (told.amount.currency !== payment.currency || told.amount.amount !== payment.amount) {
    const message = `The slip is of ${formatMoney(told.amount, 'en')}, not of the amount of this payment.`;
    throw new AppError('invalid_input', { message, hint: 'Ask the guest for the slip of this payment.', fields: { slip: message } });
  }
  if (!(await isOurAccount(ground, payment, told)))
    return doubt('The bank does not say that this transfer went to our account', 'ธนาคารไม่ได้ยืนยันว่าโอนเข้าบัญชีของเรา');
  if (told.billReferences.length > 0 && !told.billReferences.some((reference) => sameText(reference, payment.provider_payment_id ?? '')))
    return doubt('The transfer carries the reference of another bill', 'รายการโอนมีเลขอ้างอิงของบิลอื่น');
  if (Date.parse(told.at) < Date.parse(payment.created_at) - CLOCKS_DIFFER_MS)
    return doubt('The transfer is older than this payment', 'รายการโอนเกิดก่อนรายการชำระนี้');
  return { proof: told, sentence: { en: 'The bank confirms the transfer', th: 'ธนาคารยืนยันรายการโอนแล้ว' } };
}

async function askBanks(ground: PaymentsGround, payment: PaymentRow, slip: Slip): Promise<SlipSnapshot | undefined | 'nobody answered'> {
  let told: undefined | 'nobody answered' = 'nobody answered';
  for (const { id, connector } of ground.providers.ready('payments')) {
    const verify = connector.payments?.verifySlip;
    if (!verify) continue;
    try {
      const found = await ground.providers.run(id, verify, slip, { paymentId: payment.id });
      if (found && sameText(found.bank, slip.bank) && sameText(found.reference, slip.reference)) return found;
      told = undefined;
    } catch (fault) {
      // A bank that cannot be asked proves nothing, and stops nobody: the second person decides.
      if (!(fault instanceof AppError)) throw fault;
    }
  }
  return told;
}

async function isOurAccount(ground: PaymentsGround, payment: PaymentRow, { receivers }: SlipSnapshot): Promise<boolean> {
  const ours = ground.providers.find(payment.provider).connector.payments?.receivers;
  if (!ours) return false;
  const ids = await ground.providers.run(payment.provider, ours, {}, { paymentId: payment.id });
  return receivers.some((receiver) => ids.some((id) => sameText(receiver, id)));
}

/** Numbers are written with dashes and spaces, or without. */
function sameText(left: string, right: string): boolean {
  const plain = (text: string) => text.replaceAll(/[^0-9A-Za-z]/g, '').toUpperCase();
  return plain(left) !== '' && plain(left) === plain(right);
}

function doubt(en: string, th: string): Finding {
  return { sentence: { en: `${en}: a second person must look`, th: `${th} ต้องให้อีกคนตรวจสอบ` } };
}
