import type { Session } from '@banrimkwae/contract/access';
import type { DeskApi } from '@banrimkwae/contract/desk';
import type { Role } from '@banrimkwae/contract/roles';
import type { AgentClient } from './agent-client.ts';
import { isSignedOut } from './agent-fault.ts';
import { unwrap } from './desk-transport.ts';

/** Signing in and out. The token stays where no page can read it: in a cookie, or in the desktop's main process. */
export type SessionCalls = {
  /** Null when nobody is signed in. */
  current: () => Promise<Session | null>;
  signIn: (credentials: { username: string; password: string }) => Promise<Session>;
  practiceSignIn: (role: Role) => Promise<Session>;
  signOut: () => Promise<void>;
};

export function createBrowserSessions({ access }: AgentClient): SessionCalls {
  return {
    current: async () => {
      try {
        return await access.session();
      } catch (fault) {
        if (isSignedOut(fault)) return null;
        throw fault;
      }
    },
    signIn: (credentials) => access.signIn(credentials),
    practiceSignIn: (role) => access.practiceSignIn({ role }),
    signOut: async () => {
      await access.signOut();
    },
  };
}

export function createDeskSessions(desk: DeskApi): SessionCalls {
  return {
    current: async () => unwrap(await desk['session.current']()),
    signIn: async (credentials) => unwrap(await desk['session.signIn'](credentials)),
    practiceSignIn: async (role) => unwrap(await desk['session.practiceSignIn']({ role })),
    signOut: async () => {
      unwrap(await desk['session.signOut']());
    },
  };
}
