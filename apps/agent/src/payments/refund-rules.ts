import type { RefundRules } from '@banrimkwae/contract/payments';
import { money } from '@banrimkwae/money';
import type { Actor } from '../access/index.ts';
import type { PaymentsGround } from './ground.ts';
import type { PaymentRow } from './payment-row.ts';
import { allowedAlone } from './refund-limits.ts';
import type { RefundRow } from './refund-table.ts';

const DAY_MS = 86_400_000;
const ONLY_PAID = { en: 'Only a paid payment can be refunded.', th: 'คืนเงินได้เฉพาะรายการที่ชำระแล้ว' };
const NOTHING_LEFT = { en: 'Everything is refunded or being refunded.', th: 'คืนเงินครบแล้ว หรือกำลังคืนอยู่' };
type Reason = NonNullable<RefundRules['reason']>;

/**
 * Whether and how a payment can be given back now, by whom alone, and why not. The provider's capabilities are data; what is left counts
 * every refund that has not failed.
 */
export function refundRules(ground: PaymentsGround, payment: PaymentRow, actor: Actor): RefundRules {
  const { connector, name } = ground.providers.find(payment.provider);
  const rules = connector.payments?.methods[payment.method]?.refund;
  const { refunded, refunding } = ground.refunds.sums(payment.id);
  const left = payment.captured - refunded - refunding;
  const byProvider = rules?.way === 'provider' && connector.payments?.createRefund !== undefined && payment.refundable !== false;
  const reason =
    rules === undefined || rules.way === 'none'
      ? (rules?.note ?? offersNone(name))
      : (tooOld(ground, payment, { name, days: rules.maximumAgeDays }) ?? (left <= 0 ? NOTHING_LEFT : null));
  return {
    allowed: reason === null,
    reason,
    way: byProvider ? 'provider' : 'manual_transfer',
    partial: rules?.partial ?? false,
    largest: money(Math.max(0, left), payment.currency),
    // A transfer by hand is always seen by two.
    approvalAbove: money(byProvider ? allowedAlone(ground, payment, actor) : 0, payment.currency),
    note: rules?.note ?? (byProvider || rules === undefined ? null : byHand(name)),
  };
}

function tooOld(ground: PaymentsGround, payment: PaymentRow, { name, days }: { name: string; days: number | undefined }): Reason | null {
  if (payment.state !== 'paid') return ONLY_PAID;
  const since = Date.parse(payment.paid_at ?? payment.created_at);
  if (days === undefined || ground.clock.now().getTime() - since <= days * DAY_MS) return null;
  return {
    en: `${name} refunds this kind of payment within ${days} days only, and this one is older. Agree with the guest on another way.`,
    th: `${name} คืนเงินการชำระแบบนี้ได้ภายใน ${days} วันเท่านั้น รายการนี้เกินกำหนดแล้ว ตกลงวิธีคืนเงินอื่นกับผู้เข้าพัก`,
  };
}

function offersNone(name: string): Reason {
  return { en: `${name} offers no refund for this kind of payment.`, th: `${name} ไม่รองรับการคืนเงินสำหรับการชำระแบบนี้` };
}

function byHand(name: string): Reason {
  return {
    en: `${name} cannot give this payment back. It is sent from the resort’s bank, and a second person enters the bank’s reference.`,
    th: `${name} คืนเงินรายการนี้ไม่ได้ ต้องโอนจากบัญชีของรีสอร์ต และให้อีกคนใส่เลขอ้างอิงของธนาคาร`,
  };
}

/** Whether it can be taken back now: it has not left, or the provider still holds it and lets it be stopped. */
export function canCancelRefund(ground: PaymentsGround, refund: RefundRow, provider: string): boolean {
  if (refund.state === 'requested' || refund.state === 'approved') return true;
  if (refund.state !== 'pending' || !refund.cancellable || refund.cancel_key !== null) return false;
  return ground.providers.find(provider).connector.payments?.cancelRefund !== undefined;
}
