import type { BillingDetails, Outcome } from './objects.ts';

/** How the card's bank and Radar see a payment. https://docs.stripe.com/testing */
export type Verdict = { declined?: { code: string; reason: string; message: string }; risk: Outcome['risk_level'] };
export type Card = { id: string; brand: string; last4: string; country: string; funding: 'credit' | 'debit'; verdict: Verdict };

export type Method = { type: 'card'; card: Card } | { type: 'promptpay'; guest: BillingDetails };

const normal: Verdict = { risk: 'normal' };
export const DECLINES = {
  generic_decline: { code: 'card_declined', reason: 'generic_decline', message: 'Your card was declined.' },
  insufficient_funds: { code: 'card_declined', reason: 'insufficient_funds', message: 'Your card has insufficient funds.' },
  lost_card: { code: 'card_declined', reason: 'lost_card', message: 'Your card was declined.' },
  expired_card: { code: 'expired_card', reason: 'expired_card', message: 'Your card has expired.' },
  fraudulent: { code: 'card_declined', reason: 'fraudulent', message: 'Your card was declined.' },
} as const;

const visa = { brand: 'visa', last4: '4242', country: 'TH', funding: 'credit' } as const;

/** Stripe's test cards by the names they are used with: no number is ever given. */
export const TEST_CARDS: Readonly<Record<string, Card>> = Object.fromEntries(
  [
    { ...visa, id: 'pm_card_visa', verdict: normal },
    { ...visa, id: 'pm_card_mastercard', brand: 'mastercard', last4: '4444', verdict: normal },
    { ...visa, id: 'pm_card_amex', brand: 'amex', last4: '8431', verdict: normal },
    { ...visa, id: 'pm_card_jcb', brand: 'jcb', last4: '0505', country: 'JP', verdict: normal },
    { ...visa, id: 'pm_card_visa_debit', last4: '5556', funding: 'debit' as const, verdict: normal },
    { ...visa, id: 'pm_card_riskLevelElevated', last4: '9235', verdict: { risk: 'elevated' as const } },
    { ...visa, id: 'pm_card_riskLevelHighest', last4: '4954', verdict: { risk: 'highest' as const, declined: DECLINES.fraudulent } },
    { ...visa, id: 'pm_card_chargeDeclined', last4: '0002', verdict: { ...normal, declined: DECLINES.generic_decline } },
    {
      ...visa,
      id: 'pm_card_chargeDeclinedInsufficientFunds',
      last4: '9995',
      verdict: { ...normal, declined: DECLINES.insufficient_funds },
    },
    { ...visa, id: 'pm_card_chargeDeclinedLostCard', last4: '9987', verdict: { ...normal, declined: DECLINES.lost_card } },
    { ...visa, id: 'pm_card_chargeDeclinedExpiredCard', last4: '0069', verdict: { ...normal, declined: DECLINES.expired_card } },
  ].map((card) => [card.id, card]),
);

/** The cards that guests pay with on the hosted page. */
export const GUEST_CARDS = ['pm_card_visa', 'pm_card_mastercard', 'pm_card_jcb', 'pm_card_amex', 'pm_card_visa_debit'] as const;

export function billing(email: string | null, name: string | null, country: string | null = null): BillingDetails {
  const address = { city: null, country, line1: null, line2: null, postal_code: null, state: null };
  return { address, email, name, phone: null, tax_id: null };
}

/** What a charge shows of a card. */
export function cardDetails(card: Card, amount: number): Record<string, unknown> & { type: 'card' } {
  const { brand, last4, country, funding } = card;
  return {
    type: 'card',
    card: {
      amount_authorized: card.verdict.declined ? null : amount,
      authorization_code: null,
      brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
      country,
      exp_month: 8,
      exp_year: 2030,
      extended_authorization: { status: 'disabled' },
      fingerprint: `practice${last4}`,
      funding,
      incremental_authorization: { status: 'unavailable' },
      installments: null,
      last4,
      mandate: null,
      multicapture: { status: 'unavailable' },
      network: brand,
      network_token: { used: false },
      network_transaction_id: null,
      overcapture: { maximum_amount_capturable: amount, status: 'unavailable' },
      regulated_status: 'unregulated',
      three_d_secure: null,
      wallet: null,
    },
  };
}

/** The judgement on a card payment; scores as Radar for Fraud Teams gives them: 65 and above elevated, 75 and above highest. */
export function outcomeOf({ verdict: { risk, declined } }: Card, random: () => number): Outcome {
  const [from, to] = risk === 'highest' ? [75, 99] : risk === 'elevated' ? [65, 74] : [1, 54];
  const score = { risk_level: risk, risk_score: from + Math.floor(random() * (to - from + 1)) };
  const advice = { advice_code: null, network_advice_code: null };
  if (risk === 'highest')
    return {
      ...advice,
      ...score,
      network_decline_code: null,
      network_status: 'not_sent_to_network',
      reason: 'highest_risk_level',
      seller_message: 'Stripe blocked this payment as too risky.',
      type: 'blocked',
    };
  if (declined)
    return {
      ...advice,
      ...score,
      advice_code: 'try_again_later',
      network_decline_code: '05',
      network_status: 'declined_by_network',
      reason: declined.reason,
      seller_message: `The bank returned the decline code \`${declined.reason}\`.`,
      type: 'issuer_declined',
    };
  return {
    ...advice,
    ...score,
    network_decline_code: null,
    network_status: 'approved_by_network',
    reason: risk === 'elevated' ? 'elevated_risk_level' : null,
    seller_message: risk === 'elevated' ? 'Stripe evaluated this payment as having elevated risk.' : 'Payment complete.',
    type: 'authorized',
  };
}

export const PROMPTPAY_OUTCOME: Outcome = {
  advice_code: null,
  network_advice_code: null,
  network_decline_code: null,
  network_status: 'approved_by_network',
  reason: null,
  risk_level: 'not_assessed',
  seller_message: 'Payment complete.',
  type: 'authorized',
};
