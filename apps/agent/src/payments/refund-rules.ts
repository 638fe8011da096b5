import type { RefundRules } from '@banrimkwae/contract/payments';
import { money } from '@banrimkwae/money';
import type { PaymentsGround } from './ground.ts';
import type { PaymentRow } from './payment-row.ts';

const ONLY_PAID = { en: 'Only a paid payment can be refunded.', th: 'คืนเงินได้เฉพาะรายการที่ชำระแล้ว' };
const NOTHING_LEFT = { en: 'Everything is refunded or being refunded.', th: 'คืนเงินครบแล้ว หรือกำลังคืนอยู่' };

/** Whether and how a payment can be given back now, and why not. The provider's capabilities are data; what is left counts every refund that has not failed. */
export function refundRules(ground: PaymentsGround, payment: PaymentRow): RefundRules {
  const { connector, name } = ground.providers.find(payment.provider);
  const rules = connector.payments?.methods[payment.method]?.refund;
  const { refunded, refunding } = ground.refunds.sums(payment.id);
  const left = payment.captured - refunded - refunding;
  const way =
    rules?.way === 'provider' && connector.payments?.createRefund && payment.refundable !== false ? 'provider' : 'manual_transfer';
  const no = {
    en: `${name} offers no refund for this kind of payment.`,
    th: `${name} ไม่รองรับการคืนเงินสำหรับการชำระแบบนี้`,
  };
  const reason =
    rules === undefined || rules.way === 'none'
      ? (rules?.note ?? no)
      : payment.state !== 'paid'
        ? ONLY_PAID
        : left <= 0
          ? NOTHING_LEFT
          : null;
  return {
    allowed: reason === null,
    reason,
    way,
    partial: rules?.partial ?? false,
    largest: money(Math.max(0, left), payment.currency),
    approvalAbove: null,
    note: rules?.note ?? null,
  };
}
