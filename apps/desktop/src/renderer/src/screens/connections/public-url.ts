/** The public address before the part that names the provider: what a registration asks for. */
export function publicUrlOf(address: string, providerId: string): string {
  const ending = `/webhooks/${providerId}`;
  return address.endsWith(ending) ? address.slice(0, -ending.length) : address;
}
