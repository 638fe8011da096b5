export type XeSettings = {
  accountId: string;
  apiKey: string;
  organization: string;
  package: string;
  /** Rates a month; every one that is returned counts. */
  packageLimit: number;
};

/** What the practice profile uses; none of it is of a real account. */
export const XE_PRACTICE: XeSettings = {
  accountId: 'banrimkwae-practice',
  apiKey: 'practice-xe-api-key',
  organization: 'Banrimkwae Resort',
  package: 'ENTERPRISE_LIVE_MONTHLY',
  packageLimit: 10_000,
};
