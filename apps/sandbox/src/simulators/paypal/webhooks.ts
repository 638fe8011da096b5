import type { SimulatorWorld } from '../../simulator.ts';
import type { PayPalEvent, Webhook } from './objects.ts';
import type { PayPalSettings } from './settings.ts';
import { type Signing, signedText } from './signing.ts';

export type Attempt = { at: string; event: string; type: string; webhook: string; status?: number | 'unreachable' };
export type Webhooks = {
  registered: Map<string, Webhook>;
  attempts: readonly Attempt[];
  /** To each that listens to the type. */
  tell: (event: PayPalEvent) => void;
  /** Once more, to this one, whatever it listens to. */
  send: (event: PayPalEvent, webhook: Webhook) => void;
};
type Deps = { world: SimulatorWorld; settings: PayPalSettings; signing: () => Signing };

const KEPT = 500;

/** Registered addresses and what goes to them. https://developer.paypal.com/api/rest/webhooks/ */
export function createWebhooks({ world, settings, signing }: Deps): Webhooks {
  const registered = new Map<string, Webhook>();
  const attempts: Attempt[] = [];
  const deliver = (event: PayPalEvent, { id: webhookId }: Webhook, tries: number): void => {
    const webhook = registered.get(webhookId);
    if (!webhook) return;
    const attempt: Attempt = { at: world.now().toISOString(), event: event.id, type: event.event_type, webhook: webhookId };
    attempts.push(attempt);
    if (attempts.length > KEPT) attempts.shift();
    const body = JSON.stringify(event);
    const id = transmissionId(world);
    world.deliver({
      provider: 'paypal',
      url: webhook.url,
      headers: () => headersOf({ id, webhookId, body, at: world.now() }, signing()),
      body,
      settled: ({ status }) => {
        // The world may deliver twice; the first answer decides.
        if (attempt.status !== undefined) return;
        attempt.status = status ?? 'unreachable';
        if (status !== undefined && status >= 200 && status < 300) return;
        const wait = settings.webhookRetryAfter[tries];
        if (wait !== undefined) world.later(wait, () => deliver(event, webhook, tries + 1));
      },
    });
  };
  return {
    registered,
    attempts,
    tell: (event) => {
      for (const webhook of registered.values())
        if (webhook.eventTypes.includes('*') || webhook.eventTypes.includes(event.event_type)) deliver(event, webhook, 0);
    },
    send: (event, webhook) => deliver(event, webhook, settings.webhookRetryAfter.length),
  };
}

type Sent = { id: string; webhookId: string; body: string; at: Date };

export function headersOf({ id, webhookId, body, at }: Sent, { sign, certificateUrl }: Signing): Record<string, string> {
  const time = `${at.toISOString().slice(0, -5)}Z`;
  return {
    'content-type': 'application/json',
    'user-agent': 'PayPal/AUHR-1.0',
    'paypal-auth-algo': 'SHA256withRSA',
    'paypal-auth-version': 'v2',
    'paypal-cert-url': certificateUrl,
    'paypal-transmission-id': id,
    'paypal-transmission-sig': sign(signedText({ id, time, webhookId, body })),
    'paypal-transmission-time': time,
  };
}

function transmissionId({ id }: SimulatorWorld): string {
  return [8, 4, 4, 4, 12].map((length) => id(length).toLowerCase()).join('-');
}
