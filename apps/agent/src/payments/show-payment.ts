import type { Payment } from '@banrimkwae/contract/payments';
import { money } from '@banrimkwae/money';
import type { PaymentRow } from './payment-row.ts';
import type { RefundTable } from './refund-table.ts';

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
