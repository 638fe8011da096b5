import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { mountAtRoot } from '../../server.ts';
import type { SimulatorWorld, WebhookDelivery } from '../../simulator.ts';
import { PAYPAL_PRACTICE } from './settings.ts';
import { signing } from './signing.ts';
import { payPalSimulator } from './simulator.ts';

/** The instant at which every test of this simulator begins: a Friday morning in Thailand. */
export const TEST_START = new Date('2026-11-20T03:15:00Z');

export type TestAccount = Awaited<ReturnType<typeof openTestAccount>>;
export type Answered = Record<string, unknown> & { name?: string; details?: { issue: string }[] };
type Clock = { time: number; timers: { at: number; action: () => void }[] };
type Sent = { body?: unknown; headers?: Record<string, string> };

/**
 * An account served on free ports until the test ends. Its clock stands still until it is moved, which also runs what was put off;
 * deliveries are kept in `deliveries`.
 */
export async function openTestAccount() {
  const clock: Clock = { time: TEST_START.getTime(), timers: [] };
  const deliveries: WebhookDelivery[] = [];
  const simulator = payPalSimulator(standingWorld(clock, deliveries));
  const at = async (host: string) => `http://127.0.0.1:${await serve(simulator, host)}`;
  const [api, certificates, pages] = [await at('api'), await at('certificates'), await at('www')];
  const token = await tokenOf(api);
  const call = async (method: string, path: string, { body, headers = {} }: Sent = {}) => {
    const response = await fetch(`${api}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json', prefer: 'return=representation' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text === '' ? {} : JSON.parse(text)) as Answered };
  };
  return {
    simulator,
    deliveries,
    call,
    api,
    certificates,
    pages,
    signing: await signing(),
    now: () => new Date(clock.time),
    play: async (scene: string, input?: unknown): Promise<Record<string, unknown>> => {
      const order = simulator.scenes[scene];
      if (!order) throw new RangeError(`There is no scene ${scene}`);
      return (await order(input)) as Record<string, unknown>;
    },
    /** Types of the webhooks since the last look. */
    told: () => deliveries.splice(0).map(({ body }) => (JSON.parse(body) as { event_type: string }).event_type),
    advance: (milliseconds: number) => {
      clock.time += milliseconds;
      const due = clock.timers.filter(({ at: time }) => time <= clock.time);
      clock.timers = clock.timers.filter(({ at: time }) => time > clock.time);
      for (const { action } of due) action();
    },
  };
}

/** An order of one amount, as a request. */
export function anOrder(value: string, change: Record<string, unknown> = {}, currency = 'THB') {
  const experience = { return_url: 'https://resort.example.com/thanks', cancel_url: 'https://resort.example.com/back' };
  return {
    intent: 'CAPTURE',
    purchase_units: [{ custom_id: 'pay_01', invoice_id: 'pay_01', amount: { currency_code: currency, value } }],
    payment_source: { paypal: { experience_context: experience } },
    ...change,
  };
}

async function tokenOf(api: string): Promise<string> {
  const { clientId, clientSecret } = PAYPAL_PRACTICE;
  const response = await fetch(`${api}/v1/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}

async function serve(simulator: ReturnType<typeof payPalSimulator>, host: string): Promise<number> {
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
    id: (length) => String(next()).padStart(length, 'x').slice(-length),
    random: () => (next() * 0.618_033_988_7) % 1,
    deliver: (delivery) => void deliveries.push(delivery),
    later: (milliseconds, action) => void clock.timers.push({ at: clock.time + milliseconds, action }),
  };
}
