/** Where this provider is to call us. */
export function webhookAddress(publicUrl: string, providerId: string): string {
  return `${publicUrl.replace(/\/+$/, '')}/webhooks/${providerId}`;
}
