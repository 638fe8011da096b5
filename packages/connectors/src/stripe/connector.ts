import type { CreatePayment, PaymentProvider, PaymentSnapshot, RefundReason } from '@banrimkwae/connector-kit/capabilities/payments';
import { AppError, type ConnectorWebhook, connector, type OperationContext } from '@banrimkwae/connector-kit/connector';
import { timestampedHmacVerifier } from '@banrimkwae/connector-kit/webhook-verifiers';
import { toDecimal } from '@banrimkwae/money';
import type * as z from 'zod';
import { fromStripeAmount, toStripeAmount } from './amounts.ts';
import { manifest, STRIPE_VERSION } from './manifest.ts';
import { eventFrom, faultOf, paymentFromIntent, paymentFromSession, refundFrom } from './map.ts';
import { Balance, CheckoutSession, listOf, PaymentIntent, Refund, StripeEvent, WebhookEndpoint } from './schemas.ts';

const headers = { 'stripe-version': STRIPE_VERSION };
const expandIntent = ['latest_charge.balance_transaction'];
const expandSession = ['payment_intent.latest_charge.balance_transaction'];
/** A hosted page stays open this long; Stripe allows 30 minutes to 24 hours. https://docs.stripe.com/api/checkout/sessions/create */
const LINK_SECONDS = 23 * 3600;
const isSession = (id: string) => id.startsWith('cs_');

/** https://docs.stripe.com/api/refunds/create#create_refund-reason knows three reasons; ours stays in the metadata. */
const REASONS: Readonly<Record<RefundReason, string>> = {
  guest_request: 'requested_by_customer',
  service_issue: 'requested_by_customer',
  other: 'requested_by_customer',
  duplicate: 'duplicate',
  fraudulent: 'fraudulent',
};

const payments: PaymentProvider = {
  methods: {
    card_link: {
      currencies: [],
      manualCapture: true,
      refund: { way: 'provider', partial: true },
      needs: [],
      expiresAfterSeconds: LINK_SECONDS,
    },
    promptpay_qr: {
      currencies: ['THB'],
      manualCapture: false,
      refund: {
        way: 'provider',
        partial: true,
        note: { en: 'Stripe asks the guest for bank details by e-mail first.', th: 'Stripe จะขอเลขบัญชีจากผู้เข้าพักทางอีเมลก่อน' },
      },
      needs: ['email'],
    },
  },
  createPayment: (context, input) => (input.method === 'promptpay_qr' ? createQr(context, input) : createLink(context, input)),
  getPayment: (context, { providerPaymentId }) => read(context, providerPaymentId),
  findPayment: async (context, { paymentId, createdAfter }) => {
    const created = { 'created[gte]': Math.floor(createdAfter.getTime() / 1000) };
    // The hosted page first: while it is open, a declined attempt on it is not the end of the payment.
    const isOurSession = (session: CheckoutSession) => session.client_reference_id === paymentId;
    const session = await findInList(context, { endpoint: 'checkout_session_list', query: created, item: CheckoutSession }, isOurSession);
    if (session) return read(context, session.id);
    const isOurIntent = (intent: PaymentIntent) => intent.metadata?.payment_id === paymentId;
    const intent = await findInList(context, { endpoint: 'payment_intent_list', query: created, item: PaymentIntent }, isOurIntent);
    return intent && read(context, intent.id);
  },
  capturePayment: async (context, { providerPaymentId, amount, idempotencyKey }) => {
    const body = { expand: expandIntent, ...(amount ? { amount_to_capture: toStripeAmount(amount) } : {}) };
    const answer = await context.call(
      'payment_intent_capture',
      { path: { id: providerPaymentId }, headers, body, idempotencyKey },
      PaymentIntent,
    );
    return paymentFromIntent(answer.body);
  },
  cancelPayment: async (context, { providerPaymentId, idempotencyKey }) => {
    if (isSession(providerPaymentId)) {
      const answer = await context.call(
        'checkout_session_expire',
        { path: { id: providerPaymentId }, headers, idempotencyKey },
        CheckoutSession,
      );
      return { ...paymentFromSession(answer.body), state: 'cancelled' };
    }
    const answer = await context.call(
      'payment_intent_cancel',
      { path: { id: providerPaymentId }, headers, body: { cancellation_reason: 'requested_by_customer' }, idempotencyKey },
      PaymentIntent,
    );
    return paymentFromIntent(answer.body);
  },
  createRefund: async (context, input) => {
    const body = {
      payment_intent: input.providerPaymentId,
      amount: toStripeAmount(input.amount),
      reason: REASONS[input.reason],
      metadata: { refund_id: input.refundId, payment_id: input.paymentId },
      // PromptPay has no way back: Stripe writes to this address for the guest's bank account. https://docs.stripe.com/payments/promptpay#refunds
      ...(input.guestEmail === null ? {} : { instructions_email: input.guestEmail }),
    };
    const answer = await context.call('refund_create', { headers, body, idempotencyKey: input.idempotencyKey }, Refund);
    return refundFrom(answer.body);
  },
  // https://docs.stripe.com/api/idempotent_requests: keys may be pruned after 24 hours.
  refundKeyLifetimeSeconds: 86_400,
  getRefund: async (context, { providerRefundId }) => {
    const answer = await context.call('refund_get', { path: { id: providerRefundId }, headers }, Refund);
    return refundFrom(answer.body);
  },
  listRefunds: async (context, { providerPaymentId }) => {
    const query = { payment_intent: providerPaymentId, limit: 100, 'expand[]': ['data.charge'] };
    const { body } = await context.call('refund_list', { headers, query }, listOf(Refund));
    // Newest first: a rest that was let go is older than any refund of what was taken.
    const release = body.data.findLast(isRelease);
    return body.data.filter((refund) => refund !== release).map(refundFrom);
  },
};

