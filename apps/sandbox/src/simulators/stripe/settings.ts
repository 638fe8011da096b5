export type StripeSettings = {
  /** The secret key of the account's test mode. */
  secretKey: string;
  /** What guests read on the pay page. */
  businessName: string;
  /** What the account already holds, in minor units of the settlement currency. */
  openingBalance: number;
  settlementCurrency: string;
  /** Milliseconds after which a webhook that was not answered with 2xx is sent again. */
  webhookRetryAfter: readonly number[];
  /** Milliseconds a PromptPay QR can be paid. */
  promptPayQrLifetime: number;
  /** Milliseconds until the guest has answered Stripe's e-mail with a bank account. */
  bankDetailsAfter: number;
  /** Milliseconds from then until the money is on that account. */
  bankTransferTakes: number;
  /** What a dispute costs, in minor units of the settlement currency; given back when it is won. */
  disputeFee: number;
};

/** What the practice profile uses; none of it is a secret of a real account. */
export const STRIPE_PRACTICE: StripeSettings = {
  secretKey: 'sk_test_banrimkwae_practice',
  businessName: 'Banrimkwae Resort',
  openingBalance: 12_540_000,
  settlementCurrency: 'thb',
  // Stripe tries three times over some hours in test mode; these are short enough to be watched.
  webhookRetryAfter: [5_000, 30_000, 120_000],
  // Stripe does not publish how long its QR can be paid.
  promptPayQrLifetime: 24 * 3_600_000,
  bankDetailsAfter: 30_000,
  bankTransferTakes: 60_000,
  disputeFee: 40_000,
};
