export type ScbSettings = {
  apiKey: string;
  apiSecret: string;
  billerId: string;
  /** By biller id and this prefix the bank finds where to send its confirmations. */
  ref3Prefix: string;
  /** "Supporting Reference" of the merchant profile. */
  twoReferences: boolean;
  merchantName: string;
  /** Calls a second that are answered; null: all. */
  callsPerSecond: number | null;
  /** Milliseconds between the tries of a confirmation that was not acknowledged; after the last it is gone for good. */
  callbackRetryAfter: readonly number[];
};

/** What the practice profile uses; none of it is a secret of a real application. */
export const SCB_PRACTICE: ScbSettings = {
  apiKey: 'l7practicebanrimkwae00000000000000',
  apiSecret: 'practicebanrimkwaesecret00000000',
  billerId: '099999999999990',
  ref3Prefix: 'BRK',
  twoReferences: false,
  merchantName: 'Banrimkwae Resort',
  callsPerSecond: null,
  // Three more tries, 12 seconds apart: developer.scb, documentation/qr-payment/payment-confirmation.html
  callbackRetryAfter: [12_000, 12_000, 12_000],
};
