import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { masterKey, newMasterKey, open, seal } from './cipher.ts';

describe('credential cipher', () => {
  const key = newMasterKey();

  it('opens what it sealed, any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (plain, context) => {
        expect(open(seal(plain, context, key), context, key)).toBe(plain);
      }),
    );
  });

  it('uses a fresh nonce, so equal secrets do not look equal', () => {
    expect(seal('same', 'stripe:secretKey', key)).not.toEqual(seal('same', 'stripe:secretKey', key));
  });

  it('refuses another key, another place and a changed byte', () => {
    const sealed = seal('sk_live_x', 'stripe:secretKey', key);
    const flipped = Buffer.from(sealed.data, 'base64');
    flipped[0] = (flipped[0] ?? 0) ^ 1;
    expect(() => open(sealed, 'stripe:secretKey', newMasterKey())).toThrow(/sealed with key/);
    expect(() => open(sealed, 'omise:secretKey', key)).toThrow(/belongs to another place/);
    expect(() => open({ ...sealed, data: flipped.toString('base64') }, 'stripe:secretKey', key)).toThrow(/was changed/);
  });

  it('refuses a key of the wrong length', () => {
    expect(() => masterKey(Buffer.alloc(16))).toThrow(/32 bytes/);
  });
});
