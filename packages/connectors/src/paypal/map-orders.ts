import type { KnownPayment, PaymentSnapshot, RefundSnapshot } from '@banrimkwae/connector-kit/capabilities/payments';
import { add, type Money, zero } from '@banrimkwae/money';
import { fromPayPalMoney } from './amounts.ts';
import type { Authorization, Capture, Order, Refund } from './schemas.ts';

/** https://developer.paypal.com/docs/api/payments/v2/#captures_get . A status that is not here is `processing`. */
const CAPTURE_STATES: Readonly<Record<string, PaymentSnapshot['state']>> = {
  COMPLETED: 'paid',
  PARTIALLY_REFUNDED: 'paid',
  REFUNDED: 'paid',
  PENDING: 'processing',
  DECLINED: 'failed',
  FAILED: 'failed',
};

/** https://developer.paypal.com/docs/api/payments/v2/#authorizations_get */
const AUTHORIZATION_STATES: Readonly<Record<string, PaymentSnapshot['state']>> = {
  CREATED: 'authorized',
  PENDING: 'processing',
  DENIED: 'failed',
  VOIDED: 'cancelled',
  EXPIRED: 'expired',
};

/** Of an order that no capture and no authorisation was made of. An approved one is only a permission: no money has moved. */
const ORDER_STATES: Readonly<Record<string, PaymentSnapshot['state']>> = {
  CREATED: 'waiting',
  SAVED: 'waiting',
  PAYER_ACTION_REQUIRED: 'waiting',
  APPROVED: 'processing',
  VOIDED: 'cancelled',
};

/** https://developer.paypal.com/docs/api/payments/v2/#refunds_get */
const REFUND_STATES: Readonly<Record<string, RefundSnapshot['state']>> = {
  PENDING: 'pending',
  COMPLETED: 'succeeded',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
};

/** Why PayPal does not count the money as ours yet. */
const PENDING_REASONS: Readonly<Record<string, string>> = {
  BUYER_COMPLAINT: 'The guest has opened a dispute about it.',
  CHARGEBACK: "The guest's bank takes it back.",
  ECHECK: "It comes from the guest's bank account and has not cleared.",
  INTERNATIONAL_WITHDRAWAL: 'Accept or refuse it on PayPal: the account cannot be credited by itself.',
  PENDING_REVIEW: 'PayPal is reviewing it.',
  RECEIVING_PREFERENCE_MANDATES_MANUAL_ACTION: 'Accept or refuse it on PayPal: the account holds no balance in this currency.',
  TRANSACTION_APPROVED_AWAITING_FUNDING: "It waits for the guest's bank.",
  UNILATERAL: 'The PayPal account has no confirmed e-mail address.',
  VERIFICATION_REQUIRED: 'The PayPal account must be verified first.',
};

/** The longest that PayPal lets an order wait, on request: 72 hours to be opened and 72 to be approved. */
const LONGEST_WAIT_MS = 6 * 86_400_000;
/** Unless more was agreed on: 3 hours from its creation to be opened. https://developer.paypal.com/docs/api/orders/v2/#orders_create */
const LINK_LIFE_MS = 3 * 3_600_000;

/** The first of an order is all we ever make. */
function unitOf(order: Order): Order['purchase_units'][number] {
  const [unit] = order.purchase_units;
  if (!unit) throw new RangeError('An order has a purchase unit');
  return unit;
}

export function ourReferenceOf(order: Order): string | null {
  return unitOf(order).custom_id ?? null;
}

export function amountOf(order: Order): Money {
  return fromPayPalMoney(unitOf(order).amount);
}

/** The hold of an order; undefined while there is none. */
export function authorizationOf(order: Order): Authorization | undefined {
  return unitOf(order).payments?.authorizations?.at(-1);
}

/** What can be given back. */
export function captureOf(order: Order): Capture | undefined {
  const captures = unitOf(order).payments?.captures ?? [];
  return captures.findLast(({ status }) => CAPTURE_STATES[status] === 'paid') ?? captures.at(-1);
}

export function paymentFromOrder(order: Order, now: Date): PaymentSnapshot {
  const { amount, payments } = unitOf(order);
  const capture = captureOf(order);
  const hold = authorizationOf(order);
  const state = stateOf(order, now);
  const { currency } = fromPayPalMoney(amount);
  const ids = [...(payments?.captures ?? []), ...(payments?.authorizations ?? [])].map(({ id }) => id);
  const email = order.payer?.email_address;
  return {
    providerPaymentId: order.id,
    alsoKnownAs: ids,
    ourReference: ourReferenceOf(order),
    state,
    amount: fromPayPalMoney(amount),
    captured: state === 'paid' ? sum(currency, (payments?.captures ?? []).filter(isTaken)) : zero(currency),
    refunded: sum(
      currency,
      (payments?.refunds ?? []).filter(({ status }) => REFUND_STATES[status] === 'succeeded'),
    ),
    methodDetail: email ? `PayPal ${email}` : null,
    lastFour: null,
    action: state === 'waiting' ? linkOf(order) : null,
    risk: riskOf(capture ?? hold),
    fee: capture?.seller_receivable_breakdown?.paypal_fee ? fromPayPalMoney(capture.seller_receivable_breakdown.paypal_fee) : null,
    settlement: settlementOf(capture),
    failure: failureOf(state, capture ?? hold),
    paidAt: state === 'paid' ? instant(capture?.create_time) : null,
    refundable: null,
  };
}

