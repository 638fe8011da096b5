export type OmiseSettings = {
  /** The keys of the account's test mode. The public one may only make tokens and sources. */
  secretKey: string;
  publicKey: string;
  /** What guests read on the pages where they agree. */
  businessName: string;
  /** In Base64, newest first; two while one is being rolled. None: deliveries are not signed. */
  webhookSecrets: readonly string[];
  /** Milliseconds after which a webhook that was not answered with 2xx is sent again. */
  webhookRetryAfter: readonly number[];
  /** Milliseconds a PromptPay QR can be paid. */
  qrLifetime: number;
  /** Milliseconds a guest has for the page of a bank or wallet. */
  pageLifetime: number;
  /** Milliseconds a card is held when nobody captures. */
  holdLifetime: number;
  /** Milliseconds until a refund that is no void has left. */
  refundTakes: number;
  /** Whether the bank of a card asks its holder first, where a charge gives an address to return to. Omise decides that by account. */
  threeDSecure: boolean;
  /** Whether a PromptPay charge may be refunded here; Omise decides that by account. */
  promptPayRefundable: boolean;
};

const HOUR = 3_600_000;

/** What the practice profile uses; none of it is a secret of a real account. */
export const OMISE_PRACTICE: OmiseSettings = {
  secretKey: 'skey_test_banrimkwaepractice',
  publicKey: 'pkey_test_banrimkwaepractice',
  businessName: 'Banrimkwae Resort',
  webhookSecrets: ['YmFucmlta3dhZS1wcmFjdGljZS1vbWlzZQ=='],
  // Omise publishes no plan; these are short enough to be watched.
  webhookRetryAfter: [5_000, 30_000, 120_000],
  qrLifetime: 24 * HOUR,
  pageLifetime: HOUR,
  holdLifetime: 7 * 24 * HOUR,
  refundTakes: 30_000,
  threeDSecure: true,
  promptPayRefundable: false,
};