const WATCHED_EVENTS = [
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.processing',
  'payment_intent.requires_action',
  'payment_intent.amount_capturable_updated',
  'payment_intent.canceled',
  'charge.succeeded',
  'charge.failed',
  'charge.captured',
  'charge.expired',
  'charge.refunded',
  'refund.created',
  'refund.updated',
  'refund.failed',
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'checkout.session.expired',
] as const;

/** Marks a registration as ours: of those, all but the one in use are removed. */
const OWNER = 'banrimkwae-control-centre';
/** A registration must listen to something. This happens to platforms only, so a new one is silent until its secret is stored. */
const SILENT = ['account.application.deauthorized'] as const;

const webhook: ConnectorWebhook = {
  verify: timestampedHmacVerifier({ header: 'stripe-signature', scheme: 'v1', maximumAgeSeconds: 300 }),
  events: ({ rawBody }) => {
    const event = StripeEvent.safeParse(parseJson(rawBody));
    if (!event.success) throw new AppError('invalid_input', { message: 'This is not a Stripe event.' });
    return [eventFrom(event.data)];
  },
  register: async (context, { url, registration }) => {
    const { body: existing } = await context.call('webhook_endpoint_list', { headers, query: { limit: 100 } }, listOf(WebhookEndpoint));
    // A secret is told only once, at creation: only the registration we have it of is of use, and a lost answer leaves one nobody can check.
    if (!existing.data.some(({ id }) => id === registration)) return createSilently(context, url);
    const body = { url, enabled_events: WATCHED_EVENTS, disabled: false };
    const path = { id: registration ?? '' };
    const answer = await context.call('webhook_endpoint_update', { path, headers, body, idempotencyKey: context.newId() }, WebhookEndpoint);
    for (const { id, metadata } of existing.data) {
      if (metadata?.owner !== OWNER || id === registration) continue;
      await context.call('webhook_endpoint_delete', { path: { id }, headers }, WebhookEndpoint.pick({ id: true }));
    }
    return { url: answer.body.url, registration: answer.body.id };
  },
  eventsSince: async (context, { since, cursor }) => {
    const query = {
      'created[gte]': Math.floor(since.getTime() / 1000),
      'types[]': WATCHED_EVENTS,
      limit: 100,
      ...(cursor === undefined ? {} : { starting_after: cursor }),
    };
    const { body } = await context.call('event_list', { headers, query }, listOf(StripeEvent));
    const last = body.data.at(-1)?.id;
    return { events: body.data.map(eventFrom), ...(body.has_more && last !== undefined ? { cursor: last } : {}) };
  },
};

export default connector({
  manifest,
  payments,
  webhook,
  fault: faultOf,
  testConnection: async (context) => {
    const { body } = await context.call('balance', { headers }, Balance);
    const available = body.available
      .map(({ amount, currency }) => `${currency.toUpperCase()} ${toDecimal(fromStripeAmount(amount, currency))}`)
      .join(', ');
    return { message: `${body.livemode ? 'Live' : 'Test'} account; available: ${available || 'nothing yet'}` };
  },
});

