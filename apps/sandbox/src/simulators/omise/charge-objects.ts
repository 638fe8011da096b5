import type { Account } from './account.ts';
import { pageOf } from './lists.ts';
import type { Card, Charge, Metadata, Refund, Source } from './objects.ts';

/** Hundredths of a percent, without tax. */
const FEES = { card: 365, promptpay: 165, other: 220 };
const VAT = 7;
/** Baht for a unit of each currency that cards are taken in, in hundredths; made up, a little above the market as Omise's are. */
const RATES: Readonly<Record<string, number>> = { THB: 100, USD: 3412, EUR: 3980, JPY: 23, SGD: 2650, GBP: 4590, AUD: 2240 };
export const CURRENCIES = Object.keys(RATES);
const NO_DECIMALS = 'JPY';

export type NewCharge = {
  amount: number;
  currency: string;
  capture: boolean;
  authorizationType: 'pre_auth' | 'final_auth' | undefined;
  card: Card | null;
  source: Source | null;
  description: string | null;
  returnUri: string | null;
  ip: string | null;
  metadata: Metadata;
  webhookEndpoints: string[];
};

/** What nobody knows yet of a charge that was just made. */
const UNDECIDED = {
  dispute: null,
  transaction: null,
  failure_code: null,
  failure_message: null,
  status: 'pending',
  authorize_uri: null,
  paid_at: null,
  expires_at: null,
  expired_at: null,
  reversed_at: null,
  authorized: false,
  capturable: false,
  reversible: false,
  disputable: false,
  refundable: false,
  partially_refundable: false,
  can_perform_void: false,
  reversed: false,
  voided: false,
  paid: false,
  expired: false,
} as const;

/** A charge as it is made: pending, with nothing authorised. */
export function newCharge(account: Account, asked: NewCharge): Charge {
  const id = account.id('chrg');
  const { amount, card, source } = asked;
  const currency = asked.currency.toUpperCase();
  return {
    object: 'charge',
    id,
    location: `/charges/${id}`,
    livemode: false,
    amount,
    authorized_amount: 0,
    captured_amount: 0,
    refunded_amount: 0,
    ...settled(amount, { currency, kind: card ? 'card' : source?.type === 'promptpay' ? 'promptpay' : 'other' }),
    interest: 0,
    interest_vat: 0,
    currency,
    ip: asked.ip,
    refunds: refundList(account, id, []),
    description: asked.description,
    metadata: asked.metadata,
    card,
    source,
    ...UNDECIDED,
    authorization_type: card ? (asked.authorizationType ?? 'final_auth') : null,
    return_uri: asked.returnUri,
    created_at: account.now(),
    capture: asked.capture,
    webhook_endpoints: asked.webhookEndpoints,
  };
}

/** What the account gets for it, in baht: fee, tax on the fee, and the rest. */
export function settled(amount: number, { currency, kind }: { currency: string; kind: keyof typeof FEES }) {
  const rate = RATES[currency] ?? 100;
  const funding = currency === NO_DECIMALS ? amount * rate : Math.floor((amount * rate) / 100);
  const fee = Math.floor((funding * FEES[kind]) / 10_000);
  const vat = Math.floor((fee * VAT) / 100);
  return {
    net: funding - fee - vat,
    fee,
    fee_vat: vat,
    funding_amount: funding,
    funding_currency: 'THB',
    transaction_fees: {
      fee_flat: '0.0',
      fee_rate: `${Math.floor(FEES[kind] / 100)}.${String(FEES[kind] % 100).padStart(2, '0')}`,
      vat_rate: '7.0',
    },
  };
}

export function refundList(account: Account, chargeId: string, refunds: readonly Refund[]) {
  const paging = { limit: 20, offset: 0, order: 'chronological', from: undefined, to: undefined } as const;
  return pageOf(refunds, paging, { location: `/charges/${chargeId}/refunds`, now: account.now() });
}
