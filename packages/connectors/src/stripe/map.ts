import type { PaymentSnapshot, RefundSnapshot } from '@banrimkwae/connector-kit/capabilities/payments';
import type { EventSubject, ProviderAnswer, ProviderEvent, ProviderFault } from '@banrimkwae/connector-kit/connector';
import { zero } from '@banrimkwae/money';
import type * as z from 'zod';
import { fromStripeAmount } from './amounts.ts';
import { type CheckoutSession, ErrorBody, type PaymentIntent, type Refund, type StripeEvent } from './schemas.ts';

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

/** https://docs.stripe.com/api/refunds/object#refund_object-status */
const REFUND_STATES: Readonly<Record<string, RefundSnapshot['state']>> = {
  pending: 'pending',
  requires_action: 'pending',
  succeeded: 'succeeded',
  failed: 'failed',
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
  const fee = typeof charge?.balance_transaction === 'object' ? charge.balance_transaction : undefined;
  const qr = intent.next_action?.promptpay_display_qr_code;
  return {
    providerPaymentId: intent.id,
    alsoKnownAs: [...alsoKnownAs, ...(chargeId ? [chargeId] : [])],
    ourReference: intent.metadata?.payment_id ?? null,
    state,
    amount: fromStripeAmount(intent.amount, intent.currency),
    captured: state === 'paid' ? fromStripeAmount(intent.amount_received ?? intent.amount, intent.currency) : zero(intent.currency),
    refunded: fromStripeAmount(charge?.amount_refunded ?? 0, intent.currency),
    methodDetail: card?.last4 ? `${capitalise(card.brand ?? 'card')} ··${card.last4}` : reference ? `PromptPay ${reference}` : null,
    lastFour: card?.last4 ?? null,
    action: state === 'waiting' && qr ? { kind: 'qr', payload: qr.data, expiresAt: null } : null,
    risk: riskOf(charge?.outcome ?? null),
    settlement: null,
    refundable: null,
    fee: fee ? fromStripeAmount(fee.fee, fee.currency) : null,
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

export function refundFrom(refund: Refund): RefundSnapshot {
  const intent = refund.payment_intent;
  return {
    providerRefundId: refund.id,
    providerPaymentId: typeof intent === 'string' ? intent : (intent?.id ?? ''),
    ourReference: refund.metadata?.refund_id ?? null,
    state: REFUND_STATES[refund.status ?? ''] ?? 'pending',
    amount: fromStripeAmount(refund.amount, refund.currency),
    pendingReason: refund.status === 'requires_action' ? 'waiting_for_guest' : (refund.pending_reason ?? null),
    failureReason: refund.failure_reason ?? null,
    cancellable: refund.status === 'requires_action',
    createdAt: instant(refund.created),
  };
}

export function eventFrom(event: StripeEvent): ProviderEvent {
  return { id: event.id, type: event.type, occurredAt: new Date(event.created * 1000), about: subjectOf(event), data: event };
}

/** Reads Stripe's error envelope. Every 5xx may have been applied: https://docs.stripe.com/error-low-level#server-errors */
export function faultOf(answer: ProviderAnswer): ProviderFault | undefined {
  if (answer.status < 400) return undefined;
  const parsed = ErrorBody.safeParse(answer.body);
  const error = parsed.success ? parsed.data.error : undefined;
  const code = error?.decline_code ?? error?.code ?? error?.type;
  const shouldRetry = answer.headers['stripe-should-retry'];
  return {
    code: codeFor(answer.status, error),
    ...(code ? { providerCode: code } : {}),
    message: error?.message ?? `HTTP ${answer.status}`,
    ...(shouldRetry === undefined ? retryDefault(answer.status) : { retryable: shouldRetry === 'true' }),
    outcome: answer.status >= 500 ? 'unknown' : 'refused',
  };
}

/** A 400 with the code `rate_limit` is a limit too. */
function codeFor(status: number, error: z.infer<typeof ErrorBody>['error'] | undefined): ProviderFault['code'] {
  if (status === 401 || status === 403) return 'provider_credentials';
  if (status === 429 || error?.code === 'rate_limit') return 'rate_limited';
  if (status >= 500 || error?.type === 'api_error') return 'provider_failed';
  return 'provider_rejected';
}

/** 409: another request holds the same idempotency key just now. */
function retryDefault(status: number): { retryable?: boolean } {
  return status === 409 ? { retryable: true } : {};
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

function riskOf(
  outcome: {
    risk_level?: string | null | undefined;
    risk_score?: number | null | undefined;
    seller_message?: string | null | undefined;
  } | null,
): PaymentSnapshot['risk'] {
  if (!outcome?.risk_level) return null;
  const level = RISK_LEVELS.find((known) => known === outcome.risk_level) ?? 'unknown';
  return { level, score: outcome.risk_score ?? null, message: outcome.seller_message ?? null, country: null };
}

function subjectOf(event: StripeEvent): EventSubject {
  const object = event.data.object;
  const id = object.id ?? '';
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  const metadata = (object.metadata ?? {}) as Record<string, unknown>;
  const reference = text(metadata.payment_id) ?? text(object.client_reference_id);
  const payment = (ids: readonly (string | undefined)[]): EventSubject => ({
    kind: 'payment',
    providerPaymentIds: ids.filter((known) => known !== undefined),
    ...(reference === undefined ? {} : { ourReference: reference }),
  });
  if (object.object === 'payment_intent') return payment([id]);
  if (object.object === 'checkout.session') return payment([text(object.payment_intent), id]);
  if (object.object === 'charge') return payment([text(object.payment_intent), id]);
  if (object.object === 'refund') {
    const ours = text(metadata.refund_id);
    return {
      kind: 'refund',
      providerRefundId: id,
      providerPaymentIds: [text(object.payment_intent), text(object.charge)].filter((known) => known !== undefined),
      ...(ours === undefined ? {} : { ourReference: ours }),
    };
  }
  return { kind: 'none' };
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
