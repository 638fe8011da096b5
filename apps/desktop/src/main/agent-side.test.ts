import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LiveStatus } from '@banrimkwae/contract/desk';
import type { LiveEvent } from '@banrimkwae/contract/events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCertificate } from '../../e2e/certificates.ts';
import { STUB_OPERATOR, STUB_TOKEN, type StubAgent, startStubAgent } from '../../e2e/stub-agent.ts';
import { createAgentSide } from './agent-side.ts';
import { AgentFile } from './agent-store.ts';
import { agentHandlers } from './handlers/agents.ts';
import { givesTokens, sessionHandlers } from './handlers/session.ts';
import { jsonFile } from './json-file.ts';
import type { Keychain } from './keychain.ts';

const certificate = await makeCertificate();
let local: StubAgent;
let folder: string;
let events: LiveEvent[];
let statuses: LiveStatus[];
const closing: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  local = await startStubAgent();
  folder = mkdtempSync(join(tmpdir(), 'agent-side-'));
  events = [];
  statuses = [];
});
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
  await local.close();
  rmSync(folder, { recursive: true });
});

function memoryKeychain(): Keychain & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    getPassword: async (_service, account) => kept.get(account) ?? null,
    setPassword: async (_service, account, password) => void kept.set(account, password),
    deletePassword: async (_service, account) => kept.delete(account),
    findCredentials: async () => [...kept].map(([account, password]) => ({ account, password })),
  };
}

function desk(keychain?: Keychain) {
  const side = createAgentSide({
    agents: jsonFile(join(folder, 'agents.json'), AgentFile, () => undefined),
    localAddress: local.address,
    keychain,
    log: () => undefined,
    onEvent: (event) => events.push(event),
    onStatus: (status) => statuses.push(status),
  });
  closing.push(side.close);
  return { ...agentHandlers(side), ...sessionHandlers(side) };
}

describe('a session', () => {
  it('begins with the right password and is used for every request, its token staying in main', async () => {
    const calls = desk();
    expect(await calls['session.current'](undefined)).toBeNull();
    const session = await calls['session.signIn'](STUB_OPERATOR);
    expect(session.operator.name).toBe('Somchai');
    expect(JSON.stringify(session)).not.toContain(STUB_TOKEN);
    const reply = await calls['agent.request']({
      method: 'POST',
      path: '/api/refunds',
      body: '{}',
      headers: { 'idempotency-key': 'key_12345' },
    });
    expect(reply.status).toBe(200);
    expect(local.seen.at(-1)).toEqual({ method: 'POST', path: '/api/refunds', authorization: `Bearer ${STUB_TOKEN}`, body: '{}' });
  });

  it('does not begin with the wrong one: the agent’s own sentence comes through', async () => {
    const refused = desk()['session.signIn']({ ...STUB_OPERATOR, password: 'guess' });
    await expect(refused).rejects.toMatchObject({
      code: 'wrong_credentials',
      message: 'The stub says wrong_credentials.',
      hint: 'Try it the right way.',
    });
  });

  it('outlives the app with a keychain, and not without one', async () => {
    const keychain = memoryKeychain();
    await desk(keychain)['session.signIn'](STUB_OPERATOR);
    expect((await desk(keychain)['session.current'](undefined))?.operator.id).toBe('op_1');
    await desk()['session.signIn'](STUB_OPERATOR);
    expect(await desk()['session.current'](undefined)).toBeNull();
  });

  it('goes on in memory when the keychain fails', async () => {
    const fail = () => Promise.reject(new Error('locked'));
    const calls = desk({ getPassword: fail, setPassword: fail, deletePassword: fail, findCredentials: fail });
    await calls['session.signIn'](STUB_OPERATOR);
    expect((await calls['session.current'](undefined))?.operator.id).toBe('op_1');
  });

  it('leaves no token in any file', async () => {
    await desk()['session.signIn'](STUB_OPERATOR);
    const written = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const entry of written) expect(readFileSync(join(entry.parentPath, entry.name), 'utf8')).not.toContain(STUB_TOKEN);
  });

  it('ends on both sides by signing out', async () => {
    const keychain = memoryKeychain();
    const calls = desk(keychain);
    await calls['session.signIn'](STUB_OPERATOR);
    expect(await calls['session.signOut'](undefined)).toEqual({ done: true });
    expect(local.seen.at(-1)).toMatchObject({ method: 'DELETE', path: '/api/session', authorization: `Bearer ${STUB_TOKEN}` });
    expect(keychain.kept.size).toBe(0);
    expect(await calls['session.current'](undefined)).toBeNull();
  });

  it('that ended at the agent is forgotten', async () => {
    const keychain = memoryKeychain();
    const calls = desk(keychain);
    await calls['session.signIn'](STUB_OPERATOR);
    local.endSession();
    expect(await calls['session.current'](undefined)).toBeNull();
    expect(keychain.kept.size).toBe(0);
  });
});

