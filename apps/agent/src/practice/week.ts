import type { Episode, PaymentEpisode } from './episode.ts';
import { dubois, emma, malee, olivia, prasert, somchai, tanaka, weber } from './guests.ts';

type Moment = Pick<Episode, 'daysAgo' | 'at'>;
type Charge = Omit<PaymentEpisode, 'kind' | 'method' | 'outcome'>;

const day = (daysAgo: number, at: string): Moment => ({ daysAgo, at });
const paid = (when: Moment, method: PaymentEpisode['method'], charge: Charge): Episode => ({
  ...when,
  ...charge,
  kind: 'payment',
  method,
  outcome: 'pays',
});
const booking = (when: Moment, scene: 'guestBooks' | 'guestModifies' | 'guestCancels'): Episode => ({
  ...when,
  kind: 'scene',
  capability: 'channel',
  scene,
});
const writes = (when: Moment, text: string): Episode => ({
  ...when,
  kind: 'scene',
  capability: 'messages',
  scene: 'guestWrites',
  input: { text },
});

const BEGINNING: readonly Episode[] = [
  booking(day(6, '09:12'), 'guestBooks'),
  paid(day(6, '10:40'), 'card_link', { ...emma, amount: 450_000, description: 'Deposit, Riverside Deluxe' }),
  paid(day(6, '12:20'), 'promptpay_qr', { ...prasert, amount: 210_000, told: 'bank', description: 'Transfer from the station, lunch' }),
  paid(day(6, '14:05'), 'promptpay_qr', { ...somchai, amount: 185_000, description: 'Room charge' }),
  paid(day(6, '17:45'), 'paypal', { ...olivia, amount: 620_000, description: 'Deposit, Garden Villa' }),
  paid(day(6, '19:31'), 'promptpay_qr', { ...malee, amount: 96_000, description: 'Dinner by the river' }),
  writes(day(5, '08:20'), 'Good morning! Is breakfast included on Sunday?'),
  {
    ...day(5, '08:26'),
    kind: 'answer',
    text: 'Good morning! Yes, breakfast is included every day, from 7 to 10 on the terrace.',
  },
  paid(day(5, '09:40'), 'card_link', {
    ...dubois,
    amount: 385_000,
    description: 'Spa day for two',
    // The networks give a week at the least: there are two days left.
    afterwards: [{ scene: 'disputeOpens', input: { answerWithinDays: 7 } }],
  }),
  paid(day(5, '11:02'), 'card_link', {
    ...tanaka,
    amount: 1_280_000,
    description: 'Family Suite, three nights',
    refunds: [{ amount: 320_000, reason: 'guest_request' }],
  }),
  paid(day(5, '13:15'), 'mobile_banking', { ...malee, amount: 148_000, description: 'Bicycles and picnic' }),
  {
    ...day(5, '16:44'),
    kind: 'payment',
    method: 'card_link',
    ...weber,
    amount: 240_000,
    description: 'Massage and spa',
    outcome: 'declined',
  },
  paid(day(5, '16:51'), 'promptpay_qr', { ...weber, amount: 240_000, description: 'Massage and spa' }),
  { ...day(4, '02:10'), kind: 'outage', capability: 'weather', failures: 100 },
  booking(day(4, '09:55'), 'guestBooks'),
  paid(day(4, '10:30'), 'card_link', { ...tanaka, amount: 24_000, currency: 'USD', description: 'Private longtail boat, paid in dollars' }),
  paid(day(4, '12:15'), 'card_link', { ...olivia, amount: 680_000, description: 'Garden Villa, two nights', answerLost: true }),
  paid(day(4, '15:05'), 'scb_easy', { ...prasert, amount: 320_000, told: 'bank', description: 'Family Suite, late check-out' }),
  {
    ...day(4, '17:08'),
    kind: 'payment',
    method: 'promptpay_qr',
    ...prasert,
    amount: 152_500,
    description: 'Kayak tour for two',
    outcome: 'cancelled',
  },
];

