import type { Operator } from '@banrimkwae/contract/access';
import type { Permission, Role } from '@banrimkwae/contract/roles';

/**
 * Who asks: an operator, an API key, or the agent itself. For audit and stories. `holder`: in what capacity, for limits of money; the agent
 * itself has none.
 */
export type Actor = { id: string; name: string; holder?: Role | 'api_key' };
/** What the agent does by itself stands under this name. */
export const AGENT: Actor = { id: 'agent', name: 'agent' };

export type AuditRecord = { actor: string; action: string; subject: string | null; detail: Record<string, unknown> };
/** Appends to the audit log inside the caller's transaction. */
export type AppendAudit = (entry: AuditRecord) => void;

/** Someone who proved who they are. */
export type Caller = {
  actor: Actor;
  permissions: readonly Permission[];
  /** Absent for an API key, which has no session to look at or end. */
  session?: DeskSession;
};
export type DeskSession = { id: string; operator: Operator; expiresAt: string; freshness: Freshness };

/** Whether somebody has worked at the desk of a session lately. */
export type Freshness = {
  isFresh: () => boolean;
  /** Somebody works there now. */
  renew: () => void;
};

/** What a call of the operator API knows before any of its handlers runs. */
export type RequestContext = {
  requestId: string;
  remoteAddress: string;
  /** From a page of ours: its session travels in a cookie the page cannot read. */
  browser: boolean;
  /** Undefined: nobody. A string says why what was shown is not accepted. */
  caller: Caller | 'unauthenticated' | 'session_expired';
  /** What the caller showed: bearer token, cookie or API key. */
  token: string | undefined;
  setSessionCookie: (token: string, expiresAt: string) => void;
  clearSessionCookie: () => void;
};
