import type { Account, IntentData } from './account.ts';
import { checkAmount, currencyOf } from './currencies.ts';
import { askPromptPay, cancelIntent, chargeCard, createIntent, payPromptPay } from './intents.ts';
import type { Charge, CheckoutSession, Metadata, PaymentIntent } from './objects.ts';
import { billing, type Card } from './payment-methods.ts';
import { invalid, refuse } from './refusal.ts';

const MINUTE = 60;
const DAY = 86_400;

export type NewSession = {
  currency: string;
  amount: number;
  methods: string[];
  clientReference: string | null;
  email: string | null;
  locale: string | null;
  metadata: Metadata;
  successUrl: string;
  cancelUrl: string | null;
  expiresAt: number | undefined;
  intent: IntentData;
  pages: string;
};

/** A hosted page. It makes its PaymentIntent when the guest pays. https://docs.stripe.com/api/checkout/sessions */
export function createSession(account: Account, input: NewSession): CheckoutSession {
  const currency = currencyOf(input.currency);
  checkAmount(input.amount, currency, 'line_items');
  if (input.methods.includes('promptpay') && currency !== 'thb')
    throw invalid('The payment method type promptpay only supports the following currencies: thb.', { param: 'payment_method_types' });
  const expires = expiryOf(account, input.expiresAt);
  const id = `cs_test_${account.world.id(58)}`;
  const session: CheckoutSession = {
    id,
    object: 'checkout.session',
    amount_subtotal: input.amount,
    amount_total: input.amount,
    cancel_url: input.cancelUrl,
    client_reference_id: input.clientReference,
    created: account.now(),
    currency,
    customer: null,
    customer_details: input.email === null ? null : { ...NO_DETAILS, email: input.email },
    customer_email: input.email,
    expires_at: expires,
    livemode: false,
    locale: input.locale,
    metadata: input.metadata,
    mode: 'payment',
    payment_intent: null,
    payment_link: null,
    payment_method_options: {},
    payment_method_types: input.methods,
    payment_status: 'unpaid',
    status: 'open',
    submit_type: null,
    success_url: input.successUrl,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: `${input.pages}/c/pay/${id}`,
  };
  account.sessions.set(id, session);
  account.intentData.set(id, input.intent);
  account.setDeadline(id, (expires - account.now()) * 1000, () => expireSession(account, session));
  return session;
}

const NO_DETAILS = { address: null, name: null, phone: null, tax_exempt: 'none', tax_ids: null } as const;

/** From 30 minutes to 24 hours after creation. */
function expiryOf(account: Account, asked: number | undefined): number {
  const now = account.now();
  const expires = asked ?? now + DAY;
  if (expires < now + 30 * MINUTE)
    throw invalid('The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.', { param: 'expires_at' });
  if (expires > now + DAY)
    throw invalid('The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.', { param: 'expires_at' });
  return expires;
}

/** The guest gives a card on the page. A declined one leaves the page open. */
export function paySessionByCard(account: Account, session: CheckoutSession, card: Card): Charge {
  const intent = intentOf(account, session);
  const email = session.customer_email;
  const charge = chargeCard(account, intent, { card, guest: billing(email, null, card.country) });
  if (charge.paid) complete(account, session, intent);
  return charge;
}

export function paySessionByPromptPay(account: Account, session: CheckoutSession, pages: string): Charge {
  const intent = intentOf(account, session);
  const guest = billing(session.customer_email ?? 'guest@example.com', null);
  askPromptPay(account, intent, { pages, guest });
  const charge = payPromptPay(account, intent);
  complete(account, session, intent);
  return charge;
}

function intentOf(account: Account, session: CheckoutSession): PaymentIntent {
  const made = account.intents.get(session.payment_intent ?? '');
  if (made) return made;
  const data = account.intentData.get(session.id);
  const intent = createIntent(account, {
    amount: session.amount_total,
    currency: session.currency,
    methods: session.payment_method_types,
    captureMethod: data?.capture_method ?? 'automatic',
    description: data?.description ?? null,
    metadata: { ...data?.metadata },
    receiptEmail: null,
  });
  session.payment_intent = intent.id;
  account.sessionOf.set(intent.id, session.id);
  return intent;
}

function complete(account: Account, session: CheckoutSession, intent: PaymentIntent): void {
  account.clearDeadline(session.id);
  session.status = 'complete';
  // Money that is only held is not paid yet.
  session.payment_status = intent.status === 'succeeded' ? 'paid' : 'unpaid';
  session.url = null;
  session.customer_details = { ...NO_DETAILS, email: session.customer_email };
  account.emit('checkout.session.completed', session);
}

/** Closes the page; an attempt made on it is given up. */
export function expireSession(account: Account, session: CheckoutSession): void {
  if (session.status !== 'open')
    throw refuse(
      `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`,
    );
  account.clearDeadline(session.id);
  session.status = 'expired';
  session.url = null;
  const intent = account.intents.get(session.payment_intent ?? '');
  if (intent && intent.status === 'requires_payment_method') cancelIntent(account, intent, 'expired');
  account.emit('checkout.session.expired', session);
}