/** An order that lapsed is forgotten by PayPal: only we still know of it. */
export function lapsed(providerPaymentId: string, { paymentId, amount }: KnownPayment): PaymentSnapshot {
  return {
    providerPaymentId,
    alsoKnownAs: [],
    ourReference: paymentId,
    state: 'expired',
    amount,
    captured: zero(amount.currency),
    refunded: zero(amount.currency),
    methodDetail: null,
    lastFour: null,
    action: null,
    risk: null,
    fee: null,
    settlement: null,
    failure: null,
    paidAt: null,
    refundable: null,
  };
}

export function refundFrom(refund: Refund, providerPaymentId: string): RefundSnapshot {
  const reason = refund.status_details?.reason ?? null;
  const state = REFUND_STATES[refund.status] ?? 'pending';
  return {
    providerRefundId: refund.id,
    providerPaymentId,
    ourReference: refund.custom_id ?? null,
    state,
    amount: fromPayPalMoney(refund.amount),
    pendingReason: state === 'pending' ? reason : null,
    failureReason: state === 'failed' || state === 'cancelled' ? (reason ?? refund.status) : null,
    createdAt: instant(refund.create_time) ?? refund.create_time,
    cancellable: false,
  };
}

export function refundsOf(order: Order): readonly RefundSnapshot[] {
  return (unitOf(order).payments?.refunds ?? []).map((refund) => refundFrom(refund, order.id));
}

/** PayPal writes some times with an offset. Null: none is told. */
export function instant(text: string | null | undefined): string | null {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

function stateOf(order: Order, now: Date): PaymentSnapshot['state'] {
  const capture = captureOf(order);
  if (capture) return CAPTURE_STATES[capture.status] ?? 'processing';
  const hold = authorizationOf(order);
  if (hold) return AUTHORIZATION_STATES[hold.status] ?? 'processing';
  const state = ORDER_STATES[order.status] ?? 'processing';
  const made = Date.parse(order.create_time ?? '');
  return state === 'waiting' && now.getTime() - made > LONGEST_WAIT_MS ? 'expired' : state;
}

function isTaken({ status }: Capture): boolean {
  return CAPTURE_STATES[status] === 'paid';
}

function sum(currency: string, parts: readonly { amount: { currency_code: string; value: string } }[]): Money {
  return parts.reduce((total, { amount }) => add(total, fromPayPalMoney(amount)), zero(currency));
}

/** `payer-action` where a wallet was named at creation, as we do; `approve` otherwise. */
function linkOf({ links, create_time: created }: Order): PaymentSnapshot['action'] {
  const link = links?.find(({ rel }) => rel === 'payer-action') ?? links?.find(({ rel }) => rel === 'approve');
  const made = Date.parse(created ?? '');
  if (!link) return null;
  return { kind: 'link', url: link.href, expiresAt: Number.isNaN(made) ? null : new Date(made + LINK_LIFE_MS).toISOString() };
}

/** PayPal tells no score, only whether it would bear a loss. https://www.paypal.com/us/legalhub/seller-protection */
function riskOf(part: Capture | Authorization | undefined): PaymentSnapshot['risk'] {
  const protection = part?.seller_protection;
  if (!protection?.status) return null;
  const kinds = protection.dispute_categories?.length ? ` (${protection.dispute_categories.join(', ')})` : '';
  return { level: 'not_assessed', score: null, message: `Seller protection: ${protection.status}${kinds}`, country: null };
}

/** Absent while PayPal holds the money. */
function settlementOf(capture: Capture | undefined): PaymentSnapshot['settlement'] {
  const breakdown = capture?.seller_receivable_breakdown;
  const net = breakdown?.receivable_amount ?? breakdown?.net_amount;
  const at = instant(capture?.create_time);
  if (!breakdown?.paypal_fee || !net || at === null) return null;
  return {
    gross: fromPayPalMoney(breakdown.gross_amount),
    fee: fromPayPalMoney(breakdown.paypal_fee),
    net: fromPayPalMoney(net),
    rate: breakdown.exchange_rate?.value ?? null,
    at,
  };
}

function failureOf(state: PaymentSnapshot['state'], part: Capture | Authorization | undefined): PaymentSnapshot['failure'] {
  if (!part || (state !== 'failed' && state !== 'processing')) return null;
  const code = part.status_details?.reason ?? part.status;
  const refused = "The guest's bank or PayPal refused it.";
  return { code, message: PENDING_REASONS[code] ?? (state === 'failed' ? refused : 'PayPal has not credited it yet.') };
}
