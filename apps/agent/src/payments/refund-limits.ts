import type { Actor } from '../access/index.ts';
import type { PaymentsGround } from './ground.ts';
import { readMoneyRules } from './money-rules.ts';
import type { PaymentRow } from './payment-row.ts';

/**
 * How much of a payment somebody may still give back without a second person, in minor units of the payment. What they gave back of it
 * alone before counts, so that splitting a refund gains nothing. Zero for whom no limit is set in this currency.
 */
export function allowedAlone(ground: PaymentsGround, payment: PaymentRow, { id, holder }: Actor): number {
  const limit = readMoneyRules(ground).refundLimits.find((each) => each.holder === holder && each.upTo.currency === payment.currency);
  return limit === undefined ? 0 : Math.max(0, limit.upTo.amount - ground.refunds.givenAlone(payment.id, id));
}
