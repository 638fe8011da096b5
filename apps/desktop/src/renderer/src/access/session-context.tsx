import type { Session } from '@banrimkwae/contract/access';
import type { Permission } from '@banrimkwae/contract/roles';
import { createContext, use } from 'react';

export const SessionContext = createContext<Session | undefined>(undefined);

/** Who is signed in. Only below SignedIn. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('useSession needs someone signed in.');
  return session;
}

/** Answers whether this person may do a thing. The agent decides; this only keeps the screen honest. */
export function useMay(): (permission: Permission) => boolean {
  const { permissions } = useSession();
  return (permission) => permissions.includes(permission);
}