const END: readonly Episode[] = [
  booking(day(3, '07:58'), 'guestModifies'),
  paid(day(3, '10:22'), 'card_link', {
    ...dubois,
    amount: 520_000,
    description: 'Deposit, Garden Villa',
    refunds: [{ amount: 520_000, reason: 'service_issue' }],
  }),
  paid(day(3, '13:37'), 'promptpay_qr', { ...malee, amount: 78_000, description: 'Lunch' }),
  paid(day(3, '16:10'), 'paypal', {
    ...emma,
    amount: 260_000,
    description: 'Cooking class for two',
    afterwards: [{ scene: 'dashboardRefund', input: { amount: 60_000 } }],
  }),
  paid(day(3, '18:40'), 'promptpay_qr', {
    ...somchai,
    amount: 115_000,
    told: 'bank',
    description: 'Dinner by the river',
    afterwards: [{ scene: 'bankReverses' }],
  }),
  writes(day(2, '09:30'), 'ขอเช็คอินก่อนเวลาได้ไหมคะ'),
  paid(day(2, '11:48'), 'card_link', { ...weber, room: '302', amount: 890_000, description: 'River villa, two nights' }),
  paid(day(2, '13:05'), 'truemoney', { ...somchai, amount: 42_000, description: 'Coffee and cakes' }),
  paid(day(2, '15:19'), 'promptpay_qr', {
    ...somchai,
    amount: 64_000,
    description: 'Minibar and laundry',
    refunds: [{ amount: 12_000, reason: 'duplicate' }],
  }),
  {
    ...day(2, '17:20'),
    kind: 'payment',
    method: 'promptpay_qr',
    ...prasert,
    amount: 98_000,
    told: 'people',
    description: 'River tubing, paid while the line was down',
    outcome: 'said',
  },
  booking(day(2, '18:03'), 'guestBooks'),
  booking(day(1, '08:41'), 'guestCancels'),
  paid(day(1, '09:20'), 'card_link', {
    ...olivia,
    amount: 410_000,
    description: 'Extra night',
    afterwards: [{ scene: 'earlyFraudWarning' }],
  }),
  paid(day(1, '10:35'), 'card_link', {
    ...weber,
    amount: 2_450_000,
    description: 'Wedding party, deposit',
    holds: { amountOver: [{ amount: 2_000_000, currency: 'THB' }] },
  }),
  paid(day(1, '12:56'), 'card_link', { ...tanaka, amount: 300_000, description: 'Held for damage', capture: 'manual' }),
  paid(day(1, '15:30'), 'promptpay_qr', {
    ...malee,
    amount: 175_000,
    told: 'bank',
    description: 'Thai massage',
    refunds: [{ amount: 50_000, reason: 'service_issue', note: 'One of the two was called off', waits: true }],
  }),
  { ...day(1, '20:27'), kind: 'payment', method: 'card_link', ...dubois, amount: 215_000, description: 'Boat trip', outcome: 'abandons' },
  paid(day(0, '-02:40'), 'paypal', {
    ...dubois,
    amount: 840_000,
    description: 'Garden Villa, rest of the stay',
    refunds: [{ amount: 620_000, reason: 'guest_request', note: 'Leaves two nights early', waits: true }],
  }),
  paid(day(0, '-02:10'), 'promptpay_qr', { ...prasert, amount: 132_000, description: 'Breakfast and late check-out' }),
  paid(day(0, '-01:20'), 'card_link', { ...emma, amount: 760_000, description: 'River view room, rest of the stay' }),
  booking(day(0, '-00:45'), 'guestBooks'),
  { ...day(0, '-00:20'), kind: 'payment', method: 'card_link', ...malee, amount: 340_000, description: 'Deposit for December' },
  writes(day(0, '-00:12'), 'Hello, we arrive at 22:30 tonight. Is someone at the desk?'),
  { ...day(0, '-00:03'), kind: 'payment', method: 'promptpay_qr', ...somchai, amount: 158_000, description: 'Dinner' },
];

/** A week at the resort, oldest first; the same for everyone who practises. Amounts in the minor unit, satang where no currency is named. */
export const WEEK: readonly Episode[] = [...BEGINNING, ...END];
