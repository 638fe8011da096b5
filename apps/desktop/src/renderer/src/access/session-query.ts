import type { Session } from '@banrimkwae/contract/access';
import { matchQuery, type QueryClient, type QueryKey, queryOptions } from '@tanstack/react-query';
import { isSignedOut } from '../agent/agent-fault.ts';
import type { SessionCalls } from '../agent/sessions.ts';

/** `ended` when the agent no longer knows the session, so that the sign-in screen can say so. */
export type SessionState = { session: Session | null; ended: boolean };

export function sessionQuery(sessions: SessionCalls) {
  return queryOptions({
    queryKey: ['session'],
    queryFn: async (): Promise<SessionState> => ({ session: await sessions.current(), ended: false }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

export function putSession(queries: QueryClient, session: Session | null): void {
  queries.setQueryData<SessionState>(['session'], { session, ended: false });
}

/** Drops what was read in the name of who leaves. The session and what is `open` to all stay, as the sign-in screen stands on them. */
export function forgetAnswers(queries: QueryClient, open: readonly QueryKey[]): void {
  const stays = [['session'], ...open];
  queries.removeQueries({ predicate: (query) => !stays.some((queryKey) => matchQuery({ queryKey }, query)) });
  queries.getMutationCache().clear();
}

/** Shows the sign-in screen when any answer says that the session is over. */
export function noticeSignedOut(queries: QueryClient, fault: unknown): void {
  if (!isSignedOut(fault)) return;
  queries.setQueryData<SessionState>(['session'], (state) => (state?.session ? { session: null, ended: true } : state));
}
