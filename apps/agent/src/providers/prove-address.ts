import type { ConnectorWebhook } from '@banrimkwae/connector-kit/connector';
import { ERRORS, toAppError } from '@banrimkwae/contract/errors';
import type { Trace } from '../gateway/port.ts';
import type { ProvidersGround } from './ground.ts';
import { saveConfiguration } from './save-webhook.ts';
import { webhookAddress } from './webhook-address.ts';
import type { WebhookProof } from './webhook-record.ts';

/**
 * Proves that what is sent to this address arrives: by the provider's own test call where it has one and makes it, else by a walk of our
 * own. Never throws; the outcome stands beside the registration, and the first genuine delivery says more later.
 */
export async function proveAddress(
  ground: ProvidersGround,
  { id, publicUrl }: { id: string; publicUrl: string },
  trace: Trace,
): Promise<void> {
  const { connector, ready } = ground.providers.find(id);
  const test = connector.webhook?.test;
  const url = webhookAddress(publicUrl, id);
  if (test !== undefined && ready) {
    try {
      await callTest(ground, { id, url, test }, trace);
      return;
    } catch (fault) {
      const { code, message, details } = toAppError(fault);
      if (!ERRORS[code].retryable)
        return keepProof(ground, { id, url, how: 'test_call', success: false, message: details.providerMessage ?? message });
    }
  }
  const back = await ground.roundTrip(publicUrl);
  const message = back.ok ? `It came back in ${Math.round(back.ms)} ms.` : back.error;
  keepProof(ground, { id, url, how: 'round_trip', success: back.ok, message });
}

type TestCall = { id: string; url: string; test: NonNullable<ConnectorWebhook['test']> };

/** What the provider says of its call is kept. Throws when it did not make it (too many, away): that tells nothing of the way to us. */
export async function callTest(
  ground: ProvidersGround,
  { id, url, test }: TestCall,
  trace: Trace,
): Promise<{ success: boolean; message: string }> {
  const { success, message } = await ground.providers.run(id, test, { url }, trace);
  keepProof(ground, { id, url, how: 'test_call', success, message });
  return { success, message };
}

/** Stands beside the address it was made for; of another address there is nothing to keep. */
function keepProof(ground: ProvidersGround, { id, url, ...proof }: { id: string; url: string } & Omit<WebhookProof, 'at'>): void {
  const { webhook } = ground.providers.row(id).configuration;
  if (webhook?.url !== url) return;
  saveConfiguration(ground, id, { webhook: { ...webhook, proof: { ...proof, at: ground.clock.now().toISOString() } } });
}
