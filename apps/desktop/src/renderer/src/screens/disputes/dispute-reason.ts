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

/** Other names of the same thing, as providers write them. */
const sameAs: Readonly<Record<string, KnownReason>> = {
  merchandise_or_service_not_received: 'product_not_received',
  merchandise_or_service_not_as_described: 'product_unacceptable',
  duplicate_transaction: 'duplicate',
  canceled_recurring_billing: 'subscription_canceled',
  payment_by_other_means: 'duplicate',
  duplicate_processing: 'duplicate',
  goods_or_services_not_provided: 'product_not_received',
  not_as_described_or_defective_merchandise: 'product_unacceptable',
  incorrect_transaction_amount: 'incorrect_amount',
  transaction_not_recognised: 'unrecognized',
  unauthorized_charge: 'unauthorised',
  unauthorized_charge_aka_fraud: 'fraudulent',
  cancelled_recurring_transaction: 'subscription_canceled',
  other: 'general',
};

/** Undefined for a reason nobody has put into words yet: it is then shown as it came. */
export function knownReason(reason: string): KnownReason | undefined {
  const name = reason.toLowerCase();
  return knownReasons.find((known) => known === name) ?? sameAs[name];
}
