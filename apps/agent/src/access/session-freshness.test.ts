import { AppError } from '@banrimkwae/contract/errors';
import { FRESH_SIGN_IN, type Permission, permissions } from '@banrimkwae/contract/roles';
import { describe, expect, it } from 'vitest';
import { type AccessRig, accessRig, PASSWORD } from './access-rig.ts';
import { admit } from './api.ts';
import { createApiKey } from './api-keys.ts';
import { AGENT, type DeskSession } from './port.ts';
import { noteActivity } from './session-freshness.ts';
import { confirmSignIn, practiceSignIn, signIn } from './sessions.ts';

const from = { remoteAddress: '127.0.0.1' };
const MINUTE = 60_000;
const codeOf = async (act: () => unknown): Promise<string> => {
  try {
    await act();
    return 'no fault';
  } catch (fault) {
    return fault instanceof AppError ? fault.code : String(fault);
  }
};

/** A desk where somebody has just signed in. */
async function desk(options: Parameters<typeof accessRig>[0] = {}) {
  const rig = accessRig(options);
  await rig.operator('administrator', 'nok');
  const { token } = await signIn(rig.access.ground, { username: 'nok', password: PASSWORD, ...from });
  return { rig, token, ...deskOf(rig, token) };
}
function deskOf(rig: AccessRig, token: string) {
  const caller = async () => {
    const found = await rig.access.callerOf(token);
    if (typeof found === 'string') throw new AppError(found);
    return found;
  };
  const session = async (): Promise<DeskSession> => {
    const { session: found } = await caller();
    if (!found) throw new Error('No session');
    return found;
  };
  return { session, asks: async (permission: Permission) => codeOf(async () => admit(await caller(), permission)) };
}
const confirmed = (rig: AccessRig, session: DeskSession, password: string | null) =>
  codeOf(() => confirmSignIn(rig.access.ground, session, { password, ...from }));

describe('a desk where nobody has worked for five minutes', () => {
  it('asks for the password before money moves, and for nothing else', async () => {
    const { rig, asks } = await desk();
    rig.pass(5 * MINUTE);
    expect(await asks('payments.read')).toBe('no fault');
    rig.pass(1);
    for (const permission of permissions)
      expect([permission, await asks(permission)]).toEqual([
        permission,
        FRESH_SIGN_IN.includes(permission) ? 'confirmation_needed' : 'no fault',
      ]);
  });
  it('does not ask where money was moved or keys were used meanwhile', async () => {
    const { rig, session, asks } = await desk();
    for (let time = 0; time < 4; time += 1) {
      rig.pass(4 * MINUTE);
      expect(await asks('payments.refund')).toBe('no fault');
      rig.pass(4 * MINUTE);
      noteActivity(await session());
    }
    rig.pass(5 * MINUTE + 1);
    expect(await asks('payments.refund')).toBe('confirmation_needed');
  });
  it('is not woken by keys, by a refused call, by another session of the same operator, nor by a restart', async () => {
    const { rig, session, asks } = await desk();
    rig.pass(5 * MINUTE + 1);
    noteActivity(await session());
    await signIn(rig.access.ground, { username: 'nok', password: PASSWORD, ...from });
    expect(await asks('payments.approve')).toBe('confirmation_needed');
    expect(await asks('payments.approve')).toBe('confirmation_needed');
  });
  it('opens with the password, and writes it down', async () => {
    const { rig, session, asks } = await desk();
    rig.pass(60 * MINUTE);
    const tokens = () => rig.database.prepare('SELECT count(*) AS n FROM sessions').get();
    const before = tokens();
    expect(await confirmed(rig, await session(), PASSWORD)).toBe('no fault');
    expect(tokens()).toEqual(before);
    expect(await asks('payments.capture')).toBe('no fault');
    const { items } = rig.access.auditLog.search({ limit: 1 });
    expect(items).toEqual([expect.objectContaining({ action: 'session.confirmed', actorName: 'nok' })]);
  });
  it('stays shut after wrong passwords, and slows down who guesses', async () => {
    const { rig, session, asks } = await desk();
    rig.pass(6 * MINUTE);
    for (let tries = 0; tries < 5; tries += 1) expect(await confirmed(rig, await session(), 'not the password')).toBe('wrong_credentials');
    expect(await confirmed(rig, await session(), PASSWORD)).toBe('rate_limited');
    expect(await asks('payments.refund')).toBe('confirmation_needed');
    const { items } = rig.access.auditLog.search({ limit: 9 });
    expect(items.filter(({ action }) => action === 'session.refused')).toHaveLength(5);
  });
  it('needs no password in the practice profile only', async () => {
    const live = await desk();
    live.rig.pass(6 * MINUTE);
    expect(await confirmed(live.rig, await live.session(), null)).toBe('invalid_input');
    expect(await live.asks('payments.refund')).toBe('confirmation_needed');
    const { rig } = await desk({ profile: 'practice' });
    const { token } = await practiceSignIn(rig.access.ground, 'administrator');
    const practice = deskOf(rig, token);
    expect(await practice.asks('payments.refund')).toBe('no fault');
    rig.pass(6 * MINUTE);
    expect(await confirmed(rig, await practice.session(), 'not the password')).toBe('wrong_credentials');
    expect(await confirmed(rig, await practice.session(), null)).toBe('no fault');
    expect(await practice.asks('payments.refund')).toBe('no fault');
  });
  it('is not asked of API keys, which nobody walks away from', async () => {
    const { rig } = await desk();
    const { key } = createApiKey(rig.access.ground, { name: 'PMS', permissions: ['payments.refund'], expiresInDays: null }, AGENT);
    rig.pass(60 * MINUTE);
    expect(await deskOf(rig, key).asks('payments.refund')).toBe('no fault');
  });
  it('a session of before, or a clock that was set back far, proves nothing', async () => {
    const { rig, asks } = await desk();
    rig.pass(-6 * MINUTE);
    expect(await asks('payments.refund')).toBe('confirmation_needed');
    rig.database.exec('DELETE FROM session_freshness');
    rig.pass(6 * MINUTE);
    expect(await asks('payments.refund')).toBe('confirmation_needed');
  });
  it('is forgotten with its session', async () => {
    const { rig, token } = await desk();
    await rig.access.ground.authentication.endSession(token);
    expect(rig.database.prepare('SELECT count(*) AS n FROM session_freshness').get()).toEqual({ n: 0 });
  });
});
