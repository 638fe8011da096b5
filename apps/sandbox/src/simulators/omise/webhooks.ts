import { createHmac } from 'node:crypto';
import type { SimulatorWorld } from '../../simulator.ts';
import type { OmiseEvent, WebhookDelivery } from './objects.ts';
import type { OmiseSettings } from './settings.ts';

type Deps = { world: SimulatorWorld; settings: OmiseSettings; id: (prefix: string) => string };

/** Sends an event to an address, again where it was not taken; each attempt is written into the event. https://docs.omise.co/api-webhooks */
export function webhookSender({ world, settings, id }: Deps): (event: OmiseEvent, uri: string) => void {
  const deliver = (event: OmiseEvent, uri: string, tries: number): void => {
    // Before the attempt is written down: the body is the event as it happened.
    const { webhook_deliveries: _past, ...told } = event;
    const body = JSON.stringify({ ...told, webhook_deliveries: [] });
    const attempt: WebhookDelivery = { object: 'webhook_delivery', id: id('whdl'), uri, status: null, error: null, key: event.key };
    event.webhook_deliveries.push(attempt);
    world.deliver({
      provider: 'omise',
      url: uri,
      headers: () => ({
        'content-type': 'application/json',
        'user-agent': 'Omise/2019-05-29',
        ...signatureHeaders(body, settings.webhookSecrets, world.now()),
      }),
      body,
      settled: ({ status }) => {
        // The world may deliver twice; the first answer decides.
        if (attempt.status !== null || attempt.error !== null) return;
        if (status === undefined) attempt.error = 'connection failed';
        else attempt.status = status;
        if (status !== undefined && status >= 200 && status < 300) return;
        const wait = settings.webhookRetryAfter[tries];
        if (wait !== undefined) world.later(wait, () => deliver(event, uri, tries + 1));
      },
    });
  };
  return (event, uri) => deliver(event, uri, 0);
}

/** One signature for each secret, by commas: two for a day after a secret was rolled. No secret, no headers. */
export function signatureHeaders(body: string, secrets: readonly string[], at: Date): Record<string, string> {
  if (secrets.length === 0) return {};
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const sign = (secret: string) => createHmac('sha256', Buffer.from(secret, 'base64')).update(`${timestamp}.${body}`).digest('hex');
  return { 'omise-signature': secrets.map(sign).join(','), 'omise-signature-timestamp': timestamp };
}
