import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { onTestFinished } from 'vitest';
import { mountAtRoot } from '../../server.ts';
import type { SimulatorWorld, WebhookDelivery } from '../../simulator.ts';
import { API_VERSION } from './objects.ts';
import { STRIPE_PRACTICE } from './settings.ts';
import { stripeSimulator } from './simulator.ts';

/** The instant at which every test of this simulator begins: a Friday morning in Thailand. */
export const TEST_START = new Date('2026-11-20T03:15:00Z');
export const KEY = STRIPE_PRACTICE.secretKey;

export type TestAccount = Awaited<ReturnType<typeof openTestAccount>>;

/**
 * An account served on a free port until the test ends. Its clock stands still until it is moved, which also runs what was put off;
 * deliveries are kept in `deliveries`.
 */
export async function openTestAccount() {
  const clock: Clock = { time: TEST_START.getTime(), timers: [] };
  const deliveries: WebhookDelivery[] = [];
  const simulator = stripeSimulator(standingWorld(clock, deliveries));
  const api = await serve(simulator, 'api');
  const pages = await serve(simulator, 'checkout');
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
    now: () => new Date(clock.time),
    stripe: new Stripe(KEY, {
      // The SDK is of a later release; what it sends is in the version we play.
      apiVersion: API_VERSION as never,
      host: '127.0.0.1',
      port: api,
      protocol: 'http',
      maxNetworkRetries: 0,
      telemetry: false,
    }),
    play: async (scene: string, input?: unknown): Promise<Record<string, unknown>> => {
      const order = simulator.scenes[scene];
      if (!order) throw new RangeError(`There is no scene ${scene}`);
      return (await order(input)) as Record<string, unknown>;
    },
    /** Types of the webhooks since the last look. */
    told: () => deliveries.splice(0).map(({ body }) => (JSON.parse(body) as { type: string }).type),
    advance: (milliseconds: number) => {
      clock.time += milliseconds;
      const due = clock.timers.filter(({ at }) => at <= clock.time);
      clock.timers = clock.timers.filter(({ at }) => at > clock.time);
      for (const { action } of due) action();
    },
  };
}

export type Answered = Record<string, unknown> & { error?: Record<string, unknown> };
type Clock = { time: number; timers: { at: number; action: () => void }[] };

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

async function serve(simulator: ReturnType<typeof stripeSimulator>, host: string): Promise<number> {
  const server = mountAtRoot(simulator, host).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

function standingWorld(clock: Clock, deliveries: WebhookDelivery[]): SimulatorWorld {
  let serial = 0;
  const next = (): number => {
    serial += 1;
    return serial;
  };
  return {
    now: () => new Date(clock.time),
    id: (length) => String(next()).padStart(length, 'x'),
    random: () => (next() * 0.618_033_988_7) % 1,
    deliver: (delivery) => void deliveries.push(delivery),
    later: (milliseconds, action) => void clock.timers.push({ at: clock.time + milliseconds, action }),
  };
}
