import type { AuditEntry } from '@banrimkwae/contract/access';
import { type Role, roles } from '@banrimkwae/contract/roles';
import { type FakeContext, fake, found, pageOf, refuse } from './ground.ts';
import { operatorOf, permissionsOf } from './people.ts';

const { access } = fake;
const FAR = '2099-01-01T00:00:00.000Z';
const DAY = 86_400_000;

function sessionOf({ operator }: FakeContext) {
  if (!operator) return refuse('unauthenticated');
  return { operator, permissions: permissionsOf(operator.role), expiresAt: FAR };
}

function enter(context: FakeContext, role: Role) {
  const operator = operatorOf(role, context.operator?.language ?? 'en');
  context.signIn(operator);
  return sessionOf({ ...context, operator });
}

/** As the agent does: every change leaves its entry. */
function note({ world, operator }: FakeContext, entry: Pick<AuditEntry, 'action' | 'subject' | 'detail'>): void {
  const sequence = (world.audit[0]?.sequence ?? 0) + 1;
  world.audit.unshift({
    ...entry,
    id: `aud_new${sequence}`,
    sequence,
    at: new Date().toISOString(),
    actor: operator?.id ?? 'nobody',
    actorName: operator?.name ?? null,
    hash: `${sequence}`.padEnd(64, 'e'),
  });
}

const sessionCalls = {
  signIn: access.signIn.handler(({ input, context }) => {
    const role = roles.find((one) => one === input.username);
    return role && input.password === 'practice-makes-perfect' ? enter(context, role) : refuse('wrong_credentials');
  }),
  practiceSignIn: access.practiceSignIn.handler(({ input, context }) => enter(context, input.role)),
  session: access.session.handler(({ context }) => sessionOf(context)),
  signOut: access.signOut.handler(({ context }) => {
    context.signOut();
    return { done: true };
  }),
  activity: access.activity.handler(() => ({ done: true })),
  confirm: access.confirm.handler(({ input }) =>
    input.password === null || input.password === 'practice-makes-perfect' ? { done: true } : refuse('wrong_credentials'),
  ),
  setLanguage: access.setLanguage.handler(({ input, context }) => {
    const session = sessionOf(context);
    const operator = { ...session.operator, language: input.language };
    context.signIn(operator);
    return { ...session, operator };
  }),
};

const operatorCalls = {
  operators: access.operators.handler(({ context: { world } }) => world.operators),
  createOperator: access.createOperator.handler(({ input: { password: _secret, ...input }, context }) => {
    const { operators } = context.world;
    if (operators.some(({ username }) => username === input.username)) refuse('invalid_input', { username: 'This user name is taken.' });
    const operator = { ...input, id: `op_new${operators.length}`, disabled: false, lastSeenAt: null };
    operators.push(operator);
    note(context, { action: 'operator.created', subject: operator.id, detail: { username: input.username, role: input.role } });
    return operator;
  }),
  updateOperator: access.updateOperator.handler(({ input: { password: _secret, id, ...change }, context }) => {
    note(context, { action: 'operator.changed', subject: id, detail: change });
    return Object.assign(found(context.world.operators, id), change);
  }),
};

const keyCalls = {
  apiKeys: access.apiKeys.handler(({ context: { world } }) => world.keys),
  createApiKey: access.createApiKey.handler(({ input: { name, permissions, expiresInDays }, context }) => {
    const { world } = context;
    const key = {
      id: `key_new${world.keys.length}`,
      name,
      start: 'brk_9Zx4',
      permissions,
      createdAt: new Date().toISOString(),
      lastUsedAt: null,
      expiresAt: expiresInDays === null ? null : new Date(Date.now() + expiresInDays * DAY).toISOString(),
    };
    world.keys.unshift(key);
    note(context, { action: 'api_key.created', subject: key.id, detail: { name, permissions } });
    return { ...key, key: 'brk_9Zx4ShownOnceAndNeverAgain0123456789abcdef' };
  }),
  revokeApiKey: access.revokeApiKey.handler(({ input, context }) => {
    const { keys } = context.world;
    keys.splice(keys.indexOf(found(keys, input.id)), 1);
    note(context, { action: 'api_key.revoked', subject: input.id, detail: {} });
    return { done: true };
  }),
};

export const accessCalls = {
  ...sessionCalls,
  ...operatorCalls,
  ...keyCalls,
  audit: access.audit.handler(({ input, context: { world } }) =>
    pageOf(
      world.audit.filter(
        ({ actor, subject }) =>
          (input.actor === undefined || actor === input.actor) && (input.subject === undefined || subject === input.subject),
      ),
      input,
    ),
  ),
  verifyAudit: access.verifyAudit.handler(({ context: { world } }) => ({
    intact: world.brokenAt === null,
    entries: world.audit[0]?.sequence ?? 0,
    firstBroken: world.brokenAt,
  })),
  pair: access.pair.handler(() => refuse('forbidden')),
};
