import type { Keychain } from './keychain.ts';
import { faultFacts, type Log } from './log.ts';

/** Sign-in tokens by agent. Memory always; the keychain too where one works; never a file. */
export type TokenSafe = {
  get: (agentId: string) => Promise<string | undefined>;
  set: (agentId: string, token: string) => Promise<void>;
  forget: (agentId: string) => Promise<void>;
};

const SERVICE = 'banrimkwae-desktop';

export function createTokenSafe(keychain: Keychain | undefined, log: Log): TokenSafe {
  const memory = new Map<string, string | undefined>();
  const attempt = async <Value>(work: () => Promise<Value> | undefined): Promise<Value | undefined> => {
    try {
      return await work();
    } catch (fault) {
      log('warn', 'keychain_failed', faultFacts(fault));
      return undefined;
    }
  };
  return {
    get: async (agentId) => {
      if (!memory.has(agentId)) memory.set(agentId, (await attempt(() => keychain?.getPassword(SERVICE, agentId))) ?? undefined);
      return memory.get(agentId);
    },
    set: async (agentId, token) => {
      memory.set(agentId, token);
      await attempt(() => keychain?.setPassword(SERVICE, agentId, token));
    },
    forget: async (agentId) => {
      memory.set(agentId, undefined);
      await attempt(() => keychain?.deletePassword(SERVICE, agentId));
    },
  };
}