/**
 * Where only a part of a held amount was captured, or none, Stripe also lists the rest as a refund. It never was ours, and no guest gets it back.
 * https://docs.stripe.com/payments/place-a-hold-on-a-payment-method
 */
function isRelease({ amount, charge, metadata }: Refund): boolean {
  if (typeof charge !== 'object' || charge === null || metadata?.refund_id) return false;
  const rest = (charge.amount ?? 0) - (charge.amount_captured ?? charge.amount ?? 0);
  return rest > 0 && amount === rest;
}

type List<Item> = { endpoint: string; query: Record<string, number>; item: z.ZodType<Item> };

/** Looks through all pages, newest first: only then "there is none" is certain. */
async function findInList<Item extends { id: string }>(
  context: OperationContext,
  { endpoint, query, item }: List<Item>,
  matches: (item: Item) => boolean,
): Promise<Item | undefined> {
  let after: string | undefined;
  for (;;) {
    const page = { ...query, limit: 100, ...(after === undefined ? {} : { starting_after: after }) };
    const { body } = await context.call(endpoint, { headers, query: page }, listOf(item));
    const found = body.data.find(matches);
    after = body.data.at(-1)?.id;
    if (found || !body.has_more || after === undefined) return found;
  }
}

async function read(context: OperationContext, id: string): Promise<PaymentSnapshot> {
  if (isSession(id)) {
    const answer = await context.call(
      'checkout_session_get',
      { path: { id }, headers, query: { 'expand[]': expandSession } },
      CheckoutSession,
    );
    return paymentFromSession(answer.body);
  }
  const answer = await context.call('payment_intent_get', { path: { id }, headers, query: { 'expand[]': expandIntent } }, PaymentIntent);
  return paymentFromIntent(answer.body);
}

async function createQr(context: OperationContext, input: CreatePayment): Promise<PaymentSnapshot> {
  const body = {
    amount: toStripeAmount(input.amount),
    currency: input.amount.currency.toLowerCase(),
    payment_method_types: ['promptpay'],
    payment_method_data: { type: 'promptpay', billing_details: { email: input.guest.email ?? undefined, name: input.guest.name } },
    confirm: true,
    description: input.description,
    metadata: { payment_id: input.paymentId },
  };
  const answer = await context.call('payment_intent_create', { headers, body, idempotencyKey: input.idempotencyKey }, PaymentIntent);
  return paymentFromIntent(answer.body);
}

async function createLink(context: OperationContext, input: CreatePayment): Promise<PaymentSnapshot> {
  const currency = input.amount.currency.toLowerCase();
  const body = {
    mode: 'payment',
    payment_method_types: ['card'],
    client_reference_id: input.paymentId,
    line_items: [
      { quantity: 1, price_data: { currency, unit_amount: toStripeAmount(input.amount), product_data: { name: input.description } } },
    ],
    payment_intent_data: {
      capture_method: input.capture === 'manual' ? 'manual' : 'automatic',
      description: input.description,
      metadata: { payment_id: input.paymentId },
    },
    success_url: withPaid(input.returnUrl),
    cancel_url: input.returnUrl,
    customer_email: input.guest.email ?? undefined,
    // From the stored time, not from now: a repeat under the same key must carry the same parameters.
    expires_at: Math.floor(Date.parse(input.createdAt) / 1000) + LINK_SECONDS,
  };
  const answer = await context.call('checkout_session_create', { headers, body, idempotencyKey: input.idempotencyKey }, CheckoutSession);
  return paymentFromSession(answer.body);
}

async function createSilently(context: OperationContext, url: string) {
  const body = { url, enabled_events: SILENT, api_version: STRIPE_VERSION, metadata: { owner: OWNER } };
  const answer = await context.call('webhook_endpoint_create', { headers, body, idempotencyKey: context.newId() }, WebhookEndpoint);
  const { id, secret } = answer.body;
  return { url: answer.body.url, registration: id, ...(secret ? { secret } : {}) };
}

function withPaid(address: string): string {
  const url = new URL(address);
  url.searchParams.set('paid', '1');
  return url.toString();
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new AppError('invalid_input', { message: 'The body is not JSON.' });
  }
}
