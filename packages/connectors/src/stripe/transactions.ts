import type { PaymentProvider, TransactionSnapshot } from '@banrimkwae/connector-kit/capabilities/payments';
import { cursorBehind, headers, placeOf } from './lists.ts';
import { instant, paymentFromIntent } from './map.ts';
import { isRelease, refundFrom } from './refunds.ts';
import { listOf, PaymentIntent, Refund } from './schemas.ts';

const LISTS = 2;

/**
 * Payments that were begun, and refunds that were made, in that time: first the one list, then the other. A hosted page that no guest
 * paid on has no PaymentIntent, and moved nothing.
 */
export const listTransactions: NonNullable<PaymentProvider['listTransactions']> = async (context, { from, to, cursor }) => {
  const place = placeOf(cursor);
  const query = {
    'created[gte]': secondsAt(from),
    'created[lt]': secondsAt(to),
    limit: 100,
    ...(place.after === undefined ? {} : { starting_after: place.after }),
  };
  const answer = (transactions: TransactionSnapshot[], next: string | undefined) => ({
    transactions,
    ...(next === undefined ? {} : { cursor: next }),
  });
  if (place.list === 0) {
    const paid = { ...query, 'expand[]': ['data.latest_charge'] };
    const { body } = await context.call('payment_intent_list', { headers, query: paid }, listOf(PaymentIntent));
    return answer(body.data.map(fromIntent), cursorBehind(place, LISTS, body));
  }
  const { body } = await context.call('refund_list', { headers, query: { ...query, 'expand[]': ['data.charge'] } }, listOf(Refund));
  const moved = body.data.filter((refund) => !(isRelease(refund) && refund.balance_transaction == null));
  return answer(moved.map(fromRefund), cursorBehind(place, LISTS, body));
};

/** Up to the second that begins at or after: `created` has no fractions. */
function secondsAt(moment: Date): number {
  return Math.ceil(moment.getTime() / 1000);
}

function fromIntent(intent: PaymentIntent): TransactionSnapshot {
  const { providerPaymentId, alsoKnownAs, ourReference, state, amount, captured } = paymentFromIntent(intent);
  return {
    kind: 'payment',
    providerId: providerPaymentId,
    providerPaymentIds: [providerPaymentId, ...alsoKnownAs],
    ourReference,
    state,
    amount: captured.amount > 0 ? captured : amount,
    at: instant(intent.created),
  };
}

function fromRefund(refund: Refund): TransactionSnapshot {
  const { providerRefundId, providerPaymentId, ourReference, state, amount, createdAt } = refundFrom(refund);
  const charge = typeof refund.charge === 'string' ? refund.charge : refund.charge?.id;
  const ids = [providerPaymentId, charge ?? ''].filter((id) => id !== '');
  return { kind: 'refund', providerId: providerRefundId, providerPaymentIds: ids, ourReference, state, amount, at: createdAt };
}
