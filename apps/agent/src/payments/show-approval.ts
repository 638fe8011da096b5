import type { Approval } from '@banrimkwae/contract/approvals';
import type { HoldReason } from '@banrimkwae/contract/payments';
import type { Bilingual } from '@banrimkwae/contract/primitives';
import { formatMoney } from '@banrimkwae/money';
import type { Actor } from '../access/index.ts';
import type { ApprovalRow } from './approval-table.ts';
import { amountOf } from './approvals.ts';
import type { PaymentsGround } from './ground.ts';
import type { PaymentRow } from './payment-row.ts';
import { required } from './settle-payment.ts';
import { whoMayDecide } from './who-may-decide.ts';

/** An approval as the API shows it to one caller. */
export function showApproval(ground: PaymentsGround, row: ApprovalRow, actor: Actor): Approval {
  const payment = required(ground, row.payment_id);
  const { allowed, reason } = whoMayDecide(row, actor);
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    paymentId: row.payment_id,
    refundId: row.refund_id,
    amount: amountOf(row),
    guestName: payment.guest_name,
    room: payment.room,
    provider: payment.provider,
    sentence: sentence(row, payment, ground.providers.find(payment.provider).name),
    holdReasons: row.hold_reasons,
    note: row.note,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at,
    canDecide: { allowed, reason },
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
    reason: row.reason,
    bankReference: row.bank_reference,
  };
}

const HOLD_REASONS: Readonly<Record<HoldReason, Bilingual>> = {
  risk: { en: 'the provider rates it as risky', th: 'ผู้ให้บริการประเมินว่ามีความเสี่ยง' },
  amount: { en: 'the amount is unusually high', th: 'จำนวนเงินสูงผิดปกติ' },
  country: { en: 'the card is from another country than the guest', th: 'ประเทศของบัตรไม่ตรงกับของผู้เข้าพัก' },
  tries: { en: 'this guest has tried many times', th: 'ผู้เข้าพักลองชำระหลายครั้ง' },
};

/** Why a person is asked. */
function sentence(row: ApprovalRow, payment: PaymentRow, providerName: string): Bilingual {
  const amount = amountOf(row);
  const [en, th] = [formatMoney(amount, 'en'), formatMoney(amount, 'th')];
  const { guest_name: guest } = payment;
  const because = { en: listed(row.hold_reasons, 'en'), th: listed(row.hold_reasons, 'th') };
  switch (row.kind) {
    case 'refund':
      return {
        en: `${row.requested_by} wants to give ${en} back to ${guest}. That is more than one person may refund alone.`,
        th: `${row.requested_by} ขอคืนเงิน ${th} ให้ ${guest} ซึ่งเกินวงเงินที่อนุมัติคนเดียวได้`,
      };
    case 'transfer':
      return {
        en: `${providerName} cannot give this back. Send ${en} to ${guest} from the bank, then enter the bank’s reference.`,
        th: `${providerName} คืนเงินรายการนี้ไม่ได้ โอน ${th} ให้ ${guest} จากธนาคาร แล้วใส่เลขอ้างอิงของธนาคาร`,
      };
    case 'received':
      return {
        en: `${row.requested_by} says that ${en} from ${guest} has come, and no provider can tell. Look at the bank account, then confirm.`,
        th: `${row.requested_by} แจ้งว่าได้รับเงิน ${th} จาก ${guest} แล้ว โดยไม่มีผู้ให้บริการยืนยัน ตรวจสอบบัญชีธนาคารก่อนยืนยัน`,
      };
    case 'capture':
      return {
        en: `${en} from ${guest} is held and not taken yet${because.en}. Approve to take it, reject to release it.`,
        th: `เงิน ${th} ของ ${guest} ถูกกันไว้และยังไม่เรียกเก็บ${because.th} อนุมัติเพื่อเรียกเก็บ หรือไม่อนุมัติเพื่อปล่อยวงเงิน`,
      };
    case 'review':
      return {
        en: `${en} from ${guest} was taken and needs a look${because.en}. If it is not right, refund it.`,
        th: `เรียกเก็บเงิน ${th} จาก ${guest} แล้ว แต่ควรตรวจสอบ${because.th} หากไม่ถูกต้องให้คืนเงิน`,
      };
  }
}

function listed(reasons: readonly HoldReason[], language: 'en' | 'th'): string {
  if (reasons.length === 0) return '';
  const list = new Intl.ListFormat(language, { type: 'conjunction' }).format(reasons.map((reason) => HOLD_REASONS[reason][language]));
  return language === 'en' ? `: ${list}` : ` เพราะ${list}`;
}
