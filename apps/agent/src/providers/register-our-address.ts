import { AppError } from '@banrimkwae/contract/errors';
import type { WebhookSetup } from '@banrimkwae/contract/providers';
import type * as z from 'zod';
import type { Actor } from '../access/index.ts';
import { tellChange } from './change-provider.ts';
import type { ProvidersGround } from './ground.ts';
import { webhookSetup } from './show-webhook.ts';
import { registerWebhook } from './webhook-registration.ts';

/** Registers our address by the provider's API and remembers it for the others. Throws AppError `not_found`, `not_supported`, `invalid_input`. */
export async function registerOurAddress(
  ground: ProvidersGround,
  { id, publicUrl }: { id: string; publicUrl: string },
  actor: Actor,
): Promise<z.infer<typeof WebhookSetup>> {
  if (ground.profile === 'live' && !publicUrl.startsWith('https://'))
    throw new AppError('invalid_input', {
      message: 'Providers call addresses that begin with https:// only.',
      fields: { publicUrl: 'Begin with https://' },
    });
  const { url } = await registerWebhook(ground, { providerId: id, publicUrl }, { operatorId: actor.id });
  ground.database.transaction(() => {
    ground.setPublicUrl(publicUrl);
    ground.audit({ actor: actor.id, action: 'webhook.registered', subject: id, detail: { url } });
  })();
  tellChange(ground, id);
  return webhookSetup(ground, ground.providers.find(id).connector);
}
