/** People of each role, for the one-click sign-in. */
export const STAFF = [
  { username: 'nok', name: 'Nok (front desk)', role: 'front_desk', language: 'th' },
  { username: 'arthit', name: 'Arthit (manager)', role: 'manager', language: 'th' },
  { username: 'siriporn', name: 'Siriporn (administrator)', role: 'administrator', language: 'en' },
  { username: 'david', name: 'David (owner, looks only)', role: 'viewer', language: 'en' },
] as const;
