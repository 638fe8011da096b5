export type BankOfThailandSettings = {
  token: string;
  /** How the gateway wants it in `Authorization`. */
  tokenForm: 'plain' | 'bearer';
  callsPerHour: number;
};

/** What the practice profile uses; the token is not a real one. */
export const BANK_OF_THAILAND_PRACTICE: BankOfThailandSettings = {
  token: 'practice-bank-of-thailand-token',
  tokenForm: 'plain',
  // Of the product Exchange Rate at portal.api.bot.or.th.
  callsPerHour: 200,
};
