export type TestCard = {
  brand: string;
  /** What becomes of a charge; absent: it succeeds. */
  failure?: string;
  securityCodeFails?: true;
};

/** Numbers that test mode knows; every other one is refused. https://docs.omise.co/api-testing */
export const TEST_CARDS: Readonly<Record<string, TestCard>> = {
  '4242424242424242': { brand: 'Visa' },
  '4111111111111111': { brand: 'Visa' },
  '5555555555554444': { brand: 'MasterCard' },
  '5454545454545454': { brand: 'MasterCard' },
  '3530111333300000': { brand: 'JCB' },
  '3566111111111113': { brand: 'JCB' },
  '4111111111140011': { brand: 'Visa', failure: 'insufficient_fund' },
  '5555551111110011': { brand: 'MasterCard', failure: 'insufficient_fund' },
  '4111111111130012': { brand: 'Visa', failure: 'stolen_or_lost_card' },
  '4111111111120013': { brand: 'Visa', failure: 'failed_processing' },
  '4111111111110014': { brand: 'Visa', failure: 'payment_rejected' },
  '4111111111190016': { brand: 'Visa', failure: 'failed_fraud_check' },
  '4111111111180017': { brand: 'Visa', failure: 'invalid_account_number' },
  '4111111111170018': { brand: 'Visa', failure: 'invalid_security_code', securityCodeFails: true },
};

/** What Omise writes of a declined charge. https://docs.omise.co/charges-api */
export const FAILURES: Readonly<Record<string, string>> = {
  insufficient_fund: 'insufficient funds in the account or the card has reached the credit limit',
  stolen_or_lost_card: 'card is stolen or lost',
  failed_processing: 'payment processing failed',
  payment_rejected: 'payment was rejected by the issuer',
  failed_fraud_check: 'card was marked as fraudulent',
  invalid_account_number: 'a valid account for this card was not found',
  invalid_security_code: 'the security code is invalid or the card did not pass preauthorization',
  insufficient_balance: 'insufficient balance in the account',
  payment_cancelled: 'payment was cancelled by the payer',
  payment_expired: 'payment expired',
};
