import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { AppError } from '@banrimkwae/contract/errors';
import * as z from 'zod';

/** One encrypted value: which key, the nonce, the ciphertext with its tag. All base64. */
export const Sealed = z.strictObject({ key: z.string(), nonce: z.string(), data: z.string() });
export type Sealed = z.infer<typeof Sealed>;

export type MasterKey = { id: string; bytes: Buffer };

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A key's id is a digest of it: tells two keys apart without telling the key. */
export function masterKey(bytes: Buffer): MasterKey {
  if (bytes.length !== KEY_BYTES) throw new RangeError(`A master key has ${KEY_BYTES} bytes, this one ${bytes.length}`);
  return { id: createHash('sha256').update('banrimkwae master key').update(bytes).digest('hex').slice(0, 12), bytes };
}

export function newMasterKey(): MasterKey {
  return masterKey(randomBytes(KEY_BYTES));
}

/** AES-256-GCM with a fresh nonce. `context` (provider and field) is bound in: a value copied to another place does not open. */
export function seal(plain: string, context: string, key: MasterKey): Sealed {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce).setAAD(Buffer.from(context));
  const data = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { key: key.id, nonce: nonce.toString('base64'), data: data.toString('base64') };
}

/** Throws AppError('internal') when the key is another one, or the value was changed or moved. */
export function open(sealed: Sealed, context: string, key: MasterKey): string {
  if (sealed.key !== key.id) throw unreadable(`it was sealed with key ${sealed.key}, this agent has ${key.id}`);
  const bytes = Buffer.from(sealed.data, 'base64');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key.bytes, Buffer.from(sealed.nonce, 'base64')).setAAD(Buffer.from(context));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw unreadable('it was changed, or belongs to another place', cause);
  }
}

function unreadable(why: string, cause?: unknown): AppError {
  return new AppError('internal', {
    message: `A stored credential cannot be read: ${why}.`,
    hint: 'Run the doctor command; enter the key again if it says so.',
    cause,
  });
}
