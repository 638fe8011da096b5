import { promptPayText } from '../promptpay-qr.ts';
import type { Account } from './account.ts';
import { bookCharge, makeCharge } from './charges.ts';
import { checkAmount, currencyOf } from './currencies.ts';
import type { BillingDetails, Charge, Metadata, NextAction, PaymentIntent } from './objects.ts';
import { billing, type Card, cardDetails, outcomeOf, PROMPTPAY_OUTCOME } from './payment-methods.ts';
import { releaseRest } from './refunds.ts';
import { invalid, refuse } from './refusal.ts';

/** A hold on a card lapses after so long. https://docs.stripe.com/payments/place-a-hold-on-a-payment-method */
const HOLD_LASTS = 7 * 86_400_000;

export type NewIntent = {
  amount: number;
  currency: string;
  methods: string[];
  automatic?: boolean;
  captureMethod: PaymentIntent['capture_method'];
  description: string | null;
  metadata: Metadata;
  receiptEmail: string | null;
};

/** Checks what a payment is made of, and keeps it. Nothing is charged. */
export function createIntent(account: Account, input: NewIntent): PaymentIntent {
  const currency = currencyOf(input.currency);
  checkAmount(input.amount, currency);
  checkMethods(input.methods, currency, input.captureMethod);
  const id = account.id('pi');
  const intent: PaymentIntent = {
    id,
    object: 'payment_intent',
    amount: input.amount,
    amount_capturable: 0,
    amount_received: 0,
    automatic_payment_methods: input.automatic ? { enabled: true, allow_redirects: 'always' } : null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: input.captureMethod,
    client_secret: `${id}_secret_${account.world.id(25)}`,
    confirmation_method: 'automatic',
    created: account.now(),
    currency,
    customer: null,
    description: input.description,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    metadata: input.metadata,
    next_action: null,
    payment_method: null,
    payment_method_options: Object.fromEntries(input.methods.map((method) => [method, {}])),
    payment_method_types: input.methods,
    processing: null,
    receipt_email: input.receiptEmail,
    status: 'requires_payment_method',
  };
  account.intents.set(id, intent);
  account.emit('payment_intent.created', intent);
  return intent;
}

function checkMethods(methods: readonly string[], currency: string, captureMethod: string): void {
  const unknown = methods.findIndex((method) => method !== 'card' && method !== 'promptpay');
  if (unknown >= 0)
    throw invalid(
      `The payment method type "${methods[unknown]}" is invalid. Please ensure the provided type is activated in your dashboard.`,
      {
        param: 'payment_method_types',
      },
    );
  if (!methods.includes('promptpay')) return;
  if (currency !== 'thb')
    throw invalid(`The currency provided (${currency}) is invalid. Payments with promptpay support the following currencies: thb.`, {
      param: 'currency',
    });
  if (captureMethod === 'manual')
    throw invalid('The payment method type promptpay cannot be used with capture_method manual.', { param: 'capture_method' });
}

/** Charges a card now. A declined card leaves the payment open for another try. */
export function chargeCard(
  account: Account,
  intent: PaymentIntent,
  { card, guest }: { card: Card; guest?: BillingDetails | undefined },
): Charge {
  const { declined } = card.verdict;
  const charge = makeCharge(account, intent, {
    method: account.id('pm'),
    details: cardDetails(card, intent.amount),
    billing: guest ?? billing(null, null, card.country),
    outcome: outcomeOf(card, account.world.random),
    declined,
  });
  if (declined !== undefined) {
    const { code, reason, message } = declined;
    intent.status = 'requires_payment_method';
    intent.payment_method = null;
    intent.last_payment_error = { type: 'card_error', code, decline_code: reason, message, charge: charge.id };
    account.emit('charge.failed', charge);
    account.emit('payment_intent.payment_failed', intent);
    return charge;
  }
  intent.payment_method = charge.payment_method;
  intent.last_payment_error = null;
  if (intent.capture_method === 'manual') hold(account, intent, charge);
  else succeed(account, intent, charge);
  return charge;
}

function hold(account: Account, intent: PaymentIntent, charge: Charge): void {
  intent.status = 'requires_capture';
  intent.amount_capturable = intent.amount;
  account.emit('charge.succeeded', charge);
  account.emit('payment_intent.amount_capturable_updated', intent);
  account.setDeadline(intent.id, HOLD_LASTS, () => cancelIntent(account, intent, 'automatic'));
}

function succeed(account: Account, intent: PaymentIntent, charge: Charge): void {
  bookCharge(account, charge, intent.amount);
  intent.status = 'succeeded';
  intent.amount_received = intent.amount;
  account.emit('charge.succeeded', charge);
  account.emit('payment_intent.succeeded', intent);
}

