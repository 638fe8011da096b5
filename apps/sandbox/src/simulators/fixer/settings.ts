export type FixerSettings = {
  /** Of an account at fixer.io, and of one at apilayer's marketplace. */
  accessKey: string;
  marketplaceKey: string;
  callsPerMonth: number;
};

/** What the practice profile uses: the free plan. The keys are not real ones. */
export const FIXER_PRACTICE: FixerSettings = {
  accessKey: 'practice-fixer-access-key',
  marketplaceKey: 'practice-fixer-access-key',
  callsPerMonth: 100,
};
