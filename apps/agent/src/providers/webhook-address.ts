import type { Manifest } from '@banrimkwae/connector-kit/manifest';
import type { WebhookSecrets } from './webhook-secrets.ts';

/** Where this provider is to call us; without the key that some addresses end in. */
export function webhookAddress(publicUrl: string, providerId: string): string {
  return `${publicUrl.replace(/\/+$/, '')}/webhooks/${providerId}`;
}

export type Told = { url: string; registeredAt: string };

/** Whether what the provider was told last is where we are now. An address ends in its key: with a new key it is another. */
export function isAtAddress(told: Told | null, address: string | null, key: { addedAt: string | null } | null): boolean {
  if (told === null || told.url !== address) return false;
  return key === null || key.addedAt === null || told.registeredAt >= key.addedAt;
}

/** The key that stands in the address, if this provider's does. */
export function keyInAddress(manifest: Manifest, { current }: WebhookSecrets): WebhookSecrets['current'] {
  return manifest.webhook?.secretInPath ? current : null;
}
