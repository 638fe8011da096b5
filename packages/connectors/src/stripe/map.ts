import type { PaymentSnapshot } from '@banrimkwae/connector-kit/capabilities/payments';
import { zero } from '@banrimkwae/money';
import { decimalText } from '@banrimkwae/money/decimal';
import { fromStripeAmount } from './amounts.ts';
import type { BalanceTransaction, Charge, CheckoutSession, PaymentIntent } from './schemas.ts';

/** https://docs.stripe.com/payments/paymentintents/lifecycle . A status that is not here is `processing`. */
const PAYMENT_STATES: Readonly<Record<string, PaymentSnapshot['state']>> = {
  requires_payment_method: 'waiting',
  requires_confirmation: 'waiting',
  requires_action: 'waiting',
  processing: 'processing',
  requires_capture: 'authorized',
  succeeded: 'paid',
  canceled: 'cancelled',
};

const WITHOUT_MONEY: ReadonlySet<PaymentSnapshot['state']> = new Set(['waiting', 'failed', 'cancelled']);

const RISK_LEVELS = ['normal', 'elevated', 'highest', 'not_assessed'] as const;

export function instant(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString();
}

export function paymentFromIntent(intent: PaymentIntent, alsoKnownAs: readonly string[] = []): PaymentSnapshot {
  const charge = typeof intent.latest_charge === 'object' ? intent.latest_charge : undefined;
  const chargeId = typeof intent.latest_charge === 'string' ? intent.latest_charge : charge?.id;
  const state = stateOfIntent(intent);
  const card = charge?.payment_method_details?.card;
  const reference = charge?.payment_method_details?.promptpay?.reference;
  const booked = typeof charge?.balance_transaction === 'object' ? charge.balance_transaction : null;
  const qr = intent.next_action?.promptpay_display_qr_code;
  return {
    providerPaymentId: intent.id,
    alsoKnownAs: [...alsoKnownAs, ...(chargeId ? [chargeId] : [])],
    ourReference: intent.metadata?.payment_id ?? null,
    state,
    amount: fromStripeAmount(intent.amount, intent.currency),
    captured: state === 'paid' ? fromStripeAmount(intent.amount_received ?? intent.amount, intent.currency) : zero(intent.currency),
    refunded: fromStripeAmount(charge?.amount_refunded ?? 0, intent.currency),
    methodDetail: card?.last4 ? `${brandName(card.brand)} ··${card.last4}` : reference ? `PromptPay ${reference}` : null,
    lastFour: card?.last4 ?? null,
    action: state === 'waiting' && qr ? { kind: 'qr', payload: qr.data, expiresAt: null } : null,
    risk: riskOf(charge),
    settlement: booked && settlementOf(booked),
    refundable: null,
    fee: booked && fromStripeAmount(booked.fee, booked.currency),
    failure: failureOf(intent),
    paidAt: state === 'paid' && charge ? instant(charge.created) : null,
  };
}

/** Until the guest has opened the hosted page there is no PaymentIntent; then its state is the truth. */
export function paymentFromSession(session: CheckoutSession): PaymentSnapshot {
  if (typeof session.payment_intent === 'object' && session.payment_intent !== null && session.status !== 'open') {
    const snapshot = paymentFromIntent(session.payment_intent, [session.id]);
    const ourReference = snapshot.ourReference ?? session.client_reference_id ?? null;
    // Nobody can pay on an expired page any more, whatever became of the attempts made on it.
    const gaveUp = session.status === 'expired' && WITHOUT_MONEY.has(snapshot.state);
    return gaveUp ? { ...snapshot, ourReference, state: 'expired', action: null, failure: null } : { ...snapshot, ourReference };
  }
  const currency = session.currency ?? 'thb';
  const open = session.status === 'open';
  const intent = typeof session.payment_intent === 'object' ? session.payment_intent : null;
  const intentId = typeof session.payment_intent === 'string' ? session.payment_intent : intent?.id;
  return {
    providerPaymentId: session.id,
    alsoKnownAs: intentId ? [intentId] : [],
    ourReference: session.client_reference_id ?? null,
    state: open ? 'waiting' : session.status === 'expired' ? 'expired' : 'processing',
    amount: fromStripeAmount(session.amount_total ?? 0, currency),
    captured: zero(currency.toUpperCase()),
    refunded: zero(currency.toUpperCase()),
    methodDetail: null,
    lastFour: null,
    action: open && session.url ? { kind: 'link', url: session.url, expiresAt: instant(session.expires_at) } : null,
    risk: null,
    fee: null,
    settlement: null,
    refundable: null,
    // A declined card leaves the page open for another try; the desk should know all the same.
    failure: intent === null ? null : failureOf(intent),
    paidAt: null,
  };
}

function stateOfIntent(intent: PaymentIntent): PaymentSnapshot['state'] {
  const state = PAYMENT_STATES[intent.status] ?? 'processing';
  return state === 'waiting' && intent.status === 'requires_payment_method' && intent.last_payment_error ? 'failed' : state;
}

function failureOf(intent: PaymentIntent): PaymentSnapshot['failure'] {
  const error = intent.last_payment_error;
  if (!error || stateOfIntent(intent) !== 'failed') return null;
  return { code: error.decline_code ?? error.code ?? 'declined', message: error.message ?? 'The payment was declined.' };
}

/** What Radar says, and the card's country, which Stripe tells also where it judges nothing. */
function riskOf(charge: Charge | null | undefined): PaymentSnapshot['risk'] {
  const outcome = charge?.outcome;
  if (!outcome?.risk_level) return null;
  const level = RISK_LEVELS.find((known) => known === outcome.risk_level) ?? 'unknown';
  const country = charge?.payment_method_details?.card?.country ?? null;
  return { level, score: outcome.risk_score ?? null, message: outcome.seller_message ?? null, country };
}

/** https://docs.stripe.com/api/balance_transactions/object : `exchange_rate` is null where nothing was converted. */
function settlementOf(booked: BalanceTransaction): NonNullable<PaymentSnapshot['settlement']> {
  return {
    gross: fromStripeAmount(booked.amount, booked.currency),
    fee: fromStripeAmount(booked.fee, booked.currency),
    net: fromStripeAmount(booked.net, booked.currency),
    rate: booked.exchange_rate == null ? null : decimalText(booked.exchange_rate),
    at: instant(booked.available_on),
  };
}

/** As they are printed on the card; Stripe writes them small. https://docs.stripe.com/api/charges/object */
const BRANDS: Readonly<Record<string, string>> = { jcb: 'JCB', unionpay: 'UnionPay', eftpos_au: 'eftpos', cartes_bancaires: 'CB' };

function brandName(brand: string | null | undefined): string {
  const name = brand ?? 'card';
  return BRANDS[name] ?? name.charAt(0).toUpperCase() + name.slice(1);
}
