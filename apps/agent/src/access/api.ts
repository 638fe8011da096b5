import { contract } from '@banrimkwae/contract';
import { AppError } from '@banrimkwae/contract/errors';
import type { Access } from '@banrimkwae/contract/route';
import { implement } from '@orpc/server';
import type { Actor, Caller, RequestContext } from './port.ts';

/** Every route of the agent is built from this: who calls is checked once, against the rule in the contract, before the handler runs. */
export const api = implement(contract)
  .$context<RequestContext>()
  .use(({ context, next, procedure }) => next({ context: { actor: admit(context.caller, procedure['~orpc'].meta.access) } }));

const NOBODY: Actor = { id: 'nobody', name: 'nobody' };

/** Throws AppError: unauthenticated, session_expired, forbidden. */
export function admit(caller: RequestContext['caller'], access: Access): Actor {
  if (access === 'public') return typeof caller === 'string' ? NOBODY : caller.actor;
  const known = signedIn(caller);
  if (access !== 'signed_in' && !known.permissions.includes(access)) throw new AppError('forbidden');
  return known.actor;
}

/** The caller of a route that is not public. */
export function signedIn(caller: RequestContext['caller']): Caller {
  if (typeof caller === 'string') throw new AppError(caller);
  return caller;
}
