import { AppError } from '@banrimkwae/contract/errors';
import type { WebhookSetup } from '@banrimkwae/contract/providers';
import type { Actor } from '../access/index.ts';
import { tellChange } from './change-provider.ts';
import type { ProvidersGround } from './ground.ts';
import { proveAddress } from './prove-address.ts';
import { addressChanged, askAnew, noAddress } from './register-everywhere.ts';
import { saveStored } from './save-webhook.ts';
import { webhookSetup } from './show-webhook.ts';
import { isAtAddress, keyInAddress, webhookAddress } from './webhook-address.ts';
import { register } from './webhook-registration.ts';

/**
 * Registers our address at one provider by its API; when that holds, it is the address of this agent, and the others are told too. Throws
 * AppError `not_found`, `not_supported`, `invalid_input`, and what the provider's call threw.
 */
export async function registerOurAddress(
  ground: ProvidersGround,
  { id, publicUrl }: { id: string; publicUrl: string },
  actor: Actor,
): Promise<WebhookSetup> {
  if (ground.profile === 'live' && !publicUrl.startsWith('https://'))
    throw new AppError('invalid_input', {
      message: 'Providers call addresses that begin with https:// only.',
      fields: { publicUrl: 'Begin with https://' },
    });
  const { connector } = ground.providers.find(id);
  // Where it fails now, a job goes on.
  if (ground.publicUrl() === publicUrl) askAnew(ground, [id]);
  await ground.inTurn(id, `by hand ${publicUrl}`, () => register(ground, { id, publicUrl, by: actor.id }));
  if (ground.publicUrl() !== publicUrl) addressChanged(ground, publicUrl);
  return webhookSetup(ground, connector);
}

/** A person says that the present address stands in the provider's console. Throws AppError `not_found`, `not_supported`, `conflict`. */
export async function confirmWebhook(ground: ProvidersGround, id: string, actor: Actor): Promise<WebhookSetup> {
  const { connector, name } = ground.providers.find(id);
  if (!connector.webhook) throw new AppError('not_supported', { message: `${name} does not call us.`, hint: 'There is nothing to paste.' });
  const publicUrl = ground.publicUrl();
  if (publicUrl === null) throw noAddress();
  const url = webhookAddress(publicUrl, id);
  const key = keyInAddress(connector.manifest, ground.providers.secrets(id));
  ground.database.transaction(() => {
    saveStored(ground, id, ({ configuration, credentials }) => {
      const { webhook } = configuration;
      const registeredAt = ground.clock.now().toISOString();
      // Said twice, it is still the first time that counts: a delivery since then has proved it.
      const told = webhook !== null && isAtAddress(webhook, url, key) ? webhook : { url, registeredAt, proof: null };
      return { configuration: { ...configuration, webhook: told, webhookAsk: null }, credentials };
    });
    ground.audit({ actor: actor.id, action: 'webhook.confirmed', subject: id, detail: { url } });
  })();
  ground.providers.refresh(id);
  await proveAddress(ground, { id, publicUrl }, { operatorId: actor.id });
  tellChange(ground, id);
  return webhookSetup(ground, connector);
}

/**
 * The address as it is to be pasted, with its key where it has one: whoever sees it can make us ask the provider, so it is noted who did. Throws
 * AppError `not_found`, `not_supported`, `conflict`, `webhook_not_set_up`.
 */
export function wholeWebhookAddress(ground: ProvidersGround, id: string, actor: Actor): { address: string } {
  const { connector, name } = ground.providers.find(id);
  if (!connector.webhook) throw new AppError('not_supported', { message: `${name} does not call us.`, hint: 'There is nothing to paste.' });
  const publicUrl = ground.publicUrl();
  if (publicUrl === null) throw noAddress();
  const address = webhookAddress(publicUrl, id);
  if (!connector.manifest.webhook?.secretInPath) return { address };
  const key = ground.providers.secrets(id).current;
  if (key === null)
    throw new AppError('webhook_not_set_up', { message: `${name} has no key for its address yet.`, hint: 'Press New key.' });
  ground.database.transaction(() => ground.audit({ actor: actor.id, action: 'webhook.address_shown', subject: id, detail: {} }))();
  return { address: `${address}/${key.text}` };
}
