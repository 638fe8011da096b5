import type { ConnectionTest } from '@banrimkwae/contract/providers';
import type { Trace } from '../gateway/port.ts';
import type { ProvidersGround } from './ground.ts';
import { saveConfiguration } from './save-webhook.ts';
import { timedTest } from './try-connection.ts';
import { webhookAddress } from './webhook-address.ts';
import type { WebhookProof } from './webhook-record.ts';

/**
 * Proves that what is sent to this address arrives: by the provider's own test call where it has one, else by a walk of our own. Never
 * throws; the outcome stands beside the registration, and the first genuine delivery says more later.
 */
export async function proveAddress(
  ground: ProvidersGround,
  { id, publicUrl }: { id: string; publicUrl: string },
  trace: Trace,
): Promise<void> {
  const { connector } = ground.providers.find(id);
  const test = connector.webhook?.test;
  const url = webhookAddress(publicUrl, id);
  const isCalled = test !== undefined && ground.providers.find(id).ready;
  const outcome = isCalled
    ? outcomeOf(await timedTest(ground.clock, connector, () => ground.providers.run(id, test, { url }, trace)))
    : await walk(ground, publicUrl);
  keepProof(ground, { id, url, proof: { ...outcome, how: isCalled ? 'test_call' : 'round_trip', at: ground.clock.now().toISOString() } });
}

/** Stands beside the address it was made for; of another address there is nothing to keep. */
export function keepProof(ground: ProvidersGround, { id, url, proof }: { id: string; url: string; proof: WebhookProof }): void {
  const { webhook } = ground.providers.row(id).configuration;
  if (webhook?.url === url) saveConfiguration(ground, id, { webhook: { ...webhook, proof } });
}

export function outcomeOf({ success, message, error }: ConnectionTest): Pick<WebhookProof, 'success' | 'message'> {
  return { success, message: success ? message : (error ?? message) };
}

async function walk({ roundTrip }: ProvidersGround, publicUrl: string): Promise<Pick<WebhookProof, 'success' | 'message'>> {
  const back = await roundTrip(publicUrl);
  return back.ok ? { success: true, message: `It came back in ${Math.round(back.ms)} ms.` } : { success: false, message: back.error };
}
