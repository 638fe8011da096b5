import { contract } from '@banrimkwae/contract';
import { AppError } from '@banrimkwae/contract/errors';
import { allows, PERMISSIONS, type Permission, permissions, roles } from '@banrimkwae/contract/roles';
import type { RouteMeta } from '@banrimkwae/contract/route';
import { describe, expect, it } from 'vitest';
import { accessRig, PASSWORD } from './access-rig.ts';
import { admit } from './api.ts';
import { createApiKey, listApiKeys, revokeApiKey } from './api-keys.ts';
import { listOperators, updateOperator } from './operators.ts';
import { pair, startPairing } from './pairing.ts';
import { AGENT, type Caller } from './port.ts';
import { practiceSignIn, setLanguage, signIn } from './sessions.ts';

const from = { remoteAddress: '127.0.0.1' };
const codeOf = async (act: Promise<unknown> | (() => unknown)): Promise<string> => {
  try {
    await (typeof act === 'function' ? act() : act);
    return 'no fault';
  } catch (fault) {
    return fault instanceof AppError ? fault.code : String(fault);
  }
};

describe('who may do what', () => {
  const cells = roles.flatMap((role) =>
    permissions.map((permission) => ({ role, permission, may: (PERMISSIONS[permission] as readonly string[]).includes(role) })),
  );
  const callerWith = (granted: readonly Permission[]): Caller => ({ actor: { id: 'op_1', name: 'Nok' }, permissions: granted });

  it.each(cells)('$role · $permission: $may', async ({ role, permission, may }) => {
    const caller = callerWith(permissions.filter((each) => allows(role, each)));
    expect(await codeOf(() => admit(caller, permission))).toBe(may ? 'no fault' : 'forbidden');
  });
  it('money leaves only with a role that may refund, and a viewer changes nothing', () => {
    expect(PERMISSIONS['payments.refund']).not.toContain('viewer');
    const ofViewer = permissions.filter((permission) => allows('viewer', permission));
    expect(ofViewer.every((permission) => permission.endsWith('.read'))).toBe(true);
  });
  it('nobody gets through any call that is not public', async () => {
    const calls = Object.values(contract).flatMap((group) => Object.values(group));
    const open = calls.map((call) => (call['~orpc'].meta as RouteMeta).access).filter((access) => access !== 'public');
    expect(open.length).toBeGreaterThan(50);
    for (const access of open) expect(await codeOf(() => admit('unauthenticated', access))).toBe('unauthenticated');
  });
});

describe('sessions', () => {
  it('lets an operator in with the right password, and says who they are', async () => {
    const rig = accessRig();
    await rig.operator('front_desk', 'nok');
    const entered = await signIn(rig.access.ground, { username: ' Nok ', password: PASSWORD, ...from });
    expect(entered.operator).toMatchObject({ username: 'nok', role: 'front_desk', disabled: false });
    expect(entered.permissions).toContain('payments.refund');
    expect(await rig.access.callerOf(entered.token)).toMatchObject({
      actor: { name: 'nok' },
      session: { operator: { role: 'front_desk' } },
    });
  });
  it('answers a wrong name, a wrong password and a disabled operator alike', async () => {
    const rig = accessRig();
    const { id } = await rig.operator('front_desk', 'nok');
    const attempts = [
      { username: 'nobody', password: PASSWORD },
      { username: 'nok', password: 'something else' },
      { username: '!', password: '' },
    ];
    for (const attempt of attempts) expect(await codeOf(signIn(rig.access.ground, { ...attempt, ...from }))).toBe('wrong_credentials');
    await updateOperator(rig.access.ground, { id, disabled: true }, AGENT);
    expect(await codeOf(signIn(rig.access.ground, { username: 'nok', password: PASSWORD, ...from }))).toBe('wrong_credentials');
  });
  it('slows down who guesses, also when the right password comes at last', async () => {
    const rig = accessRig();
    await rig.operator('front_desk', 'nok');
    for (let tries = 0; tries < 5; tries += 1)
      await codeOf(signIn(rig.access.ground, { username: 'nok', password: 'wrong-wrong', ...from }));
    expect(await codeOf(signIn(rig.access.ground, { username: 'nok', password: PASSWORD, ...from }))).toBe('rate_limited');
  });
  it('ends with signing out, with a new password, with being disabled', async () => {
    const rig = accessRig();
    const { id } = await rig.operator('front_desk', 'nok');
    const enter = async () => (await signIn(rig.access.ground, { username: 'nok', password: PASSWORD, ...from })).token;
    const ended: string[] = [];
    rig.access.onSessionEnd((sessionId) => ended.push(sessionId));
    const first = await enter();
    const caller = await rig.access.callerOf(first);
    if (typeof caller === 'string') throw new Error(caller);
    await rig.access.signOut(caller, first);
    expect([await rig.access.callerOf(first), ended]).toEqual(['session_expired', [caller.session?.id]]);
    const second = await enter();
    await updateOperator(rig.access.ground, { id, password: 'another password' }, AGENT);
    expect(await rig.access.callerOf(second)).toBe('session_expired');
  });
  it('offers one click in the practice profile only', async () => {
    const live = accessRig();
    await live.operator('manager');
    expect(await codeOf(practiceSignIn(live.access.ground, 'manager'))).toBe('not_found');
    const practice = accessRig({ profile: 'practice' });
    await practice.operator('manager');
    expect((await practiceSignIn(practice.access.ground, 'manager')).operator.role).toBe('manager');
    expect(await codeOf(practiceSignIn(practice.access.ground, 'viewer'))).toBe('not_found');
  });
  it('keeps the language an operator chose', async () => {
    const rig = accessRig();
    const { id } = await rig.operator('viewer');
    expect(setLanguage(rig.access.ground, id, 'en').language).toBe('en');
  });
});