/** Shows the guest a PromptPay QR, which can be paid until it lapses. https://docs.stripe.com/payments/promptpay */
export function askPromptPay(account: Account, intent: PaymentIntent, { pages, guest }: { pages: string; guest: BillingDetails }): void {
  intent.status = 'requires_action';
  intent.payment_method = account.id('pm');
  intent.last_payment_error = null;
  intent.next_action = qrAction(account, intent, pages);
  account.chosen.set(intent.id, { type: 'promptpay', guest });
  account.emit('payment_intent.requires_action', intent);
  account.setDeadline(intent.id, account.settings.promptPayQrLifetime, () => expireQr(account, intent));
}

function qrAction(account: Account, intent: PaymentIntent, pages: string): NextAction {
  const reference = account.world.id(18).toUpperCase();
  return {
    type: 'promptpay_display_qr_code',
    promptpay_display_qr_code: {
      data: promptPayText(intent.amount, reference),
      hosted_instructions_url: `${pages}/promptpay/instructions/${intent.id}`,
      image_url_png: `${pages}/qr/${intent.id}.png`,
      image_url_svg: `${pages}/qr/${intent.id}.svg`,
    },
  };
}

/** The guest's bank has sent the money. */
export function payPromptPay(account: Account, intent: PaymentIntent): Charge {
  const chosen = account.chosen.get(intent.id);
  const charge = makeCharge(account, intent, {
    method: intent.payment_method ?? account.id('pm'),
    details: { type: 'promptpay', promptpay: { reference: account.world.id(20).toUpperCase() } },
    billing: chosen?.type === 'promptpay' ? chosen.guest : billing(null, null),
    outcome: PROMPTPAY_OUTCOME,
  });
  intent.next_action = null;
  account.clearDeadline(intent.id);
  succeed(account, intent, charge);
  return charge;
}

/** Nobody paid in time: the QR is of no use any more, and the payment waits for another method. */
export function expireQr(account: Account, intent: PaymentIntent): void {
  const message = 'The payment attempt expired because the customer did not pay in time.';
  account.clearDeadline(intent.id);
  intent.status = 'requires_payment_method';
  intent.payment_method = null;
  intent.next_action = null;
  intent.last_payment_error = { type: 'invalid_request_error', code: 'payment_intent_payment_attempt_expired', message };
  account.emit('payment_intent.payment_failed', intent);
}

/** Takes what is held, or a part; the rest is let go. */
export function captureIntent(account: Account, intent: PaymentIntent, asked: number | undefined): void {
  const charge = account.charges.get(intent.latest_charge ?? '');
  if (intent.status !== 'requires_capture' || charge === undefined)
    throw refuse(
      `This PaymentIntent could not be captured because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.`,
      { code: 'payment_intent_unexpected_state' },
    );
  const amount = asked ?? intent.amount_capturable;
  if (amount > intent.amount_capturable)
    throw invalid(
      `The remaining amount available to capture for this PaymentIntent is ${intent.amount_capturable}, but you attempted to capture ${amount}.`,
      {
        code: 'amount_too_large',
        param: 'amount_to_capture',
      },
    );
  account.clearDeadline(intent.id);
  bookCharge(account, charge, amount);
  intent.status = 'succeeded';
  intent.amount_capturable = 0;
  intent.amount_received = amount;
  const session = account.sessions.get(account.sessionOf.get(intent.id) ?? '');
  if (session) session.payment_status = 'paid';
  account.emit('charge.captured', charge);
  account.emit('payment_intent.succeeded', intent);
  if (amount < charge.amount) releaseRest(account, charge);
}

const CANCELLABLE = ['requires_payment_method', 'requires_confirmation', 'requires_action', 'requires_capture', 'processing'];

/** Gives up a payment; a hold is let go. */
export function cancelIntent(account: Account, intent: PaymentIntent, reason: string | null): void {
  if (!CANCELLABLE.includes(intent.status))
    throw refuse(
      `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be canceled: ${CANCELLABLE.join(', ')}.`,
      { code: 'payment_intent_unexpected_state' },
    );
  const held = intent.status === 'requires_capture' ? account.charges.get(intent.latest_charge ?? '') : undefined;
  account.clearDeadline(intent.id);
  intent.status = 'canceled';
  intent.canceled_at = account.now();
  intent.cancellation_reason = reason;
  intent.amount_capturable = 0;
  intent.next_action = null;
  if (held) {
    releaseRest(account, held);
    if (reason === 'automatic') account.emit('charge.expired', held);
  }
  account.emit('payment_intent.canceled', intent);
}
