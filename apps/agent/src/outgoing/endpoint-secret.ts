import { randomBytes } from 'node:crypto';
import { open, seal } from '../vault/cipher.ts';
import type { OutgoingGround } from './ground.ts';
import type { EndpointRow } from './outgoing-table.ts';

/** Standard Webhooks asks for 24 to 64 bytes, base64 after this prefix. */
const PREFIX = 'whsec_';
const SECRET_BYTES = 32;
const SHOWN = 4;

export function newSecret(): string {
  return `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`;
}

export function sealSecret({ key }: Pick<OutgoingGround, 'key'>, endpointId: string, secret: string) {
  return { secret: seal(secret, contextOf(endpointId), key), secret_ends: secret.slice(-SHOWN) };
}

export function secretOf({ key }: Pick<OutgoingGround, 'key'>, { id, secret }: EndpointRow): string {
  return open(secret, contextOf(id), key);
}

/** Undefined once its overlap has ended. */
export function oldSecretOf(
  { key, clock }: Pick<OutgoingGround, 'key' | 'clock'>,
  { id, old_secret, old_secret_until }: EndpointRow,
): string | undefined {
  if (old_secret === null || old_secret_until === null || old_secret_until <= clock.now().toISOString()) return undefined;
  return open(old_secret, contextOf(id), key);
}

function contextOf(endpointId: string): string {
  return `outgoing:${endpointId}`;
}
