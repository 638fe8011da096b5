import { AppError } from '@banrimkwae/contract/errors';
import type { Clock } from '../clock.ts';
import type { Trace } from '../gateway/port.ts';
import { type MasterKey, seal } from '../vault/cipher.ts';
import { sealContext } from '../vault/sealed-form.ts';
import type { ProviderTable } from './provider-table.ts';
import type { ProviderDirectory } from './providers.ts';

export type WebhookRegistrationDeps = { providers: ProviderDirectory; table: ProviderTable; key: MasterKey; clock: Clock };

/**
 * Tells the provider our address and keeps the secret it answers with. Throws AppError('not_supported') where it must be done by hand.
 * Done twice it updates the same registration.
 */
export async function registerWebhook(
  deps: WebhookRegistrationDeps,
  input: { providerId: string; publicUrl: string },
  trace: Trace,
): Promise<{ url: string }> {
  const { connector } = deps.providers.find(input.providerId);
  const register = connector.webhook?.register;
  if (!register)
    throw new AppError('not_supported', {
      message: `${connector.manifest.name} takes its webhook address in its own console only.`,
      hint: 'Copy the address and paste it there.',
    });
  const url = webhookAddress(input.publicUrl, input.providerId);
  const registered = await deps.providers.run(input.providerId, register, { url }, trace);
  const row = deps.providers.row(input.providerId);
  const field = connector.manifest.webhook?.secretField;
  const credentials = { ...row.credentials_encrypted };
  if (field !== undefined && registered.secret !== undefined)
    credentials[field] = seal(registered.secret, sealContext(input.providerId, field), deps.key);
  const at = deps.clock.now().toISOString();
  deps.table.save(input.providerId, {
    configuration: { ...row.configuration, webhook: { url: registered.url, registeredAt: at } },
    credentials,
    at,
  });
  deps.providers.refresh(input.providerId);
  return { url: registered.url };
}

export function webhookAddress(publicUrl: string, providerId: string): string {
  return `${publicUrl.replace(/\/+$/, '')}/webhooks/${providerId}`;
}
