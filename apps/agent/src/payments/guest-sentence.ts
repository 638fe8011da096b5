import type { Refund } from '@banrimkwae/contract/payments';
import type { Bilingual } from '@banrimkwae/contract/primitives';
import { formatMoney, money } from '@banrimkwae/money';
import type { PaymentRow } from './payment-row.ts';
import type { RefundRow } from './refund-table.ts';

/** What a sentence is made of. */
type Told = { amount: Bilingual; to: Bilingual; arrival: Bilingual; email: Bilingual };

/** When the guest sees it, once it is on its way; by how they paid. */
const ARRIVAL: Partial<Record<PaymentRow['method'], Bilingual>> = {
  card_link: { en: 'Banks usually show it within 5–10 working days.', th: 'ธนาคารมักแสดงยอดภายใน 5–10 วันทำการ' },
  paypal: {
    en: 'In PayPal it shows at once; back on a card it takes up to 10 working days.',
    th: 'ยอดจะแสดงใน PayPal ทันที หากคืนเข้าบัตรอาจใช้เวลาถึง 10 วันทำการ',
  },
  truemoney: { en: 'It shows in the TrueMoney app.', th: 'ยอดจะแสดงในแอป TrueMoney' },
};
const BANK_ARRIVAL = { en: 'It usually shows within 1–3 working days.', th: 'ยอดมักแสดงภายใน 1–3 วันทำการ' };
const PLACES: Partial<Record<PaymentRow['method'], Bilingual>> = {
  card_link: { en: 'your card', th: 'บัตรของคุณ' },
  paypal: { en: 'your PayPal account', th: 'บัญชี PayPal ของคุณ' },
  truemoney: { en: 'your TrueMoney wallet', th: 'กระเป๋าเงิน TrueMoney ของคุณ' },
};
const ACCOUNT = { en: 'your bank account', th: 'บัญชีธนาคารของคุณ' };

/** What the receptionist may say or hand over now. It never promises more than the provider has confirmed, or the bank's reference proves. */
export function guestSentence(refund: RefundRow, payment: PaymentRow): Refund['guestSentence'] {
  const amount = money(refund.amount, refund.currency);
  const method = payment.method === 'card_token' ? 'card_link' : payment.method;
  const known = method === 'card_link' || method === 'paypal' ? payment.method_detail : null;
  const byHand = refund.way === 'manual_transfer';
  const told: Told = {
    amount: { en: formatMoney(amount, 'en'), th: formatMoney(amount, 'th') },
    to: byHand ? ACCOUNT : known === null ? (PLACES[method] ?? ACCOUNT) : { en: known, th: known },
    arrival: byHand ? BANK_ARRIVAL : (ARRIVAL[method] ?? BANK_ARRIVAL),
    email: { en: payment.guest_email ?? 'you', th: payment.guest_email ?? 'คุณ' },
  };
  if (byHand) return ofTransfer(refund, told);
  return refund.state === 'pending' ? whilePending(refund.pending_reason, told) : ofState(refund, told);
}

function ofState({ state }: RefundRow, { amount, to, arrival }: Told): Bilingual {
  switch (state) {
    case 'succeeded':
      return {
        en: `We have refunded ${amount.en} to ${to.en}. ${arrival.en}`,
        th: `เราคืนเงิน ${amount.th} ไปที่ ${to.th} แล้ว ${arrival.th}`,
      };
    case 'failed':
      return {
        en: `The refund of ${amount.en} did not go through. We will find another way with you.`,
        th: `การคืนเงิน ${amount.th} ไม่สำเร็จ เราจะหาวิธีคืนเงินอื่นให้คุณ`,
      };
    case 'cancelled':
      return { en: `The refund of ${amount.en} was taken back; nothing was sent.`, th: `ยกเลิกการคืนเงิน ${amount.th} แล้ว ไม่มีการส่งเงิน` };
    case 'requested':
      return {
        en: `The refund of ${amount.en} is being looked at by a second person. We will tell you when it is on its way.`,
        th: `การคืนเงิน ${amount.th} กำลังรอการอนุมัติ เราจะแจ้งให้ทราบเมื่อเริ่มดำเนินการ`,
      };
    case 'unknown':
      return {
        en: `We have asked for a refund of ${amount.en} and wait for the bank to confirm it. You need not do anything.`,
        th: `เราได้ขอคืนเงิน ${amount.th} แล้ว กำลังรอธนาคารยืนยัน คุณไม่ต้องดำเนินการใด ๆ`,
      };
    default:
      return {
        en: `We have started a refund of ${amount.en}. We will confirm as soon as the bank has accepted it.`,
        th: `เราได้เริ่มคืนเงิน ${amount.th} แล้ว และจะยืนยันทันทีที่ธนาคารรับรายการ`,
      };
  }
}

function whilePending(reason: string | null, { amount, to, arrival, email }: Told): Bilingual {
  if (reason === 'waiting_for_guest')
    return {
      en: `Our payment partner has sent an e-mail to ${email.en} asking for a bank account. ${amount.en} is returned once you have answered it.`,
      th: `ผู้ให้บริการชำระเงินได้ส่งอีเมลถึง ${email.th} เพื่อขอเลขบัญชี เมื่อคุณตอบแล้วจะได้รับเงินคืน ${amount.th}`,
    };
  if (reason === 'insufficient_funds')
    return {
      en: `The refund of ${amount.en} is accepted and leaves within a few working days. We will confirm when it does.`,
      th: `รับเรื่องคืนเงิน ${amount.th} แล้ว จะดำเนินการภายในไม่กี่วันทำการ และเราจะยืนยันเมื่อส่งเงินแล้ว`,
    };
  return {
    en: `The refund of ${amount.en} to ${to.en} is accepted and on its way. ${arrival.en}`,
    th: `รับเรื่องคืนเงิน ${amount.th} ไปที่ ${to.th} แล้ว กำลังดำเนินการ ${arrival.th}`,
  };
}

function ofTransfer(refund: RefundRow, told: Told): Bilingual {
  const { amount, arrival } = told;
  if (refund.state === 'succeeded')
    return {
      en: `We have sent ${amount.en} to your bank account, reference ${refund.bank_reference ?? '–'}. ${arrival.en}`,
      th: `เราโอนเงินคืน ${amount.th} เข้าบัญชีธนาคารของคุณแล้ว เลขอ้างอิง ${refund.bank_reference ?? '–'} ${arrival.th}`,
    };
  if (refund.state !== 'approved') return ofState(refund, told);
  return {
    en: `We will send ${amount.en} to your bank account from ours. Please leave us the account number; we confirm when it is sent.`,
    th: `เราจะโอนเงินคืน ${amount.th} เข้าบัญชีธนาคารของคุณ โปรดแจ้งเลขบัญชี เราจะยืนยันเมื่อโอนแล้ว`,
  };
}
