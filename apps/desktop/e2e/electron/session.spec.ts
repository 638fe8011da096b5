import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { makeCertificate } from '../certificates.ts';
import { callDesk, valueFrom } from '../desk-page.ts';
import { STUB_OPERATOR, STUB_TOKEN, startStubAgent } from '../stub-agent.ts';
import { expect, test } from './test.ts';

/** Every place in the page where a secret could be found: what hangs on window, the stores, the cookies, the document. */
function findInPage(page: Page, secret: string): Promise<string[]> {
  return page.evaluate(async (wanted) => {
    const found: string[] = [];
    const seen = new WeakSet<object>();
    const look = (value: unknown, path: string, depth: number): void => {
      if (typeof value === 'string' && value.includes(wanted)) found.push(path);
      if (value === null || (typeof value !== 'object' && typeof value !== 'function') || seen.has(value) || depth > 6) return;
      seen.add(value);
      for (const name of Object.getOwnPropertyNames(value)) {
        const property = Object.getOwnPropertyDescriptor(value, name);
        if (property && 'value' in property) look(property.value, `${path}.${name}`, depth + 1);
      }
    };
    look(window, 'window', 0);
    look(Object.entries(localStorage).join(), 'localStorage', 0);
    look(Object.entries(sessionStorage).join(), 'sessionStorage', 0);
    look(document.documentElement.outerHTML, 'document', 0);
    look(JSON.stringify(await indexedDB.databases()), 'indexedDB', 0);
    return found;
  }, secret);
}

const filesWith = (folder: string, text: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).includes(text))
    .map((entry) => entry.name);

test('an operator signs in, works and signs out; the page never sees the token', async ({ desk, agent }) => {
  const { page } = desk;
  expect(await callDesk(page, 'session.signIn', { ...STUB_OPERATOR, password: 'wrong password' })).toMatchObject({
    ok: false,
    error: { code: 'wrong_credentials' },
  });
  const session = await valueFrom(page, 'session.signIn', STUB_OPERATOR);
  expect(session.operator.name).toBe('Somchai');
  const reply = await valueFrom(page, 'agent.request', { method: 'GET', path: '/api/payments', query: { limit: '5' } });
  expect(JSON.parse(reply.body)).toEqual({ route: 'GET /api/payments', query: 'limit=5' });
  expect(agent.seen.find((call) => call.path.startsWith('/api/payments'))?.authorization).toBe(`Bearer ${STUB_TOKEN}`);
  expect(JSON.stringify([session, reply, await valueFrom(page, 'session.current')])).not.toContain(STUB_TOKEN);
  await page.evaluate(() => Object.assign(window, { control: { marker: 'a-marker-to-be-found' } }));
  expect(await findInPage(page, 'a-marker-to-be-found')).toEqual(['window.control.marker']);
  expect(await findInPage(page, STUB_TOKEN)).toEqual([]);
  expect(await page.context().cookies()).toEqual([]);
  expect(filesWith(desk.userData, STUB_TOKEN)).toEqual([]);
  expect(await valueFrom(page, 'session.signOut')).toEqual({ done: true });
  expect(await valueFrom(page, 'session.current')).toBeNull();
});

test('the page cannot get at a token by asking the agent for one', async ({ desk, agent }) => {
  const credentials = JSON.stringify(STUB_OPERATOR);
  for (const path of ['/api/session', '/api/Session', '/api/%73ession']) {
    expect(await callDesk(desk.page, 'agent.request', { method: 'POST', path, body: credentials })).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    });
  }
  expect(agent.seen.filter((call) => call.method === 'POST')).toEqual([]);
});

test('live events reach the page, also after the line was cut', async ({ desk, agent }) => {
  const { page } = desk;
  await page.evaluate(() => {
    const heard: unknown[] = [];
    Object.assign(window, {
      heard,
      stopHearing: Reflect.get(window, 'desk').on('live', (event: { seq: number }) => heard.push(event.seq)),
    });
  });
  const heard = () => page.evaluate(() => Reflect.get(window, 'heard'));
  const status = (seq: number) =>
    ({ seq, at: '2026-11-23T14:00:00.000Z', type: 'provider_status', provider_id: 'a', status: 'working' }) as const;
  await valueFrom(page, 'session.signIn', STUB_OPERATOR);
  await valueFrom(page, 'live.start');
  await expect.poll(heard).toEqual([0]);
  agent.send(status(7));
  await expect.poll(heard).toEqual([0, 7]);
  agent.cut();
  await expect.poll(heard, { timeout: 5000 }).toEqual([0, 7, 0]);
  expect(agent.seen.filter((call) => call.method === 'UPGRADE').at(-1)?.path).toBe('/ws/integrations?after=7');
  await page.evaluate(() => Reflect.get(window, 'stopHearing')());
  agent.send(status(8));
  await page.waitForTimeout(200);
  expect(await heard()).toEqual([0, 7, 0]);
});

test('an agent that is not there is said to be unreachable', async ({ desk, agent }) => {
  await agent.close();
  expect(await callDesk(desk.page, 'session.signIn', STUB_OPERATOR)).toMatchObject({
    ok: false,
    error: { code: 'agent_unreachable', hint: 'Check the network and that the agent runs.' },
  });
});

test('a desktop pairs with an agent, and refuses it once it shows another certificate', async ({ desk }) => {
  const { page } = desk;
  const [certificate, changed] = await Promise.all([makeCertificate(), makeCertificate()]);
  const remote = await startStubAgent(certificate);
  const look = await valueFrom(page, 'agents.inspect', { address: `127.0.0.1:${remote.port}` });
  expect(look.fingerprint).toBe(certificate.fingerprint);
  const paired = await valueFrom(page, 'agents.pair', { address: look.address, code: 'ABCD-EFGH-JKLM', fingerprint: look.fingerprint });
  expect(paired).toMatchObject({ name: 'Front office', selected: true });
  await valueFrom(page, 'session.signIn', STUB_OPERATOR);
  await remote.close();
  const impostor = await startStubAgent({ ...changed, port: remote.port });
  const refused = {
    ok: false,
    error: {
      code: 'certificate_changed',
      message: expect.stringContaining('another certificate'),
      hint: expect.stringContaining('pair again'),
    },
  };
  expect(await callDesk(page, 'session.current')).toMatchObject(refused);
  expect(await callDesk(page, 'session.signIn', STUB_OPERATOR)).toMatchObject(refused);
  expect(impostor.seen).toEqual([]);
  expect((await valueFrom(page, 'agents.select', { id: 'local' })).map((one) => [one.id, one.selected])).toEqual([
    ['local', true],
    ['agent_stub', false],
  ]);
  await impostor.close();
});
