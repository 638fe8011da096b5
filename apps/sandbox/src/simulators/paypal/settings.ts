export type PayPalSettings = {
  clientId: string;
  clientSecret: string;
  merchantId: string;
  merchantEmail: string;
  /** What guests read on the approval page. */
  businessName: string;
  /** What the account is kept in; other currencies are changed into it. */
  settlementCurrency: string;
  /** Milliseconds a token is good for. */
  tokenLifetime: number;
  /** Milliseconds until an order that nobody paid is forgotten. */
  orderLifetime: number;
  /** Milliseconds until a payment shows in the transaction search. */
  reportingLag: number;
  /** Milliseconds after which a webhook that was not answered with 2xx is sent again. */
  webhookRetryAfter: readonly number[];
  /** Milliseconds a seller has for the answer to a dispute. */
  disputeAnswerWithin: number;
};

/** What the practice profile uses; none of it is a secret of a real account. */
export const PAYPAL_PRACTICE: PayPalSettings = {
  clientId: 'practice-client-of-banrimkwae',
  clientSecret: 'practice-secret-of-banrimkwae',
  merchantId: 'BANRYMKWAE234',
  merchantEmail: 'resort@example.com',
  businessName: 'Banrimkwae Resort',
  settlementCurrency: 'THB',
  // As PayPal's own samples say: about nine hours.
  tokenLifetime: 32_400_000,
  orderLifetime: 6 * 3_600_000,
  // PayPal takes up to three hours; short enough to be watched.
  reportingLag: 60_000,
  // PayPal tries 25 times in three days; these are short enough to be watched.
  webhookRetryAfter: [5_000, 30_000, 120_000],
  disputeAnswerWithin: 10 * 86_400_000,
};
