/** One thing that happened in the practice week. `daysAgo` and `at` are the resort's calendar and clock. */
export type Episode = { daysAgo: number; at: string } & (
  | PaymentEpisode
  | { kind: 'scene'; capability: 'channel' | 'messages'; scene: string; input?: object }
  | { kind: 'answer'; text: string }
  | { kind: 'outage'; capability: 'weather' | 'payments'; failures: number }
);

export type PaymentEpisode = {
  kind: 'payment';
  method: 'card_link' | 'promptpay_qr';
  amount: number;
  guest: { name: string; email: string | null; phone: string | null };
  room: string;
  description: string;
  capture?: 'automatic' | 'manual';
  /** What the guest does; absent: nothing, the payment waits. */
  outcome?: 'pays' | 'declined' | 'abandons' | 'cancelled';
  refunds?: readonly { amount: number; reason: 'guest_request' | 'duplicate' | 'service_issue'; note?: string }[];
  /** The provider does it, but its answer is lost on the way. */
  answerLost?: boolean;
};

const guest = (name: string, email: string | null = null, phone: string | null = null) => ({ name, email, phone });
const somchai = guest('Somchai Rattanakul', 'somchai.r@example.com', '+66 81 234 5678');
const emma = guest('Emma Lindqvist', 'emma.lindqvist@example.com');
const tanaka = guest('Kenji Tanaka', 'k.tanaka@example.com');
const malee = guest('Malee Suwannarat', 'malee.s@example.com', '+66 89 765 4321');
const olivia = guest('Olivia Brown', 'olivia.brown@example.com');
const prasert = guest('Prasert Chaiyaporn', 'prasert.c@example.com');
const dubois = guest('Claire Dubois', 'claire.dubois@example.com');
const weber = guest('Jonas Weber', 'jonas.weber@example.com');

