import type { Session } from '@banrimkwae/contract/access';
import { type QueryClient, queryOptions } from '@tanstack/react-query';
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

/** Shows the sign-in screen when any answer says that the session is over. */
export function noticeSignedOut(queries: QueryClient, fault: unknown): void {
  if (!isSignedOut(fault)) return;
  queries.setQueryData<SessionState>(['session'], (state) => (state?.session ? { session: null, ended: true } : state));
}
