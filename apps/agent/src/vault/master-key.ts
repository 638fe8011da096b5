import { closeSync, existsSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type MasterKey, masterKey, newMasterKey } from './cipher.ts';
import { type Keychain, whyNoKeychain } from './keychain.ts';

export type MasterKeySource = 'keychain' | 'environment' | 'file';
export type FoundMasterKey = {
  key: MasterKey;
  source: MasterKeySource /** Why an earlier choice was passed over. */;
  notes: readonly string[];
};

const SERVICE = 'banrimkwae-agent';
const FILE = 'master.key';

/**
 * Finds the master key: OS keychain, then AGENT_MASTER_KEY, then a 0600 file; the first that holds one wins, so a key once made is found again.
 * Only when none holds one is a new key made, in the best place that works.
 */
export async function findMasterKey(deps: {
  keychain: Keychain;
  fromEnvironment: string | undefined;
  dataDir: string;
  account: string;
  canary: string;
}): Promise<FoundMasterKey> {
  const notes: string[] = [];
  const noKeychain = await whyNoKeychain(deps.keychain, SERVICE, deps.canary);
  if (noKeychain !== undefined) notes.push(`keychain: ${noKeychain}`);
  const kept = noKeychain === undefined ? await deps.keychain.getPassword(SERVICE, deps.account) : undefined;
  if (kept !== undefined) return { key: masterKey(Buffer.from(kept, 'base64')), source: 'keychain', notes };
  if (deps.fromEnvironment !== undefined) return { key: masterKey(decodeKey(deps.fromEnvironment)), source: 'environment', notes };
  const file = join(deps.dataDir, FILE);
  if (existsSync(file)) return { key: readKeyFile(file), source: 'file', notes };
  const made = newMasterKey();
  if (noKeychain === undefined) {
    await storeMasterKey(deps, made, 'keychain');
    return { key: made, source: 'keychain', notes };
  }
  await storeMasterKey(deps, made, 'file');
  return { key: made, source: 'file', notes };
}

/** Replaces the key where it is kept; used by key rotation. The environment cannot be written: the caller is told the new value to set. */
export async function storeMasterKey(
  deps: { keychain: Keychain; dataDir: string; account: string },
  key: MasterKey,
  place: Exclude<MasterKeySource, 'environment'>,
): Promise<void> {
  const text = key.bytes.toString('base64');
  if (place === 'keychain') return deps.keychain.setPassword(SERVICE, deps.account, text);
  const handle = openSync(join(deps.dataDir, FILE), 'w', 0o600);
  writeSync(handle, text);
  fsyncSync(handle);
  closeSync(handle);
}

function readKeyFile(file: string): MasterKey {
  const mode = statSync(file).mode & 0o777;
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new Error(`The key file may be read by others (mode ${mode.toString(8)}). Run: chmod 600 ${file}`);
  }
  return masterKey(Buffer.from(readFileSync(file, 'utf8').trim(), 'base64'));
}

function decodeKey(text: string): Buffer {
  return /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
}
