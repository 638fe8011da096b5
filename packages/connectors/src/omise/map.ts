import type {
  DisputeSnapshot,
  PaymentSnapshot,
  RefundSnapshot,
  TransactionSnapshot,
} from '@banrimkwae/connector-kit/capabilities/payments';
import type { EventSubject, ProviderAnswer, ProviderEvent, ProviderFault } from '@banrimkwae/connector-kit/connector';
import { money, zero } from '@banrimkwae/money';
import type * as z from 'zod';
import { BANKS } from './methods.ts';
import { type Charge, type Dispute, ErrorBody, type OmiseEvent, type Refund } from './schemas.ts';

/** https://docs.omise.co/charges-api . A status that is not here is `processing`. */
const CHARGE_STATES: Readonly<Record<string, PaymentSnapshot['state']>> = {
  pending: 'waiting',
  successful: 'paid',
  failed: 'failed',
  expired: 'expired',
  reversed: 'cancelled',
};

const REFUND_STATES: Readonly<Record<string, RefundSnapshot['state']>> = { pending: 'pending', closed: 'succeeded', failed: 'failed' };

/** https://docs.omise.co/disputes-api */
const DISPUTE_STATES: Readonly<Record<string, DisputeSnapshot['state']>> = {
  open: 'needs_response',
  pending: 'under_review',
  won: 'won',
  lost: 'lost',
};

/** Omise writes times with `Z` or with an offset. */
export function instant(text: string): string {
  return new Date(text).toISOString();
}

/** `action` is what the guest must do, where it is not a link: the picture of a QR is fetched by the connector. */
export function paymentFrom(charge: Charge, action: PaymentSnapshot['action'] = null): PaymentSnapshot {
  const state = stateOf(charge);
  const link = charge.authorize_uri;
  const none = zero(charge.currency.toUpperCase());
  return {
    providerPaymentId: charge.id,
    alsoKnownAs: [],
    ourReference: charge.metadata.paymentId,
    state,
    amount: amountOf(charge.amount, charge.currency),
    captured: state === 'paid' ? amountOf(charge.captured_amount ?? charge.amount, charge.currency) : none,
    refunded: amountOf(charge.refunded_amount ?? 0, charge.currency),
    methodDetail: methodDetailOf(charge),
    lastFour: charge.card?.last_digits ?? null,
    action: state === 'waiting' ? (action ?? (link ? { kind: 'link', url: link, expiresAt: expiryOf(charge) } : null)) : null,
    risk: riskOf(charge),
    fee: state === 'paid' ? feeOf(charge) : null,
    settlement: state === 'paid' ? settlementOf(charge) : null,
    failure:
      state === 'failed' ? { code: charge.failure_code ?? 'failed', message: charge.failure_message ?? 'The payment was declined.' } : null,
    paidAt: state === 'paid' ? instant(charge.paid_at ?? charge.created_at) : null,
    // Until it is paid no charge can be refunded, which says nothing of later.
    refundable: state === 'paid' ? (charge.refundable ?? null) : null,
  };
}

export function expiryOf({ expires_at: expiresAt }: Charge): string | null {
  return expiresAt ? instant(expiresAt) : null;
}

export function refundFrom(refund: Refund): RefundSnapshot {
  return {
    providerRefundId: refund.id,
    providerPaymentId: refund.charge,
    ourReference: refund.metadata.refundId,
    state: refundState(refund),
    amount: amountOf(refund.amount, refund.currency),
    pendingReason: refund.status === 'pending' ? 'processing' : null,
    failureReason: refund.status === 'failed' ? (refund.failure_code ?? 'failed') : null,
    createdAt: instant(refund.created_at),
    cancellable: false,
  };
}

export function disputeFrom(dispute: Dispute): DisputeSnapshot {
  const mode = dispute.id.startsWith('dspt_test_') ? 'test' : 'live';
  return {
    providerDisputeId: dispute.id,
    providerPaymentIds: [dispute.charge],
    state: DISPUTE_STATES[dispute.status] ?? 'under_review',
    stage: 'chargeback',
    reason: dispute.reason_message ?? dispute.reason_code ?? dispute.message ?? 'Not told',
    amount: amountOf(dispute.amount, dispute.currency),
    // Omise says by e-mail until when it wants an answer; its API has no such field.
    dueAt: null,
    url: `https://dashboard.omise.co/${mode}/disputes/${encodeURIComponent(dispute.id)}`,
    openedAt: instant(dispute.created_at),
  };
}

export function transactionOfCharge(charge: Charge): TransactionSnapshot {
  const { state, captured, amount, ourReference } = paymentFrom(charge);
  return {
    kind: 'payment',
    providerId: charge.id,
    providerPaymentIds: [charge.id],
    ourReference,
    state,
    amount: captured.amount > 0 ? captured : amount,
    at: instant(charge.paid_at ?? charge.created_at),
  };
}

