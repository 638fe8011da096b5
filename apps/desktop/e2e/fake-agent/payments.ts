import type { Payment, PaymentState, Refund, TimelineEntry } from '@banrimkwae/contract/payments';
import { caseOf } from './payment-cases.ts';
import { dice, guests } from './people.ts';

const MINUTE = 60_000;
const thb = (amount: number) => ({ amount, currency: 'THB' });
const states: readonly PaymentState[] = [
  'paid',
  'paid',
  'paid',
  'paid',
  'waiting',
  'paid',
  'expired',
  'failed',
  'paid',
  'cancelled',
  'paid',
  'authorized',
];
const abouts = ['Room charge', 'Deposit', 'River cruise for two', 'Spa, Thai massage 90 min', 'Dinner at the raft', 'Late check-out'];

/** Payments of a few days, newest first; `count` of them. */
export function makePayments(now: number, count: number): Payment[] {
  const roll = dice(7);
  return Array.from({ length: count }, (_, index) => payment({ now, index, roll }));
}

function payment({ now, index, roll }: { now: number; index: number; roll: (below: number) => number }): Payment {
  const at = new Date(now - index * 47 * MINUTE - roll(20) * MINUTE).toISOString();
  const state = index === 2 ? 'unknown' : (states[index % states.length] ?? 'paid');
  const amount = thb((roll(180) + 8) * 10_000 + (index % 5 === 0 ? 50 : 0));
  const paid = state === 'paid';
  const card = index % 3 !== 1;
  const refunded = thb(paid && index % 7 === 3 ? 200_000 : 0);
  const captured = paid ? amount : thb(0);
  const lastFour = String(1000 + roll(8999));
  const made: Payment = {
    id: `pay_${String(index).padStart(6, '0')}`,
    provider: 'stripe',
    providerPaymentId: `pi_3QK${roll(1e9).toString(36)}`,
    state,
    method: card ? 'card_link' : 'promptpay_qr',
    amount,
    captured,
    refunded: thb(Math.min(refunded.amount, amount.amount)),
    refunding: thb(0),
    refundable: thb(Math.max(0, captured.amount - refunded.amount)),
    description: abouts[index % abouts.length] ?? 'Room charge',
    guest: { name: guests[index % guests.length] ?? 'Guest', email: 'guest@example.com', phone: '+66 81 234 5678', country: 'TH' },
    reservationId: index % 2 === 0 ? `res_${String(index % 40).padStart(4, '0')}` : null,
    room: String(101 + (index % 24)),
    methodDetail: card && paid ? `Visa ··${lastFour}` : null,
    lastFour: card && paid ? lastFour : null,
    action: state !== 'waiting' ? null : card ? { kind: 'link', url: 'https://pay.example.com/c/pay_a1b2c3d4', expiresAt: null } : qr(now),
    risk: card ? { level: index % 11 === 5 ? 'elevated' : 'normal', score: 12, message: null, country: 'TH' } : null,
    fee: paid ? thb(Math.round(amount.amount * 0.036)) : null,
    settlement: null,
    conversion: null,
    hold: null,
    expiresAt: state === 'waiting' && !card ? qr(now).expiresAt : null,
    failure: state === 'failed' ? { code: 'card_declined', message: 'The bank declined the card: not enough funds.' } : null,
    createdAt: at,
    paidAt: paid ? at : null,
    updatedAt: at,
  };
  return { ...made, ...caseOf(index, made, now) };
}

const qr = (now: number) => ({
  kind: 'qr' as const,
  payload:
    '00020101021230810016A00000067701011201150107536000315080214KB0000012345670320APIC16325846841234565802TH5303764540735005802TH6304A1B2',
  expiresAt: new Date(now + 9 * MINUTE + 41_000).toISOString(),
});

export function makeRefunds(payment: Payment): Refund[] {
  if (payment.refunded.amount === 0) return [];
  return [refundOf({ payment, amount: payment.refunded.amount, state: 'succeeded', id: `rf_${payment.id.slice(4)}` })];
}

type RefundInput = {
  payment: Payment;
  amount: number;
  state: Refund['state'];
  id: string;
  reason?: Refund['reason'];
  note?: string | null;
  part?: Partial<Refund>;
};

export function refundOf({ payment, amount, state, id, reason = 'guest_request', note = null, part = {} }: RefundInput): Refund {
  const at = new Date(Date.parse(payment.updatedAt) + 30 * MINUTE).toISOString();
  const shown = `${payment.amount.currency === 'THB' ? '฿' : '$'}${(amount / 100).toLocaleString('en')}`;
  return {
    id,
    paymentId: payment.id,
    providerRefundId: state === 'unknown' ? null : `re_3QK${id}`,
    state,
    amount: { amount, currency: payment.amount.currency },
    reason,
    note,
    way: 'provider',
    approvalId: null,
    bankReference: null,
    canCancel: state === 'requested',
    pendingReason: null,
    failureReason: null,
    requestedBy: 'Nok',
    guestSentence: sentenceOf(state, shown, payment.methodDetail),
    createdAt: at,
    settledAt: state === 'succeeded' ? at : null,
    updatedAt: at,
    ...part,
  };
}

function sentenceOf(state: Refund['state'], shown: string, target: string | null): Refund['guestSentence'] {
  const to = { en: target ?? 'your bank account', th: target ?? 'บัญชีของคุณ' };
  if (state === 'succeeded') {
    return {
      en: `We have refunded ${shown} to ${to.en}. Banks usually show it within 5–10 working days.`,
      th: `เราคืนเงิน ${shown} ไปที่ ${to.th} แล้ว ธนาคารมักแสดงยอดภายใน 5–10 วันทำการ`,
    };
  }
  return state === 'pending'
    ? { en: `${shown} is on its way back to ${to.en}.`, th: `เงิน ${shown} กำลังคืนไปที่ ${to.th}` }
    : { en: `We are preparing a refund of ${shown} to ${to.en}.`, th: `เรากำลังเตรียมคืนเงิน ${shown} ไปที่ ${to.th}` };
}

export function timelineOf(payment: Payment): TimelineEntry[] {
  const at = (seconds: number) => new Date(Date.parse(payment.createdAt) + seconds * 1000).toISOString();
  const none = { detail: null, actor: null, linkId: null };
  const story: TimelineEntry[] = [
    { ...none, at: at(0), kind: 'person', title: { en: 'Payment started', th: 'เริ่มรายการชำระ' }, actor: 'Nok' },
    {
      ...none,
      at: at(1),
      kind: 'request',
      title: { en: 'Asked Stripe for a payment page', th: 'ขอหน้าชำระเงินจาก Stripe' },
      detail: '200 · 412 ms',
      linkId: 'req_000001',
    },
    { ...none, at: at(2), kind: 'state', title: { en: 'Waiting for the guest', th: 'รอผู้เข้าพักชำระ' } },
  ];
  if (payment.state !== 'paid') return story;
  return [
    ...story,
    {
      ...none,
      at: at(96),
      kind: 'webhook',
      title: { en: 'Stripe told: payment succeeded', th: 'Stripe แจ้งว่าชำระสำเร็จ' },
      detail: 'payment_intent.succeeded',
      linkId: 'whe_000001',
    },
    { ...none, at: at(97), kind: 'state', title: { en: 'Paid', th: 'ชำระแล้ว' } },
  ];
}
