import type { CreatePayment, PaymentProvider, PaymentSnapshot } from '@banrimkwae/connector-kit/capabilities/payments';
import type { OperationContext } from '@banrimkwae/connector-kit/connector';
import { toStripeAmount } from './amounts.ts';
import { findInList, headers } from './lists.ts';
import { paymentFromIntent, paymentFromSession } from './map.ts';
import { CheckoutSession, PaymentIntent } from './schemas.ts';

const expandIntent = ['latest_charge.balance_transaction'];
const expandSession = ['payment_intent.latest_charge.balance_transaction'];
/** A hosted page stays open this long; Stripe allows 30 minutes to 24 hours. https://docs.stripe.com/api/checkout/sessions/create */
const LINK_SECONDS = 23 * 3600;
/** Prices in Thailand, without the 10 baht a card payment costs besides. https://stripe.com/th/pricing */
const CARD_COST = 365;
const PROMPTPAY_COST = 165;
const isSession = (id: string) => id.startsWith('cs_');

type PaymentOperations = Pick<PaymentProvider, 'methods' | 'createPayment'> &
  Required<Pick<PaymentProvider, 'getPayment' | 'findPayment' | 'capturePayment' | 'cancelPayment'>>;

export const payments: PaymentOperations = {
  methods: {
    card_link: {
      createdBy: 'checkout_session_create',
      currencies: [],
      manualCapture: true,
      refund: { way: 'provider', partial: true },
      needs: [],
      expiresAfterSeconds: LINK_SECONDS,
      costBasisPoints: CARD_COST,
    },
    promptpay_qr: {
      createdBy: 'payment_intent_create',
      currencies: ['THB'],
      manualCapture: false,
      refund: {
        way: 'provider',
        partial: true,
        note: { en: 'Stripe asks the guest for bank details by e-mail first.', th: 'Stripe จะขอเลขบัญชีจากผู้เข้าพักทางอีเมลก่อน' },
      },
      needs: ['email'],
      costBasisPoints: PROMPTPAY_COST,
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
};

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

function withPaid(address: string): string {
  const url = new URL(address);
  url.searchParams.set('paid', '1');
  return url.toString();
}
