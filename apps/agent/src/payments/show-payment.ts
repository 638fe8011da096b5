import type { Payment, Refund } from '@banrimkwae/contract/payments';
import { formatMoney, money } from '@banrimkwae/money';
import type { PaymentRow } from './payment-row.ts';
import type { RefundRow, RefundTable } from './refund-table.ts';

/** A payment as the API shows it, its refunds summed up. */
export function showPayment(row: PaymentRow, refunds: RefundTable): Payment {
  const { refunded, refunding } = refunds.sums(row.id);
  const inCurrency = (amount: number) => money(amount, row.currency);
  return {
    id: row.id,
    provider: row.provider,
    providerPaymentId: row.provider_payment_id,
    state: row.state,
    method: row.method,
    amount: inCurrency(row.amount),
    captured: inCurrency(row.captured),
    refunded: inCurrency(refunded),
    refunding: inCurrency(refunding),
    refundable: inCurrency(Math.max(0, row.captured - refunded - refunding)),
    description: row.description,
    guest: { name: row.guest_name, email: row.guest_email, phone: row.guest_phone, country: row.guest_country },
    reservationId: row.reservation_id,
    room: row.room,
    methodDetail: row.method_detail,
    lastFour: row.last_four,
    action: row.action,
    risk: row.risk,
    fee: row.fee,
    settlement: row.settlement,
    conversion: row.conversion,
    hold: row.hold,
    expiresAt: row.expires_at,
    failure: row.failure,
    createdAt: row.created_at,
    paidAt: row.paid_at,
    updatedAt: row.updated_at,
  };
}

export function showRefund(row: RefundRow, payment: PaymentRow): Refund {
  return {
    id: row.id,
    paymentId: row.payment_id,
    providerRefundId: row.provider_refund_id,
    state: row.state,
    amount: money(row.amount, row.currency),
    reason: row.reason,
    note: row.note,
    way: row.way,
    approvalId: null,
    bankReference: row.bank_reference,
    canCancel: row.cancellable,
    pendingReason: row.pending_reason,
    failureReason: row.failure_reason,
    requestedBy: row.requested_by,
    guestSentence: guestSentence(row, payment),
    createdAt: row.created_at,
    settledAt: row.settled_at,
    updatedAt: row.updated_at,
  };
}

/** What the receptionist may say or hand over now. It never promises more than the provider has confirmed. */
function guestSentence(refund: RefundRow, payment: PaymentRow): Refund['guestSentence'] {
  const amount = money(refund.amount, refund.currency);
  const [en, th] = [formatMoney(amount, 'en'), formatMoney(amount, 'th')];
  const card = payment.method === 'card_link' || payment.method === 'card_token';
  const to = payment.method_detail ?? (card ? 'your card' : 'your bank account');
  if (refund.state === 'succeeded') {
    return card
      ? {
          en: `We have refunded ${en} to ${to}. Banks usually show it within 5–10 working days.`,
          th: `เราคืนเงิน ${th} ไปที่ ${to} แล้ว ธนาคารมักแสดงยอดภายใน 5–10 วันทำการ`,
        }
      : { en: `We have refunded ${en} to the bank account you gave.`, th: `เราคืนเงิน ${th} เข้าบัญชีธนาคารที่คุณแจ้งไว้แล้ว` };
  }
  if (refund.pending_reason === 'waiting_for_guest') {
    return {
      en: `Our payment partner has sent an e-mail to ${payment.guest_email ?? 'you'} asking for a bank account. ${en} is returned once you have answered it.`,
      th: `ผู้ให้บริการชำระเงินได้ส่งอีเมลถึง ${payment.guest_email ?? 'คุณ'} เพื่อขอเลขบัญชี เมื่อคุณตอบแล้วจะได้รับเงินคืน ${th}`,
    };
  }
  if (refund.state === 'failed' || refund.state === 'cancelled') {
    return {
      en: `The refund of ${en} did not go through. We will find another way with you.`,
      th: `การคืนเงิน ${th} ไม่สำเร็จ เราจะหาวิธีคืนเงินอื่นให้คุณ`,
    };
  }
  return {
    en: `We have started a refund of ${en}. We will confirm as soon as the bank has accepted it.`,
    th: `เราได้เริ่มคืนเงิน ${th} แล้ว และจะยืนยันทันทีที่ธนาคารรับรายการ`,
  };
}
