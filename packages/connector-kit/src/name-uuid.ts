import { createHash } from 'node:crypto';

/**
 * A UUID (version 5) that is always the same for the same name: for providers that take idempotency keys in this form only.
 * `namespace` is a UUID itself. https://www.rfc-editor.org/rfc/rfc9562#section-5.5
 */
export function nameUuid(namespace: string, name: string): string {
  const digest = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest();
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x50;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  const hex = digest.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
