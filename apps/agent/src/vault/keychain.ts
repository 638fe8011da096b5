import { AsyncEntry, findCredentialsAsync } from '@napi-rs/keyring';

/** keytar's four verbs over the OS keychain. Every call may reject when the machine has no keychain, or a locked one. */
export type Keychain = {
  getPassword: (service: string, account: string) => Promise<string | undefined>;
  setPassword: (service: string, account: string, password: string) => Promise<void>;
  deletePassword: (service: string, account: string) => Promise<boolean>;
  findCredentials: (service: string) => Promise<readonly { account: string; password: string }[]>;
};

/**
 * Pinned to the secret service on Linux: the library would otherwise fall back to the kernel's keyring without a word,
 * and a secret kept there is gone with the process. (Its list call has no fallback: it rejects by itself.)
 */
export function osKeychain(): Keychain {
  const entry = (service: string, account: string) => new AsyncEntry(service, account, { linux: { store: 'secret-service' } });
  return {
    getPassword: async (service, account) => (await entry(service, account).getPassword()) ?? undefined,
    setPassword: (service, account, password) => entry(service, account).setPassword(password),
    deletePassword: (service, account) => entry(service, account).deletePassword(),
    findCredentials: (service) => findCredentialsAsync(service),
  };
}

/** Proves a keychain by writing and reading back a canary: a mere read answers "nothing there" on a locked one. Returns the reason it does not work. */
export async function whyNoKeychain(keychain: Keychain, service: string, canary: string): Promise<string | undefined> {
  try {
    await keychain.setPassword(service, 'canary', canary);
    const seen = await keychain.getPassword(service, 'canary');
    return seen === canary ? undefined : 'the keychain did not give back what was stored';
  } catch (fault) {
    return fault instanceof Error ? fault.message : String(fault);
  }
}