describe('a request that would answer with a token', () => {
  it.each([
    '/api/session',
    '/api/SESSION',
    '/api//session',
    '/api/%73ession',
    '/api/./session/',
    '/api/session/practice',
    '/api/auth/sign-in',
    '/api/%E0%A4%A',
  ])('is refused: POST %s', async (path) => {
    expect(givesTokens(path)).toBe(true);
    await expect(desk()['agent.request']({ method: 'POST', path })).rejects.toMatchObject({ code: 'forbidden' });
    expect(local.seen).toEqual([]);
  });

  it('is not confused with others', () => {
    for (const path of ['/api/payments', '/api/sessions-report', '/api/payments/session']) expect(givesTokens(path)).toBe(false);
  });
});

describe('pairing', () => {
  const pairedAgent = async () => {
    const agent = await startStubAgent(certificate);
    closing.push(agent.close);
    return agent;
  };

  it('shows the certificate, then trades the code, then everything goes to the paired agent', async () => {
    const agent = await pairedAgent();
    const calls = desk();
    const look = await calls['agents.inspect']({ address: agent.address });
    expect(look).toEqual({ address: agent.address, fingerprint: certificate.fingerprint, shown: certificate.fingerprint.slice(0, 47) });
    expect(look.shown.split(':')).toHaveLength(16);
    expect(agent.seen).toEqual([]);
    const paired = await calls['agents.pair']({ address: look.address, code: 'abcd-efgh-jklm', fingerprint: look.fingerprint });
    expect(paired).toEqual({
      id: 'agent_stub',
      name: 'Front office',
      address: agent.address,
      fingerprint: certificate.fingerprint,
      selected: true,
    });
    expect((await calls['agents.list'](undefined)).map(({ id, selected }) => [id, selected])).toEqual([
      ['local', false],
      ['agent_stub', true],
    ]);
    await calls['session.signIn'](STUB_OPERATOR);
    expect(local.seen).toEqual([]);
    expect(agent.seen.map((call) => call.path)).toEqual(['/api/pairing', '/api/session']);
  });

  it('sends the code to nobody but the confirmed certificate', async () => {
    const agent = await pairedAgent();
    const { fingerprint } = await makeCertificate();
    await expect(desk()['agents.pair']({ address: agent.address, code: 'ABCD-EFGH-JKLM', fingerprint })).rejects.toMatchObject({
      code: 'certificate_changed',
    });
    expect(agent.seen).toEqual([]);
  });

  it('says what the agent says about a wrong code, and keeps nothing', async () => {
    const agent = await pairedAgent();
    const calls = desk();
    await expect(
      calls['agents.pair']({ address: agent.address, code: 'WRONG-CODE', fingerprint: certificate.fingerprint }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    expect(await calls['agents.list'](undefined)).toHaveLength(1);
  });

  it('can be undone, and the agent of this computer takes over', async () => {
    const agent = await pairedAgent();
    const calls = desk();
    await calls['agents.pair']({ address: agent.address, code: 'ABCD-EFGH-JKLM', fingerprint: certificate.fingerprint });
    expect(await calls['agents.forget']({ id: 'agent_stub' })).toEqual([
      { id: 'local', name: 'This computer', address: local.address, fingerprint: null, selected: true },
    ]);
    await calls['session.signIn'](STUB_OPERATOR);
    expect(local.seen).toHaveLength(1);
  });

  it('is not needed on this computer', async () => {
    await expect(desk()['agents.inspect']({ address: local.address })).rejects.toMatchObject({ code: 'invalid_input' });
  });
});

describe('the live stream of a signed-in desktop', () => {
  const status = (seq: number): LiveEvent => ({
    seq,
    at: '2026-11-23T14:00:00.000Z',
    type: 'provider_status',
    provider_id: 'a',
    status: 'working',
  });

  it('delivers events, survives a cut line and resumes after the last one', async () => {
    const calls = desk();
    await calls['session.signIn'](STUB_OPERATOR);
    await calls['live.start'](undefined);
    await expect.poll(() => statuses.at(-1)?.state).toBe('connected');
    local.send(status(1));
    await expect.poll(() => events.map((event) => event.seq)).toEqual([0, 1]);
    local.cut();
    await expect.poll(() => statuses.map((one) => one.state)).toEqual(['reconnecting', 'connected', 'reconnecting']);
    await expect.poll(() => statuses.at(-1)?.state, { timeout: 3000 }).toBe('connected');
    const upgrades = local.seen.filter((call) => call.method === 'UPGRADE');
    expect(upgrades.map((call) => call.path)).toEqual(['/ws/integrations', '/ws/integrations?after=1']);
    expect(upgrades.every((call) => call.authorization === `Bearer ${STUB_TOKEN}`)).toBe(true);
  });

  it('stops when told, and when the session has ended', async () => {
    const calls = desk();
    expect(await calls['live.start'](undefined)).toMatchObject({ state: 'stopped', reason: 'unauthenticated' });
    await calls['session.signIn'](STUB_OPERATOR);
    await calls['live.start'](undefined);
    await expect.poll(() => statuses.at(-1)?.state).toBe('connected');
    expect(await calls['live.stop'](undefined)).toMatchObject({ state: 'stopped', reason: null });
    local.endSession();
    await calls['live.start'](undefined);
    await expect.poll(() => statuses.at(-1)).toMatchObject({ state: 'offline', reason: 'session_expired' });
  });
});
