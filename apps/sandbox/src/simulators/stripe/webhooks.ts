import { createHmac } from 'node:crypto';
import type { SimulatorWorld } from '../../simulator.ts';
import type { StripeEvent, WebhookEndpoint } from './objects.ts';
import type { StripeSettings } from './settings.ts';

export type Registered = { shown: WebhookEndpoint; secret: string };
export type Attempt = { at: string; event: string; type: string; endpoint: string; status?: number | 'unreachable' };

export type Webhooks = {
  endpoints: Map<string, Registered>;
  attempts: readonly Attempt[];
  /** To every enabled endpoint that listens to the type. */
  send: (event: StripeEvent) => void;
};

const KEPT = 500;

/** Webhook endpoints and what goes to them. https://docs.stripe.com/webhooks */
export function createWebhooks(world: SimulatorWorld, settings: StripeSettings): Webhooks {
  const endpoints = new Map<string, Registered>();
  const attempts: Attempt[] = [];
  const deliver = (event: StripeEvent, endpointId: string, tries: number): void => {
    const endpoint = endpoints.get(endpointId);
    if (endpoint === undefined || endpoint.shown.status !== 'enabled') return;
    const attempt: Attempt = { at: world.now().toISOString(), event: event.id, type: event.type, endpoint: endpointId };
    attempts.push(attempt);
    if (attempts.length > KEPT) attempts.shift();
    const body = JSON.stringify(event, null, 2);
    world.deliver({
      provider: 'stripe',
      url: endpoint.shown.url,
      headers: () => ({
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        'stripe-signature': signatureOf(body, endpoint.secret, world.now()),
      }),
      body,
      settled: ({ status }) => {
        // The world may deliver twice; the first answer decides.
        if (attempt.status !== undefined) return;
        attempt.status = status ?? 'unreachable';
        if (status !== undefined && status >= 200 && status < 300) return void settle(event);
        const wait = settings.webhookRetryAfter[tries];
        if (wait !== undefined) world.later(wait, () => deliver(event, endpointId, tries + 1));
      },
    });
  };
  const send = (event: StripeEvent): void => {
    const listening = [...endpoints.values()].filter(({ shown }) => listens(shown, event.type));
    event.pending_webhooks = listening.length;
    for (const { shown } of listening) deliver(event, shown.id, 0);
  };
  return { endpoints, attempts, send };
}

/** `Stripe-Signature` over the bytes of the body, at this time. https://docs.stripe.com/webhooks#verify-manually */
export function signatureOf(body: string, secret: string, at: Date): string {
  const t = Math.floor(at.getTime() / 1000);
  const digest = (key: string) => createHmac('sha256', key).update(`${t}.${body}`).digest('hex');
  // In test mode Stripe adds a signature of a scheme that receivers must ignore.
  return `t=${t},v1=${digest(secret)},v0=${digest('fake')}`;
}

function settle(event: StripeEvent): void {
  event.pending_webhooks = Math.max(0, event.pending_webhooks - 1);
}

function listens({ status, enabled_events: wanted }: WebhookEndpoint, type: string): boolean {
  return status === 'enabled' && (wanted.includes('*') || wanted.includes(type));
}