/** A week at the resort, oldest first; the same for everyone who practises. Amounts in satang. */
export const WEEK: readonly Episode[] = [
  { daysAgo: 6, at: '09:12', kind: 'scene', capability: 'channel', scene: 'guestBooks' },
  {
    daysAgo: 6,
    at: '10:40',
    kind: 'payment',
    method: 'card_link',
    amount: 450_000,
    guest: emma,
    room: '201',
    description: 'Deposit, Riverside Deluxe',
    outcome: 'pays',
  },
  {
    daysAgo: 6,
    at: '14:05',
    kind: 'payment',
    method: 'promptpay_qr',
    amount: 185_000,
    guest: somchai,
    room: '104',
    description: 'Room charge',
    outcome: 'pays',
  },
  {
    daysAgo: 6,
    at: '19:31',
    kind: 'payment',
    method: 'promptpay_qr',
    amount: 96_000,
    guest: malee,
    room: '108',
    description: 'Dinner by the river',
    outcome: 'pays',
  },
  {
    daysAgo: 5,
    at: '08:20',
    kind: 'scene',
    capability: 'messages',
    scene: 'guestWrites',
    input: { text: 'Good morning! Is breakfast included on Sunday?' },
  },
  { daysAgo: 5, at: '08:26', kind: 'answer', text: 'Good morning! Yes, breakfast is included every day, from 7 to 10 on the terrace.' },
  {
    daysAgo: 5,
    at: '11:02',
    kind: 'payment',
    method: 'card_link',
    amount: 1_280_000,
    guest: tanaka,
    room: '301',
    description: 'Family Suite, three nights',
    outcome: 'pays',
    refunds: [{ amount: 320_000, reason: 'guest_request' }],
  },
  {
    daysAgo: 5,
    at: '16:44',
    kind: 'payment',
    method: 'card_link',
    amount: 240_000,
    guest: weber,
    room: '205',
    description: 'Massage and spa',
    outcome: 'declined',
  },
  {
    daysAgo: 5,
    at: '16:51',
    kind: 'payment',
    method: 'promptpay_qr',
    amount: 240_000,
    guest: weber,
    room: '205',
    description: 'Massage and spa',
    outcome: 'pays',
  },
  { daysAgo: 4, at: '02:10', kind: 'outage', capability: 'weather', failures: 100 },
  { daysAgo: 4, at: '09:55', kind: 'scene', capability: 'channel', scene: 'guestBooks' },
  {
    daysAgo: 4,
    at: '12:15',
    kind: 'payment',
    method: 'card_link',
    amount: 680_000,
    guest: olivia,
    room: '202',
    description: 'Garden Villa, two nights',
    outcome: 'pays',
    answerLost: true,
  },
  {
    daysAgo: 4,
    at: '17:08',
    kind: 'payment',
    method: 'promptpay_qr',
    amount: 152_500,
    guest: prasert,
    room: '106',
    description: 'Kayak tour for two',
    outcome: 'cancelled',
  },
  { daysAgo: 3, at: '07:58', kind: 'scene', capability: 'channel', scene: 'guestModifies' },
  {
    daysAgo: 3,
    at: '10:22',
    kind: 'payment',
    method: 'card_link',
    amount: 520_000,
    guest: dubois,
    room: '203',
    description: 'Deposit, Garden Villa',
    outcome: 'pays',
    refunds: [{ amount: 520_000, reason: 'service_issue' }],
  },
  {
    daysAgo: 3,
    at: '13:37',
    kind: 'payment',
    method: 'promptpay_qr',
    amount: 78_000,
    guest: malee,
    room: '108',
    description: 'Lunch',
    outcome: 'pays',
  },
  { daysAgo: 2, at: '09:30', kind: 'scene', capability: 'messages', scene: 'guestWrites', input: { text: 'ขอเช็คอินก่อนเวลาได้ไหมคะ' } },
  {
    daysAgo: 2,
    at: '11:48',
    kind: 'payment',
    method: 'card_link',
    amount: 890_000,
    guest: weber,
    room: '302',
    description: 'River villa, two nights',
    outcome: 'pays',
  },
  {
    daysAgo: 2,
    at: '15:19',
    kind: 'payment',
    method: 'promptpay_qr',
    amount: 64_000,
    guest: somchai,
    room: '104',
    description: 'Minibar and laundry',
    outcome: 'pays',
    refunds: [{ amount: 12_000, reason: 'duplicate' }],
  },
  { daysAgo: 2, at: '18:03', kind: 'scene', capability: 'channel', scene: 'guestBooks' },
  { daysAgo: 1, at: '08:41', kind: 'scene', capability: 'channel', scene: 'guestCancels' },
  {
    daysAgo: 1,
    at: '10:09',
    kind: 'payment',
    method: 'card_link',
    amount: 410_000,
    guest: olivia,
    room: '202',
    description: 'Extra night',
    outcome: 'pays',
  },
  {
    daysAgo: 1,
    at: '12:56',
    kind: 'payment',
    method: 'card_link',
    amount: 300_000,
    guest: tanaka,
    room: '301',
    description: 'Held for damage',
    capture: 'manual',
    outcome: 'pays',
  },
  {
    daysAgo: 1,
    at: '20:27',
    kind: 'payment',
    method: 'card_link',
    amount: 215_000,
    guest: dubois,
    room: '203',
    description: 'Boat trip',
    outcome: 'abandons',
  },
  {
    daysAgo: 0,
    at: '-02:10',
    kind: 'payment',
    method: 'promptpay_qr',
    amount: 132_000,
    guest: prasert,
    room: '106',
    description: 'Breakfast and late check-out',
    outcome: 'pays',
  },
  {
    daysAgo: 0,
    at: '-01:20',
    kind: 'payment',
    method: 'card_link',
    amount: 760_000,
    guest: emma,
    room: '201',
    description: 'River view room, rest of the stay',
    outcome: 'pays',
  },
  { daysAgo: 0, at: '-00:45', kind: 'scene', capability: 'channel', scene: 'guestBooks' },
  {
    daysAgo: 0,
    at: '-00:20',
    kind: 'payment',
    method: 'card_link',
    amount: 340_000,
    guest: malee,
    room: '108',
    description: 'Deposit for December',
  },
  {
    daysAgo: 0,
    at: '-00:09',
    kind: 'scene',
    capability: 'messages',
    scene: 'guestWrites',
    input: { text: 'Hello, we arrive at 22:30 tonight. Is someone at the desk?' },
  },
  {
    daysAgo: 0,
    at: '-00:03',
    kind: 'payment',
    method: 'promptpay_qr',
    amount: 158_000,
    guest: somchai,
    room: '104',
    description: 'Dinner',
  },
];

/** People of each role, for the one-click sign-in. */
export const STAFF = [
  { username: 'nok', name: 'Nok (front desk)', role: 'front_desk', language: 'th' },
  { username: 'arthit', name: 'Arthit (manager)', role: 'manager', language: 'th' },
  { username: 'siriporn', name: 'Siriporn (administrator)', role: 'administrator', language: 'en' },
  { username: 'david', name: 'David (owner, looks only)', role: 'viewer', language: 'en' },
] as const;
