import { randomUUID } from 'node:crypto';
import { AsyncEntry, findCredentialsAsync } from '@napi-rs/keyring';

/** keytar's four verbs over the operating system's own secret store. */
export type Keychain = {
  getPassword: (service: string, account: string) => Promise<string | null>;
  setPassword: (service: string, account: string, password: string) => Promise<void>;
  /** False when there was nothing to delete. */
  deletePassword: (service: string, account: string) => Promise<boolean>;
  findCredentials: (service: string) => Promise<{ account: string; password: string }[]>;
};

export type OpenedKeychain = { available: true; keychain: Keychain } | { available: false; reason: string };

/**
 * Pinned to the secret service on Linux: left to itself the library falls back to the kernel keyring, where every write
 * seems to work and every secret is gone after the process (https://github.com/Brooooooklyn/keyring-node).
 */
const systemEntry = (service: string, account: string) => new AsyncEntry(service, account, { linux: { store: 'secret-service' } });

export const systemKeychain: Keychain = {
  getPassword: (service, account) => systemEntry(service, account).getPassword(),
  setPassword: (service, account, password) => systemEntry(service, account).setPassword(password),
  deletePassword: (service, account) => systemEntry(service, account).deletePassword(),
  findCredentials: (service) => findCredentialsAsync(service),
};

const CANARY_SERVICE = 'banrimkwae-canary';

/** Proves the keychain by writing a canary and reading it back: a locked one reads as empty without any error. */
export async function openKeychain(keychain: Keychain = systemKeychain): Promise<OpenedKeychain> {
  const account = randomUUID();
  try {
    await keychain.setPassword(CANARY_SERVICE, account, account);
    const read = await keychain.getPassword(CANARY_SERVICE, account);
    await keychain.deletePassword(CANARY_SERVICE, account);
    return read === account ? { available: true, keychain } : { available: false, reason: 'It does not give back what was written.' };
  } catch (fault) {
    return { available: false, reason: fault instanceof Error ? fault.message : String(fault) };
  }
}