describe('operators', () => {
  it('refuses a taken name, and leaves one administrator', async () => {
    const rig = accessRig();
    const { id } = await rig.operator('administrator', 'boss');
    expect(await codeOf(rig.operator('viewer', 'boss'))).toBe('invalid_input');
    expect(await codeOf(updateOperator(rig.access.ground, { id, role: 'manager' }, AGENT))).toBe('conflict');
    await rig.operator('administrator', 'deputy');
    expect((await updateOperator(rig.access.ground, { id, role: 'manager', name: 'Ex' }, AGENT)).role).toBe('manager');
    expect(listOperators(rig.access.ground).map(({ username }) => username)).toEqual(['boss', 'deputy']);
    expect(await codeOf(updateOperator(rig.access.ground, { id: 'op_none', name: 'x' }, AGENT))).toBe('not_found');
  });
});

describe('API keys', () => {
  it('carry only what they were given, until revoked or past their day', async () => {
    const rig = accessRig();
    const made = createApiKey(rig.access.ground, { name: 'PMS', permissions: ['payments.read'], expiresInDays: 1 }, AGENT);
    expect(await rig.access.callerOf(made.key)).toMatchObject({ actor: { id: made.id, name: 'PMS' }, permissions: ['payments.read'] });
    expect(JSON.stringify(listApiKeys(rig.access.ground))).not.toContain(made.key.slice(8));
    rig.pass(86_400_001);
    expect(await rig.access.callerOf(made.key)).toBe('session_expired');
    const other = createApiKey(rig.access.ground, { name: 'Other', permissions: ['payments.read'], expiresInDays: null }, AGENT);
    revokeApiKey(rig.access.ground, other.id, AGENT);
    expect(await rig.access.callerOf(other.key)).toBe('session_expired');
    expect(await codeOf(() => revokeApiKey(rig.access.ground, other.id, AGENT))).toBe('not_found');
  });
});

describe('pairing', () => {
  const identity = { agentId: 'agt_1', agentName: 'Front desk', fingerprint: null };
  const offer = (rig: ReturnType<typeof accessRig>) => startPairing(rig.access.ground, (size) => new Uint8Array(size).fill(7));

  it('trades a code once', async () => {
    const rig = accessRig();
    const { code } = offer(rig);
    expect(pair(rig.access.ground, { code: code.toLowerCase(), deviceName: 'desk 1' }, identity)).toEqual(identity);
    expect(await codeOf(() => pair(rig.access.ground, { code, deviceName: 'desk 2' }, identity))).toBe('invalid_input');
  });
  it('gives up after five wrong codes, and after ten minutes', async () => {
    const rig = accessRig();
    const { code } = offer(rig);
    for (let tries = 0; tries < 5; tries += 1)
      await codeOf(() => pair(rig.access.ground, { code: 'AAAA-AAAA', deviceName: 'x' }, identity));
    expect(await codeOf(() => pair(rig.access.ground, { code, deviceName: 'desk' }, identity))).toBe('invalid_input');
    offer(rig);
    rig.pass(600_001);
    expect(await codeOf(() => pair(rig.access.ground, { code, deviceName: 'desk' }, identity))).toBe('invalid_input');
  });
});

describe('the audit log', () => {
  const record = (action: string) => ({ actor: 'op_1', action, subject: 'pay_1', detail: { amount: 100 } });

  it('tells newest first, page by page, by actor and subject', () => {
    const { access } = accessRig();
    for (const action of ['a', 'b', 'c']) access.audit(record(action));
    access.audit({ ...record('d'), actor: 'op_2', subject: null });
    const first = access.auditLog.search({ limit: 2 });
    expect(first.items.map(({ action }) => action)).toEqual(['d', 'c']);
    expect(access.auditLog.search({ limit: 2, cursor: first.cursor }).items.map(({ action }) => action)).toEqual(['b', 'a']);
    expect(access.auditLog.search({ limit: 9, actor: 'op_2' }).items).toHaveLength(1);
    expect(access.auditLog.search({ limit: 9, subject: 'pay_1' }).items).toHaveLength(3);
  });
  it('cannot be changed through SQL, and shows where it was changed behind our back', () => {
    const { access, database } = accessRig();
    for (const action of ['a', 'b', 'c']) access.audit(record(action));
    expect(access.auditLog.verify()).toEqual({ intact: true, entries: 3, firstBroken: null });
    expect(() => database.prepare("UPDATE audit_log SET detail = '{}' WHERE sequence = 2").run()).toThrow(/append-only/);
    expect(() => database.prepare('DELETE FROM audit_log').run()).toThrow(/append-only/);
    database.exec('DROP TRIGGER audit_not_changed; DROP TRIGGER audit_not_deleted');
    database.prepare("UPDATE audit_log SET detail = '{}' WHERE sequence = 2").run();
    expect(access.auditLog.verify()).toMatchObject({ intact: false, firstBroken: 2 });
    database.prepare('DELETE FROM audit_log WHERE sequence = 2').run();
    expect(access.auditLog.verify()).toMatchObject({ intact: false, firstBroken: 3 });
  });
});
