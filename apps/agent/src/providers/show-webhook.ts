import type { Connector } from '@banrimkwae/connector-kit/connector';
import type { WebhookSetup } from '@banrimkwae/contract/providers';
import type * as z from 'zod';
import type { ProvidersGround } from './ground.ts';
import { webhookAddress } from './webhook-registration.ts';

/** How far a provider's calls to us are set up. */
export function webhookSetup(ground: ProvidersGround, { manifest, webhook }: Connector): z.infer<typeof WebhookSetup> {
  const registered = ground.providers.row(manifest.id).configuration.webhook?.url;
  const publicUrl = ground.publicUrl();
  const lastDeliveryAt = ground.lastDeliveryAt(manifest.id);
  const secrets = ground.providers.webhookSecrets(manifest.id);
  return {
    address: registered ?? (publicUrl === null ? null : webhookAddress(publicUrl, manifest.id)),
    registeredAddress: registered ?? null,
    state: secrets.length === 0 ? 'not_set_up' : lastDeliveryAt === null ? 'waiting_for_first' : 'working',
    canRegister: webhook?.register !== undefined,
    canTest: webhook?.test !== undefined,
    lastDeliveryAt,
    proof: null,
    secrets: [],
  };
}
