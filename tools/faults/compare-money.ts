import type { Books } from './books.ts';
import type { StripeState } from './providers.ts';
import { type Violation, violation } from './violation.ts';

const OPEN_PAYMENT = ['creating', 'unknown', 'processing'];
const OPEN_REFUND = ['requested', 'sending', 'unknown'];

const lost = violation('lost');
const duplicated = (what: string) => (id: string) => violation('duplicated')(`two ${what} ${id}`);

/** Our payments and refunds beside the provider's. `lost` may still be under way; `duplicated` never is. */
export function compareMoney({ payments, refunds }: Books, stripe: StripeState): Violation[] {
  const paymentIds = new Set(payments.map(({ id }) => id));
  const paidThere = stripe.paymentIntents.filter(
    ({ status, metadata }) => status === 'succeeded' && paymentIds.has(metadata.payment_id ?? ''),
  );
  const paymentOf = new Map(paidThere.map(({ id, metadata }) => [id, metadata.payment_id ?? '']));
  const refundsThere = stripe.refunds.filter(({ payment_intent }) => paymentOf.has(payment_intent ?? ''));
  return [
    ...twice(stripe.sessions.map(({ client_reference_id: ours }) => ours).filter((id) => id !== null)).map(duplicated('pages for payment')),
    ...twice([...paymentOf.values()]).map(duplicated('charges for payment')),
    ...twice(refundsThere.flatMap(({ metadata }) => metadata.refund_id ?? [])).map(duplicated('refunds at the provider for')),
    ...twice(refunds.flatMap(({ providerId }) => providerId ?? [])).map(duplicated('rows for the refund')),
    ...payments.flatMap((payment) => comparePayment(payment, paidThere)),
    ...refundsThere.flatMap(({ id, amount, status }) => {
      const ours = refunds.find(({ providerId }) => providerId === id);
      const same = ours !== undefined && ours.amount === amount && (status !== 'succeeded' || ours.state === 'succeeded');
      return same ? [] : [lost(`refund ${id} is ${status} ${amount} there, ${ours ? `${ours.state} ${ours.amount}` : 'unknown'} here`)];
    }),
    ...refunds.flatMap(({ id, state, providerId }) => {
      if (OPEN_REFUND.includes(state)) return [lost(`refund ${id} is still ${state}`)];
      const isThere = refundsThere.some((refund) => refund.id === providerId);
      return state === 'succeeded' && !isThere ? [lost(`refund ${id} is called succeeded; the provider does not know it`)] : [];
    }),
  ];
}

function comparePayment({ id, state, captured }: Books['payments'][number], paidThere: StripeState['paymentIntents']): Violation[] {
  if (OPEN_PAYMENT.includes(state)) return [lost(`payment ${id} is still ${state}`)];
  const there = paidThere.find(({ metadata }) => metadata.payment_id === id);
  if ((state === 'paid') !== (there !== undefined))
    return [lost(`payment ${id} is ${state} here and ${there === undefined ? 'not paid' : 'paid'} there`)];
  return there !== undefined && there.amount_received !== captured
    ? [lost(`payment ${id}: ${captured} here, ${there.amount_received} there`)]
    : [];
}

export function twice(values: readonly string[]): string[] {
  const seen = new Set<string>();
  return values.filter((value) => seen.has(value) || !seen.add(value));
}
