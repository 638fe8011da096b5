import type { PaymentsGround } from './ground.ts';
import type { PaymentRow } from './payment-row.ts';
import { importRefunds } from './refresh-payment.ts';
import type { RefundRow } from './refund-table.ts';

/** A request that nobody waits for any more may still be carried out; after this it no longer can be. */
const STILL_UNDER_WAY_MS = 15 * 60_000;

/**
 * What became of a refund whose answer never came. `may_be_sent`: certainly not there, or certainly the same refund if it is sent again
 * (docs/decisions/refunds.md). Throws what the provider's answer throws; that decides nothing.
 */
export async function lookUpRefund(
  ground: PaymentsGround,
  payment: PaymentRow,
  refund: RefundRow,
): Promise<'settled' | 'may_be_sent' | 'doubtful'> {
  await importRefunds(ground, payment);
  const current = ground.refunds.find(refund.id);
  if (!current || !['sending', 'unknown'].includes(current.state)) return 'settled';
  const { listRefunds, refundKeyLifetimeSeconds } = ground.providers.find(payment.provider).connector.payments ?? {};
  if (!listRefunds || payment.provider_payment_id === null) return 'doubtful';
  if (refundKeyLifetimeSeconds === undefined)
    return mayStillComeForMs(ground, current) > 0 || mayBeAnother(ground, current) ? 'doubtful' : 'may_be_sent';
  // The last sixth is left: their clock began when it arrived there, ours may be wrong, and a call may take its time.
  const age = ground.clock.now().getTime() - Date.parse(current.sent_at ?? current.created_at);
  return age * 6 <= refundKeyLifetimeSeconds * 5000 ? 'may_be_sent' : 'doubtful';
}

/** For how long an attempt whose answer never came may still be carried out, in milliseconds. One found `sending` may have left just now. */
export function mayStillComeForMs(ground: PaymentsGround, { state, lost_at }: RefundRow): number {
  if (state === 'sending' || lost_at === null) return STILL_UNDER_WAY_MS;
  return Math.max(0, Date.parse(lost_at) + STILL_UNDER_WAY_MS - ground.clock.now().getTime());
}

/** One of the same amount that carries no reference of ours, and that we did not know before we sent: it may be this one. By our clock only. */
function mayBeAnother(ground: PaymentsGround, refund: RefundRow): boolean {
  const sentAt = refund.sent_at ?? refund.created_at;
  return ground.refunds
    .ofPayment(refund.payment_id)
    .some((each) => each.requested_by_id === null && each.amount === refund.amount && each.updated_at >= sentAt);
}
