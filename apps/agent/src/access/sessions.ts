import type { Operator, Session } from '@banrimkwae/contract/access';
import { AppError } from '@banrimkwae/contract/errors';
import { allows, permissions, type Role } from '@banrimkwae/contract/roles';
import { type OperatorsDeps, operatorById } from './operators.ts';
import type { Caller, DeskSession } from './port.ts';
import { freshnessOf } from './session-freshness.ts';
import type { SignInAttempt, SignInThrottle } from './sign-in-throttle.ts';

export type SessionsDeps = OperatorsDeps & {
  throttle: SignInThrottle;
  profile: 'practice' | 'live';
  /** Told when a session ends, so that its live stream ends too. */
  ended: (sessionId: string) => void;
};
type Entered = Session & { token: string };

/** Throws AppError wrong_credentials (also for a disabled operator), rate_limited. */
export async function signIn(deps: SessionsDeps, input: { username: string; password: string; remoteAddress: string }): Promise<Entered> {
  const attempt = { username: input.username.trim().toLowerCase(), remoteAddress: input.remoteAddress };
  await deps.throttle.admit(attempt);
  const proved = await deps.authentication.checkPassword(attempt.username, input.password);
  if (proved === undefined || operatorById(deps, proved.operatorId).disabled) {
    if (proved !== undefined) await deps.authentication.endSession(proved.token);
    throw await refused(deps, attempt);
  }
  await deps.throttle.succeeded(attempt);
  const detail = { from: input.remoteAddress };
  deps.audit({ actor: proved.operatorId, action: 'session.started', subject: proved.operatorId, detail });
  return entered(deps, proved.token);
}

/** Counts and audits a wrong password. */
async function refused(deps: SessionsDeps, attempt: SignInAttempt): Promise<AppError> {
  await deps.throttle.failed(attempt);
  const detail = { username: attempt.username.slice(0, 40), from: attempt.remoteAddress };
  deps.audit({ actor: 'nobody', action: 'session.refused', subject: null, detail });
  return new AppError('wrong_credentials');
}

/**
 * The password again, slowed down as signing in is; null is enough in the practice profile only. Throws AppError wrong_credentials,
 * rate_limited, invalid_input.
 */
export async function confirmSignIn(
  deps: SessionsDeps,
  { operator, freshness }: DeskSession,
  input: { password: string | null; remoteAddress: string },
): Promise<void> {
  if (input.password !== null) await provePassword(deps, { ...input, username: operator.username }, input.password);
  else if (deps.profile !== 'practice') throw new AppError('invalid_input', { fields: { password: 'Enter your password' } });
  deps.database.transaction(() => {
    freshness.renew();
    deps.audit({ actor: operator.id, action: 'session.confirmed', subject: operator.id, detail: { from: input.remoteAddress } });
  })();
}

/** Checking a password opens a session, and nobody needs this one. */
async function provePassword(deps: SessionsDeps, attempt: SignInAttempt, password: string): Promise<void> {
  await deps.throttle.admit(attempt);
  const proved = await deps.authentication.checkPassword(attempt.username, password);
  if (proved === undefined) throw await refused(deps, attempt);
  await deps.authentication.endSession(proved.token);
  await deps.throttle.succeeded(attempt);
}

/** One click, no password; the practice profile only. */
export async function practiceSignIn(deps: SessionsDeps, role: Role): Promise<Entered> {
  if (deps.profile !== 'practice') throw new AppError('not_found', { message: 'Only the practice profile offers this.' });
  const row = deps.database.prepare('SELECT id FROM operators WHERE role = ? AND disabled = 0 ORDER BY createdAt LIMIT 1').get(role) as
    | { id: string }
    | undefined;
  if (!row) throw new AppError('not_found', { message: 'Nobody has this role.' });
  const token = await deps.authentication.startSession(row.id);
  deps.audit({ actor: row.id, action: 'session.started', subject: row.id, detail: { practice: true } });
  return entered(deps, token);
}

/** Who this token belongs to, or undefined once its session has ended. */
export async function callerOf(deps: SessionsDeps, token: string): Promise<Caller | undefined> {
  const found = await deps.authentication.findSession(token);
  if (found === undefined || found.operator.disabled) return undefined;
  noteSeen(deps, found.operator);
  return {
    actor: { id: found.operator.id, name: found.operator.name, holder: found.operator.role },
    permissions: permissions.filter((permission) => allows(found.operator.role, permission)),
    session: { id: found.id, operator: found.operator, expiresAt: found.expiresAt.toISOString(), freshness: freshnessOf(deps, found.id) },
  };
}

export function setLanguage(deps: SessionsDeps, operatorId: string, language: 'en' | 'th'): Operator {
  deps.database
    .prepare('UPDATE operators SET language = ?, updatedAt = ? WHERE id = ?')
    .run(language, deps.clock.now().toISOString(), operatorId);
  return operatorById(deps, operatorId);
}

async function entered(deps: SessionsDeps, token: string): Promise<Entered> {
  const caller = await callerOf(deps, token);
  if (caller?.session === undefined) throw new AppError('internal', { message: 'The session could not be started.' });
  caller.session.freshness.renew();
  return { token, operator: caller.session.operator, permissions: [...caller.permissions], expiresAt: caller.session.expiresAt };
}

const SEEN_EVERY_MS = 60_000;

function noteSeen({ database, clock }: SessionsDeps, operator: Operator): void {
  const now = clock.now();
  if (operator.lastSeenAt !== null && now.getTime() - Date.parse(operator.lastSeenAt) < SEEN_EVERY_MS) return;
  database.prepare('UPDATE operators SET lastSeenAt = ? WHERE id = ?').run(now.toISOString(), operator.id);
}
