import type { Dispute } from '@banrimkwae/contract/disputes';
import type { Payment, PaymentWarning } from '@banrimkwae/contract/payments';

const MINUTE = 60_000;
const DAY = 86_400_000;
const thb = (amount: number) => ({ amount, currency: 'THB' });
const usd = (amount: number) => ({ amount, currency: 'USD' });

/** A small picture of a QR, as a provider that gives no payload sends one. */
export const QR_PICTURE =
  'data:image/svg+xml;base64,' +
  Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h8v8H0z"/><path d="M1 1h2v2H1zM5 1h2v2H5zM1 5h2v2H1zM4 4h1v1H4zM6 6h1v1H6zM5 3h1v1H5z"/></svg>',
  ).toString('base64');

/** What is special about some of the payments, by their place in the list. */
export function caseOf(index: number, { amount, createdAt }: Pick<Payment, 'amount' | 'createdAt'>, now: number): Partial<Payment> {
  const at = new Date(Date.parse(createdAt) + DAY).toISOString();
  const later = (minutes: number) => new Date(now + minutes * MINUTE).toISOString();
  if (index === 1) return { provider: 'scb', methodDetail: 'KBank ··8812', fee: thb(0), providerPaymentId: '20261124101112233445' };
  if (index === 4) return { provider: 'scb', methodDetail: null };
  if (index === 8) return inDollars(createdAt);
  if (index === 10) return { provider: 'omise', methodDetail: 'PromptPay', refunded: thb(0), refundable: amount };
  if (index === 11) {
    return {
      risk: { level: 'elevated', score: 61, message: null, country: 'US' },
      hold: { reasons: ['country'], approvalId: 'apv_hold' },
      lastFour: '4242',
      methodDetail: 'Visa ··4242',
    };
  }
  if (index === 13) return { provider: 'promptpay', providerPaymentId: null, methodDetail: 'SCB ··1207', fee: null };
  if (index === 16) return { provider: 'promptpay', providerPaymentId: null, expiresAt: later(14) };
  if (index === 40) {
    const action = { kind: 'link', url: 'https://pay.example.com/scb/7f3a91', expiresAt: later(25) } as const;
    return { provider: 'scb', method: 'scb_easy', action, expiresAt: action.expiresAt };
  }
  if (index === 28) {
    const action = { kind: 'qr_image', image: QR_PICTURE, expiresAt: later(20) } as const;
    return { provider: 'omise', action, expiresAt: action.expiresAt };
  }
  return index === 0 ? { settlement: { gross: amount, fee: thb(32_280), net: thb(amount.amount - 32_280), rate: null, at } } : {};
}

function inDollars(at: string): Partial<Payment> {
  const amount = usd(21_450);
  return {
    provider: 'paypal',
    providerPaymentId: '5O190127TN364715T',
    method: 'paypal',
    methodDetail: 'PayPal h···@example.com',
    lastFour: null,
    amount,
    captured: amount,
    refunded: usd(0),
    refunding: usd(0),
    refundable: amount,
    fee: usd(976),
    settlement: { gross: thb(694_230), fee: thb(31_588), net: thb(662_642), rate: '32.3650', at },
    conversion: { money: thb(716_698), rate: '33.4125', source: 'Bank of Thailand', at },
  };
}

/** Payment 8 is disputed and must be answered; payment 5 has an early warning. */
export function disputesOf(payment: Payment, now: number): Dispute[] {
  if (payment.id !== 'pay_000008') return [];
  return [
    {
      id: 'dp_000008',
      paymentId: payment.id,
      provider: 'paypal',
      providerDisputeId: 'PP-D-27803',
      state: 'needs_response',
      stage: 'inquiry',
      reason: 'MERCHANDISE_OR_SERVICE_NOT_RECEIVED',
      amount: payment.amount,
      guestName: payment.guest.name,
      room: payment.room,
      dueAt: new Date(now + 6 * DAY).toISOString(),
      url: 'https://www.sandbox.paypal.com/resolutioncenter/view/PP-D-27803',
      openedAt: new Date(now - DAY).toISOString(),
      updatedAt: new Date(now - DAY).toISOString(),
    },
  ];
}

export function warningsOf(payment: Payment, now: number): PaymentWarning[] {
  if (payment.id !== 'pay_000005') return [];
  return [{ id: 'issfr_1', reason: 'made_with_stolen_card', actionable: true, at: new Date(now - 3 * 3_600_000).toISOString() }];
}
