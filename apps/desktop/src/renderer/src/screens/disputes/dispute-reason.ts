/** What guests tell their bank, in the words of card networks and wallets; providers write them in small or capital letters. */
export const knownReasons = [
  'fraudulent',
  'unauthorised',
  'duplicate',
  'credit_not_processed',
  'product_not_received',
  'product_unacceptable',
  'unrecognized',
  'incorrect_amount',
  'subscription_canceled',
  'general',
] as const;
export type KnownReason = (typeof knownReasons)[number];

/** The names of one provider for the same thing: https://developer.paypal.com/docs/api/customer-disputes/v1/ */
const sameAs: Readonly<Record<string, KnownReason>> = {
  merchandise_or_service_not_received: 'product_not_received',
  merchandise_or_service_not_as_described: 'product_unacceptable',
  duplicate_transaction: 'duplicate',
  canceled_recurring_billing: 'subscription_canceled',
  incorrect_amount: 'incorrect_amount',
  payment_by_other_means: 'duplicate',
  other: 'general',
};

/** Undefined for a reason nobody has put into words yet: it is then shown as it came. */
export function knownReason(reason: string): KnownReason | undefined {
  const name = reason.toLowerCase();
  return knownReasons.find((known) => known === name) ?? sameAs[name];
}
