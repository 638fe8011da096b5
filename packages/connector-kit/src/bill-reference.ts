import { createHash } from 'node:crypto';

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * A bill reference as Thai banks take it, [A-Z0-9]{1,20}: always the same for one payment id, another for another (100 bits of a digest). Without
 * I, L, O and U, which people misread.
 */
export function billReference(paymentId: string): string {
  return [...createHash('sha256').update(paymentId).digest()]
    .slice(0, 20)
    .map((byte) => LETTERS[byte % 32])
    .join('');
}
