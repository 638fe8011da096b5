import type { Approval } from '@banrimkwae/contract/approvals';
import type { HoldReason, Payment } from '@banrimkwae/contract/payments';

const MINUTE = 60_000;
const shown = ({ amount }: { amount: number }) => `฿${Math.floor(amount / 100).toLocaleString('en')}`;

type Sketch = Pick<Approval, 'kind' | 'state' | 'sentence' | 'requestedBy'> & {
  ago: number;
  holdReasons?: HoldReason[];
} & Partial<Approval>;

/** What waits for a second person, oldest first, one of each kind; then what was decided. The last one waiting is the administrator's own. */
export function makeApprovals(now: number, payments: readonly Payment[]): Approval[] {
  const paid = payments.filter(({ state }) => state === 'paid');
  return sketches(paid).map(({ ago, ...sketch }, index) => {
    const held = payments.find(({ hold }) => hold !== null && sketch.kind === 'capture');
    const payment = held ?? paid[index * 2 + 1];
    if (!payment) throw new Error('No payment to approve.');
    return {
      id: payment.hold?.approvalId ?? `apv_${index}`,
      paymentId: payment.id,
      refundId: null,
      amount: payment.amount,
      guestName: payment.guest.name,
      room: payment.room,
      provider: payment.provider,
      holdReasons: [],
      note: null,
      requestedAt: new Date(now - ago * MINUTE).toISOString(),
      canDecide: { allowed: true, reason: null },
      decidedBy: null,
      decidedAt: sketch.state === 'waiting' ? null : new Date(now - (ago - 12) * MINUTE).toISOString(),
      reason: null,
      bankReference: null,
      ...sketch,
    };
  });
}

function sketches(paid: readonly Payment[]): Sketch[] {
  const amountOf = (index: number) => shown(paid[index * 2 + 1]?.amount ?? { amount: 0 });
  return [...givenBack(amountOf), ...lookedAt(amountOf), ...decided(amountOf(5), amountOf(6))];
}

function givenBack(amountOf: (index: number) => string): Sketch[] {
  return [
    {
      kind: 'refund',
      state: 'waiting',
      ago: 190,
      requestedBy: 'Nok',
      note: 'Left two nights early, agreed with Khun Malee by phone.',
      sentence: {
        en: `Nok wants to refund ${amountOf(0)}; alone she may refund up to ฿1,000.`,
        th: `นกต้องการคืนเงิน ${amountOf(0)} ซึ่งเกินวงเงิน ฿1,000 ที่คืนเองได้`,
      },
    },
    {
      kind: 'transfer',
      state: 'waiting',
      ago: 95,
      requestedBy: 'Nok',
      note: 'KBank 012-3-45678-9, ณัฐพล ศรีสุข',
      sentence: {
        en: `SCB cannot give ${amountOf(1)} back by itself: somebody has to send it from the bank.`,
        th: `SCB คืนเงิน ${amountOf(1)} ผ่านระบบไม่ได้ ต้องมีคนโอนคืนจากธนาคาร`,
      },
    },
  ];
}

function lookedAt(amountOf: (index: number) => string): Sketch[] {
  return [
    {
      kind: 'capture',
      state: 'waiting',
      ago: 41,
      requestedBy: 'agent',
      holdReasons: ['amount', 'country'],
      sentence: {
        en: 'The card is of another country than the guest, and the amount is above ฿10,000.',
        th: 'บัตรออกคนละประเทศกับแขก และยอดเกิน ฿10,000',
      },
    },
    {
      kind: 'received',
      state: 'waiting',
      ago: 12,
      requestedBy: 'Anan',
      note: 'Slip shown at the desk.',
      bankReference: '014 · 2026112410153347',
      canDecide: {
        allowed: false,
        reason: {
          en: 'You asked for this yourself: another manager or administrator decides.',
          th: 'คุณเป็นผู้ขอเอง ต้องให้ผู้จัดการหรือผู้ดูแลระบบคนอื่นตัดสิน',
        },
      },
      sentence: {
        en: `Anan says that ${amountOf(3)} came by bank transfer; no provider can confirm it.`,
        th: `อนันต์แจ้งว่าได้รับเงินโอน ${amountOf(3)} แล้ว แต่ไม่มีผู้ให้บริการยืนยันได้`,
      },
    },
    {
      kind: 'review',
      state: 'waiting',
      ago: 4,
      requestedBy: 'agent',
      holdReasons: ['risk', 'tries'],
      sentence: {
        en: `${amountOf(4)} was paid after five tries and Stripe calls the risk elevated.`,
        th: `ชำระ ${amountOf(4)} สำเร็จหลังจากลองห้าครั้ง และ Stripe แจ้งว่าความเสี่ยงค่อนข้างสูง`,
      },
    },
  ];
}

function decided(refunded: string, received: string): Sketch[] {
  return [
    {
      kind: 'refund',
      state: 'approved',
      ago: 1500,
      requestedBy: 'Nok',
      decidedBy: 'Khun Malee',
      sentence: { en: `Nok wants to refund ${refunded}.`, th: `นกต้องการคืนเงิน ${refunded}` },
    },
    {
      kind: 'received',
      state: 'rejected',
      ago: 2900,
      requestedBy: 'Nok',
      decidedBy: 'Khun Malee',
      reason: 'The transfer is not in the bank account.',
      sentence: { en: `Nok says that ${received} came by bank transfer.`, th: `นกแจ้งว่าได้รับเงินโอน ${received} แล้ว` },
    },
  ];
}
