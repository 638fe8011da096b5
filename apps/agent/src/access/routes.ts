import type { Session } from '@banrimkwae/contract/access';
import { AppError } from '@banrimkwae/contract/errors';
import type { Access } from './access.ts';
import { api, signedIn } from './api.ts';
import { createApiKey, listApiKeys, revokeApiKey } from './api-keys.ts';
import { createOperator, listOperators, updateOperator } from './operators.ts';
import { pair } from './pairing.ts';
import type { DeskSession, RequestContext } from './port.ts';
import { noteActivity } from './session-freshness.ts';
import { confirmSignIn, practiceSignIn, setLanguage, signIn } from './sessions.ts';

const DONE = { done: true } as const;

export function accessRoutes(room: Access) {
  const { ground } = room;
  const { access } = api;
  return {
    signIn: access.signIn.handler(async ({ input, context }) =>
      hand(await signIn(ground, { ...input, remoteAddress: context.remoteAddress }), context),
    ),
    practiceSignIn: access.practiceSignIn.handler(async ({ input, context }) => hand(await practiceSignIn(ground, input.role), context)),
    session: access.session.handler(({ context }) => show(context.caller)),
    signOut: access.signOut.handler(async ({ context }) => {
      await room.signOut(signedIn(context.caller), context.token ?? '');
      context.clearSessionCookie();
      return DONE;
    }),
    activity: access.activity.handler(({ context }) => {
      noteActivity(ofDesk(context.caller));
      return DONE;
    }),
    confirm: access.confirm.handler(async ({ input, context: { caller, remoteAddress } }) => {
      await confirmSignIn(ground, ofDesk(caller), { password: input.password, remoteAddress });
      return DONE;
    }),
    setLanguage: access.setLanguage.handler(({ input, context }) => {
      const session = show(context.caller);
      return { ...session, operator: setLanguage(ground, session.operator.id, input.language) };
    }),
    operators: access.operators.handler(() => listOperators(ground)),
    createOperator: access.createOperator.handler(({ input, context }) => createOperator(ground, input, context.actor)),
    updateOperator: access.updateOperator.handler(({ input, context }) => updateOperator(ground, input, context.actor)),
    apiKeys: access.apiKeys.handler(() => listApiKeys(ground)),
    createApiKey: access.createApiKey.handler(({ input, context }) => createApiKey(ground, input, context.actor)),
    revokeApiKey: access.revokeApiKey.handler(({ input, context }) => {
      revokeApiKey(ground, input.id, context.actor);
      return DONE;
    }),
    audit: access.audit.handler(({ input }) => room.auditLog.search(input)),
    verifyAudit: access.verifyAudit.handler(() => room.auditLog.verify()),
    pair: access.pair.handler(({ input }) => pair(ground, input, room.identity())),
  };
}

/** A page gets a cookie it cannot read; a desktop or script gets the token. */
function hand({ token, ...session }: Session & { token: string }, context: RequestContext): Session & { token?: string } {
  if (!context.browser) return { ...session, token };
  context.setSessionCookie(token, session.expiresAt);
  return session;
}

function show(caller: RequestContext['caller']): Session {
  const { permissions } = signedIn(caller);
  const session = ofDesk(caller);
  return { operator: session.operator, permissions: [...permissions], expiresAt: session.expiresAt };
}

function ofDesk(caller: RequestContext['caller']): DeskSession {
  const { session } = signedIn(caller);
  if (!session) throw new AppError('forbidden', { message: 'An API key has no session.' });
  return session;
}
