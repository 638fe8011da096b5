import { AppError } from '@banrimkwae/contract/errors';
import { type ApiKeysDeps, callerOfKey, looksLikeApiKey } from './api-keys.ts';
import { createAuditLog } from './audit-log.ts';
import { createAuthentication } from './authentication.ts';
import type { OperatorsDeps } from './operators.ts';
import type { AgentIdentity } from './pairing.ts';
import type { Caller } from './port.ts';
import { callerOf, type SessionsDeps } from './sessions.ts';
import { createSignInThrottle } from './sign-in-throttle.ts';

export type AccessDeps = Omit<OperatorsDeps, 'authentication' | 'audit'> &
  Pick<SessionsDeps, 'profile'> &
  Pick<ApiKeysDeps, 'newId'> & {
    /** Signs sessions; never leaves the agent. */
    secret: string;
    identity: () => AgentIdentity;
  };
export type Access = ReturnType<typeof createAccess>;

/** Operators, sessions, keys, pairing and the audit log. */
export function createAccess(deps: AccessDeps) {
  const auditLog = createAuditLog(deps);
  const listeners = new Set<(sessionId: string) => void>();
  const ground: SessionsDeps & ApiKeysDeps = {
    ...deps,
    authentication: createAuthentication(deps.database, deps.secret),
    audit: auditLog.append,
    throttle: createSignInThrottle(),
    ended: (sessionId) => {
      for (const listener of listeners) listener(sessionId);
    },
  };
  return {
    ground,
    identity: deps.identity,
    auditLog,
    audit: auditLog.append,
    /** Who a bearer token or API key belongs to. */
    callerOf: async (token: string): Promise<Caller | 'session_expired'> =>
      (looksLikeApiKey(token) ? callerOfKey(ground, token) : await callerOf(ground, token)) ?? 'session_expired',
    signOut: async (caller: Caller, token: string): Promise<void> => {
      if (caller.session === undefined) throw new AppError('invalid_input', { message: 'An API key is revoked, not signed out.' });
      await ground.authentication.endSession(token);
      ground.audit({ actor: caller.actor.id, action: 'session.ended', subject: caller.actor.id, detail: {} });
      ground.ended(caller.session.id);
    },
    onSessionEnd: (listener: (sessionId: string) => void) => void listeners.add(listener),
  };
}
