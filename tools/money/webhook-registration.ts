import type { Connector, OperationContext } from '@banrimkwae/connector-kit/connector';
import type { Simulator } from '../../apps/sandbox/src/simulator.ts';

/** The secrets that the gateway's webhooks are checked with from now on. */
export async function registered(
  connector: Connector,
  simulator: Simulator | undefined,
  context: OperationContext,
): Promise<readonly string[]> {
  const { manifest, webhook } = connector;
  const url = `http://127.0.0.1:9/webhooks/${manifest.id}`;
  if (manifest.webhook?.secretInPath) {
    const key = 'k3y-that-ends-the-address-of-the-money-histories';
    await simulator?.scenes.setWebhookAddress?.({ url: `${url}/${key}` });
    return [key];
  }
  if (!webhook?.register) return [];
  const { secret, registration } = await webhook.register(context, { url });
  // Told again with what was answered, as the providers room does once the secret is stored.
  if (registration !== undefined) await webhook.register(context, { url, registration });
  return secret === undefined ? [] : [secret];
}
