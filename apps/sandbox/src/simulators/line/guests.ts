/** A LINE user as the channel sees them. `language` is a BCP 47 tag. */
export type LineGuest = {
  userId: string;
  displayName: string;
  language: string;
  statusMessage?: string;
  /** True while the guest has the resort's account as a friend; false before, and after blocking it. */
  following: boolean;
};

/** Invented guests; user ids have LINE's form, `U` and 32 hexadecimal digits. */
export const PRACTICE_GUESTS: readonly LineGuest[] = [
  {
    userId: 'U4af4980629c1e2b7d0a1f35c8e9b7a01',
    displayName: 'สมชาย ใจดี',
    language: 'th',
    statusMessage: 'อยู่ริมน้ำแล้วสบายใจ',
    following: true,
  },
  { userId: 'U0c229f96c4b5d6e7f8091a2b3c4d5e02', displayName: 'Orathai 🌿', language: 'th', following: true },
  {
    userId: 'U95afb1d4df60718293a4b5c6d7e8f903',
    displayName: "Siobhán O'Brien",
    language: 'en',
    statusMessage: 'Travelling & eating',
    following: true,
  },
  { userId: 'U7b1c2d3e4f5061728394a5b6c7d8e904', displayName: 'Jürgen', language: 'de', following: true },
  { userId: 'U1f2e3d4c5b6a79880796a5b4c3d2e105', displayName: '田中 浩', language: 'ja', following: false },
];
