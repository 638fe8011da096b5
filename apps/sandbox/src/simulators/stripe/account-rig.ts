import Stripe from 'stripe';
import { mountAtRoot } from '../../server.ts';
import { playerOf, serveUntilTestEnds, standingWorld } from '../../standing-world-rig.ts';
import { API_VERSION } from './objects.ts';
import { STRIPE_PRACTICE } from './settings.ts';
import { stripeSimulator } from './simulator.ts';

export const KEY = STRIPE_PRACTICE.secretKey;

export type TestAccount = Awaited<ReturnType<typeof openTestAccount>>;

/**
 * An account served on a free port until the test ends. Its clock stands still until it is moved, which also runs what was put off;
 * deliveries are kept in `deliveries`.
 */
export async function openTestAccount() {
  const { world, deliveries, now, advance } = standingWorld();
  const simulator = stripeSimulator(world);
  const api = await serveUntilTestEnds(mountAtRoot(simulator, 'api'));
  const pages = await serveUntilTestEnds(mountAtRoot(simulator, 'checkout'));
  const call = async (method: string, path: string, { body, headers = {} }: { body?: string; headers?: Record<string, string> } = {}) => {
    const form: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
    const response = await fetch(`http://127.0.0.1:${api}${path}`, {
      method,
      headers: { authorization: `Bearer ${KEY}`, ...form, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Answered };
  };
  return {
    simulator,
    deliveries,
    call,
    pages: `http://127.0.0.1:${pages}`,
    api: `http://127.0.0.1:${api}`,
    now,
    stripe: new Stripe(KEY, {
      // The SDK is of a later release; what it sends is in the version we play.
      apiVersion: API_VERSION as never,
      host: '127.0.0.1',
      port: api,
      protocol: 'http',
      maxNetworkRetries: 0,
      telemetry: false,
    }),
    play: playerOf(simulator),
    /** Types of the webhooks since the last look. */
    told: () => deliveries.splice(0).map(({ body }) => (JSON.parse(body) as { type: string }).type),
    advance,
  };
}

export type Answered = Record<string, unknown> & { error?: Record<string, unknown> };

/** An amount of a PromptPay payment that shows its QR at once, as a request of the SDK. */
export function qr(amount: number, change: Record<string, unknown> = {}): Stripe.PaymentIntentCreateParams {
  return {
    amount,
    currency: 'thb',
    payment_method_types: ['promptpay'],
    payment_method_data: { type: 'promptpay', billing_details: { email: 'somchai@example.com', name: 'สมชาย ใจดี' } },
    confirm: true,
    ...change,
  } as Stripe.PaymentIntentCreateParams;
}

/** A hosted page for one amount. */
export function link(amount: number, change: Record<string, unknown> = {}): Stripe.Checkout.SessionCreateParams {
  return {
    mode: 'payment',
    payment_method_types: ['card'],
    client_reference_id: 'pay_01',
    line_items: [{ quantity: 1, price_data: { currency: 'thb', unit_amount: amount, product_data: { name: 'Riverside Deluxe' } } }],
    payment_intent_data: { capture_method: 'automatic', description: 'Riverside Deluxe', metadata: { payment_id: 'pay_01' } },
    success_url: 'https://resort.example.com/thanks?session={CHECKOUT_SESSION_ID}',
    cancel_url: 'https://resort.example.com/back',
    customer_email: 'anna@example.com',
    ...change,
  } as Stripe.Checkout.SessionCreateParams;
}