export function transactionOfRefund(refund: Refund): TransactionSnapshot {
  const { state, amount, ourReference, createdAt } = refundFrom(refund);
  return { kind: 'refund', providerId: refund.id, providerPaymentIds: [refund.charge], ourReference, state, amount, at: createdAt };
}

/** `raw`: the event as it came. `heardAt` stands for a time that it does not tell. */
export function eventFrom(event: z.infer<typeof OmiseEvent>, raw: unknown, heardAt: Date): ProviderEvent {
  const told = event.created_at ?? event.created;
  return { id: event.id, type: event.key, occurredAt: told === undefined ? heardAt : new Date(told), about: subjectOf(event), data: raw };
}

function subjectOf({ data }: z.infer<typeof OmiseEvent>): EventSubject {
  const { object, id } = data;
  const charges = typeof data.charge === 'string' ? [data.charge] : [];
  const referenceIn = (ours: string | null | undefined) => (ours ? { ourReference: ours } : {});
  if (!id) return { kind: 'none' };
  if (object === 'charge') return { kind: 'payment', providerPaymentIds: [id], ...referenceIn(data.metadata?.paymentId) };
  if (object === 'refund')
    return { kind: 'refund', providerRefundId: id, providerPaymentIds: charges, ...referenceIn(data.metadata?.refundId) };
  return object === 'dispute' ? { kind: 'dispute', providerDisputeId: id, providerPaymentIds: charges } : { kind: 'none' };
}

/**
 * Reads Omise's error object. `backend_error` is a 400, but its line to the bank broke while the call was under way: it may have been done all the
 * same. https://docs.omise.co/api-errors
 */
export function faultOf(answer: ProviderAnswer): ProviderFault | undefined {
  const parsed = ErrorBody.safeParse(answer.body);
  if (answer.status < 400 && !parsed.success) return undefined;
  const error = parsed.success ? parsed.data : undefined;
  const inDoubt = answer.status >= 500 || error?.code === 'backend_error';
  return {
    code: codeFor(answer.status, inDoubt),
    ...(error ? { providerCode: error.code } : {}),
    message: error?.message ?? `HTTP ${answer.status}`,
    outcome: inDoubt ? 'unknown' : 'refused',
  };
}

function codeFor(status: number, inDoubt: boolean): ProviderFault['code'] {
  if (inDoubt) return 'provider_failed';
  if (status === 401 || status === 403) return 'provider_credentials';
  return status === 429 ? 'rate_limited' : 'provider_rejected';
}

/** A card that is only held is `pending` too. */
function stateOf(charge: Charge): PaymentSnapshot['state'] {
  const state = CHARGE_STATES[charge.status] ?? 'processing';
  if (state === 'waiting' && charge.authorized === true && charge.paid !== true)
    return charge.capturable === false ? 'processing' : 'authorized';
  return state === 'paid' && charge.paid === false ? 'processing' : state;
}

/** Older shapes have no status: then a transaction, with which the money was booked out, is the proof. */
function refundState({ status, transaction }: Refund): RefundSnapshot['state'] {
  if (status) return REFUND_STATES[status] ?? 'pending';
  return transaction ? 'succeeded' : 'pending';
}

/** Omise counts in the smallest unit, as we do; of its currencies the yen alone has no decimals. https://docs.omise.co/currency-and-amount */
function amountOf(amount: number, currency: string) {
  return money(amount, currency.toUpperCase());
}

function feeOf({ fee, fee_vat: vat, funding_currency: settled, currency }: Charge) {
  return fee === null || fee === undefined ? null : amountOf(fee + (vat ?? 0), settled ?? currency);
}

/** The rate itself is not told, only what came of it. */
function settlementOf(charge: Charge): PaymentSnapshot['settlement'] {
  const { funding_amount: gross, funding_currency: currency, net } = charge;
  const fee = feeOf(charge);
  if (fee === null || typeof gross !== 'number' || typeof net !== 'number' || !currency) return null;
  const at = instant(charge.paid_at ?? charge.created_at);
  return { gross: amountOf(gross, currency), fee, net: amountOf(net, currency), rate: null, at };
}

function methodDetailOf({ card, source }: Charge): string | null {
  if (card?.last_digits) return `${card.brand ?? 'Card'} ··${card.last_digits}`;
  const reference = source?.provider_references?.reference_number_1;
  if (source?.type === 'promptpay') return reference ? `PromptPay ${reference}` : 'PromptPay';
  if (source?.type === 'truemoney') return 'TrueMoney';
  return BANKS.find(({ id }) => id === source?.type)?.name ?? null;
}

/** Omise gives no score, only signals. */
function riskOf({ card, failure_code: failure }: Charge): PaymentSnapshot['risk'] {
  if (!card) return null;
  const country = card.country ? card.country.toUpperCase() : null;
  const said = (level: 'highest' | 'elevated' | 'not_assessed', message: string | null) => ({ level, score: null, message, country });
  if (failure === 'failed_fraud_check') return said('highest', 'Omise refused this card as fraud.');
  if (card.security_code_check === false) return said('elevated', 'The security code of the card did not fit.');
  return said('not_assessed', null);
}
