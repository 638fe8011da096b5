import { contract } from '@banrimkwae/contract';
import { AppError } from '@banrimkwae/contract/errors';
import { FRESH_SIGN_IN } from '@banrimkwae/contract/roles';
import type { Access } from '@banrimkwae/contract/route';
import { implement } from '@orpc/server';
import type { Actor, Caller, RequestContext } from './port.ts';

/** Every route of the agent is built from this: who calls is checked once, against the rule in the contract, before the handler runs. */
export const api = implement(contract)
  .$context<RequestContext>()
  .use(({ context, next, procedure }) => next({ context: { actor: admit(context.caller, procedure['~orpc'].meta.access) } }));

const NOBODY: Actor = { id: 'nobody', name: 'nobody' };

/**
 * Throws AppError: unauthenticated, session_expired, forbidden; confirmation_needed where money moves and nobody has worked at this desk
 * lately. Moving money is work.
 */
export function admit(caller: RequestContext['caller'], access: Access): Actor {
  if (access === 'public') return typeof caller === 'string' ? NOBODY : caller.actor;
  const known = signedIn(caller);
  if (access !== 'signed_in' && !known.permissions.includes(access)) throw new AppError('forbidden');
  if (known.session && (FRESH_SIGN_IN as readonly Access[]).includes(access)) {
    if (!known.session.freshness.isFresh()) throw new AppError('confirmation_needed');
    known.session.freshness.renew();
  }
  return known.actor;
}

/** The caller of a route that is not public. */
export function signedIn(caller: RequestContext['caller']): Caller {
  if (typeof caller === 'string') throw new AppError(caller);
  return caller;
}
