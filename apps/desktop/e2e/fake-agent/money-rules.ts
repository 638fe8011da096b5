import type { MoneyRules } from '@banrimkwae/contract/money-rules';
import type { FeeRow } from '@banrimkwae/contract/payments';

const thb = (amount: number) => ({ amount, currency: 'THB' });

export function makeRules(): MoneyRules {
  return {
    refundLimits: [
      { holder: 'front_desk', upTo: thb(200_000) },
      { holder: 'manager', upTo: thb(2_000_000) },
      { holder: 'administrator', upTo: thb(2_000_000) },
      { holder: 'api_key', upTo: thb(100_000) },
      { holder: 'manager', upTo: { amount: 50_000, currency: 'USD' } },
    ],
    routing: [
      { method: 'card_link', currency: 'THB', from: 5_000_000, upTo: null, providers: ['stripe'] },
      { method: 'promptpay_qr', currency: 'THB', from: null, upTo: null, providers: ['omise', 'stripe'] },
      { method: null, currency: null, from: null, upTo: null, providers: ['stripe', 'omise'] },
    ],
    costs: [
      { provider: 'stripe', method: 'card_link', basisPoints: 365, fixed: thb(1_000) },
      { provider: 'stripe', method: 'promptpay_qr', basisPoints: 165, fixed: null },
      { provider: 'omise', method: 'promptpay_qr', basisPoints: 165, fixed: null },
    ],
    holds: { riskLevels: ['highest'], amountOver: [thb(5_000_000)], countryMismatch: true, triesOver: 4 },
  };
}

const fee = (
  row: Pick<FeeRow, 'provider' | 'providerName' | 'method' | 'count' | 'costBasisPoints'> & { settled?: number; currency?: string },
): FeeRow => {
  const { settled = row.count, currency = 'THB', ...rest } = row;
  const captured = row.count * 318_750;
  const cost = row.costBasisPoints ?? 0;
  const money = (amount: number) => ({ amount, currency });
  return {
    ...rest,
    settled,
    captured: money(captured),
    refunded: money(row.count * 9_000),
    fees: money(Math.round((captured * cost) / 10_000)),
  };
};

/** What each provider kept in a month; one has settled nothing yet. */
export function makeFees(): FeeRow[] {
  return [
    fee({ provider: 'stripe', providerName: 'Stripe', method: 'card_link', count: 214, costBasisPoints: 377, settled: 201 }),
    fee({ provider: 'stripe', providerName: 'Stripe', method: 'card_link', count: 12, costBasisPoints: 402, currency: 'USD' }),
    fee({ provider: 'stripe', providerName: 'Stripe', method: 'promptpay_qr', count: 96, costBasisPoints: 165 }),
    fee({ provider: 'omise', providerName: 'Omise', method: 'promptpay_qr', count: 143, costBasisPoints: 165 }),
    fee({ provider: 'omise', providerName: 'Omise', method: 'truemoney', count: 7, costBasisPoints: null, settled: 0 }),
  ];
}
