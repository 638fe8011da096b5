import { mountAtRoot } from '../../server.ts';
import { playerOf, serveUntilTestEnds, standingWorld } from '../../standing-world-rig.ts';
import { PAYPAL_PRACTICE } from './settings.ts';
import { signing } from './signing.ts';
import { payPalSimulator } from './simulator.ts';

export type TestAccount = Awaited<ReturnType<typeof openTestAccount>>;
export type Answered = Record<string, unknown> & { name?: string; details?: { issue: string }[] };
type Sent = { body?: unknown; headers?: Record<string, string> };

/**
 * An account served on free ports until the test ends. Its clock stands still until it is moved, which also runs what was put off;
 * deliveries are kept in `deliveries`.
 */
export async function openTestAccount() {
  const { world, deliveries, now, advance } = standingWorld();
  const simulator = payPalSimulator(world);
  const at = async (host: string) => `http://127.0.0.1:${await serveUntilTestEnds(mountAtRoot(simulator, host))}`;
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
    now,
    play: playerOf(simulator),
    /** Types of the webhooks since the last look. */
    told: () => deliveries.splice(0).map(({ body }) => (JSON.parse(body) as { event_type: string }).event_type),
    advance,
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
