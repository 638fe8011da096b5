import type { Operator } from '@banrimkwae/contract/access';
import { Role } from '@banrimkwae/contract/roles';
import { APIError, type BetterAuthOptions, betterAuth } from 'better-auth';
import { bearer } from 'better-auth/plugins/bearer';
import { username } from 'better-auth/plugins/username';
import type { Sqlite } from '../store/database.ts';

const SESSION_SECONDS = 12 * 3600;
const RENEW_SECONDS = 3600;
const PASSWORD = { minPasswordLength: 10, maxPasswordLength: 200 };

/** Passwords and sessions. */
export type Authentication = {
  /** Undefined: wrong name or password. */
  checkPassword: (username: string, password: string) => Promise<{ token: string; operatorId: string } | undefined>;
  startSession: (operatorId: string) => Promise<string>;
  findSession: (token: string) => Promise<{ id: string; operator: Operator; expiresAt: Date } | undefined>;
  endSession: (token: string) => Promise<void>;
  endSessionsOf: (operatorId: string) => Promise<void>;
  addOperator: (operator: { username: string; name: string; role: Role; language: 'en' | 'th'; password: string }) => Promise<string>;
  setPassword: (operatorId: string, password: string) => Promise<void>;
};

/**
 * By better-auth, over our tables. None of its own routes is served: the operator API calls it, and throttles by itself.
 * `secret` signs what it hands out; it never leaves the agent.
 */
export function createAuthentication(database: Sqlite, secret: string): Authentication {
  const auth = betterAuth(optionsFor(database, secret));
  const context = auth.$context;
  return {
    checkPassword: async (name, password) => {
      try {
        const answer = await auth.api.signInUsername({ body: { username: name, password } });
        return answer === null ? undefined : { token: answer.token, operatorId: answer.user.id };
      } catch (fault) {
        // A name that cannot be one, or a wrong password: the same answer for all of them.
        if (fault instanceof APIError && fault.statusCode < 500) return undefined;
        throw fault;
      }
    },
    startSession: async (operatorId) => (await (await context).internalAdapter.createSession(operatorId)).token,
    findSession: async (token) => {
      const found = await auth.api.getSession({ headers: new Headers({ authorization: `Bearer ${token}` }) });
      return found === null
        ? undefined
        : { id: found.session.id, operator: showOperator(found.user), expiresAt: new Date(found.session.expiresAt) };
    },
    endSession: async (token) => (await context).internalAdapter.deleteSession(token),
    endSessionsOf: async (operatorId) => (await context).internalAdapter.deleteUserSessions(operatorId),
    addOperator: async ({ password, ...operator }) => {
      const { internalAdapter, password: hasher } = await context;
      const hash = await hasher.hash(password);
      // better-auth keys accounts by an address; ours sign in by name, and nothing is ever sent there.
      const email = `${operator.username}@operators.invalid`;
      const user = await internalAdapter.createUser(
        { ...operator, displayUsername: operator.username, email, emailVerified: true, disabled: false },
        { method: 'email-password' },
      );
      await internalAdapter.linkAccount({ userId: user.id, providerId: 'credential', accountId: user.id, password: hash });
      return user.id;
    },
    setPassword: async (operatorId, password) => {
      const { internalAdapter, password: hasher } = await context;
      await internalAdapter.updatePassword(operatorId, await hasher.hash(password));
    },
  };
}

function optionsFor(database: Sqlite, secret: string) {
  return {
    database,
    secret,
    baseURL: 'http://127.0.0.1',
    logger: { disabled: true },
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    emailAndPassword: { enabled: true, disableSignUp: true, ...PASSWORD },
    plugins: [username({ minUsernameLength: 2, maxUsernameLength: 40 }), bearer()],
    user: {
      modelName: 'operators',
      additionalFields: {
        role: { type: 'string', input: false },
        language: { type: 'string', input: false },
        disabled: { type: 'boolean', input: false },
        lastSeenAt: { type: 'string', required: false, input: false },
      },
    },
    session: { modelName: 'sessions', expiresIn: SESSION_SECONDS, updateAge: RENEW_SECONDS },
    account: { modelName: 'operator_accounts' },
    verification: { modelName: 'operator_verifications' },
  } as const satisfies BetterAuthOptions;
}

/** An operator as better-auth holds them. */
export type AuthUser = {
  id: string;
  name: string;
  username?: string | null | undefined;
  role: string;
  language: string;
  disabled: boolean | number;
  lastSeenAt?: string | null | undefined;
};

export function showOperator(user: AuthUser): Operator {
  return {
    id: user.id,
    username: user.username ?? '',
    name: user.name,
    role: Role.parse(user.role),
    language: user.language === 'en' ? 'en' : 'th',
    disabled: Boolean(user.disabled),
    lastSeenAt: user.lastSeenAt ?? null,
  };
}
