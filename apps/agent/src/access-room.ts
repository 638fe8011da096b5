import { type Access, createAccess } from './access/index.ts';
import { derivedSecret, type Foundation } from './foundation.ts';

/** Operators, sessions and audit over the agent's own data. `fingerprint`: of the certificate shown beyond loopback. */
export function openAccess(foundation: Foundation, fingerprint: string | null): Access {
  const { database, clock, newId, config, agentId, resort, masterKey } = foundation;
  return createAccess({
    database,
    clock,
    newId,
    profile: config.profile,
    secret: derivedSecret(masterKey, 'sessions'),
    identity: () => ({ agentId, agentName: resort.name.en, fingerprint }),
  });
}
