import { createHmac } from 'node:crypto';
import { ErrorReply } from '@banrimkwae/contract/errors';
import type { Role } from '@banrimkwae/contract/roles';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AgentRig, eventually, startAgentRig } from './agent-rig.ts';

/** What is wrong gets the right status and one clear sentence, and leaves nothing behind. */

let rig: AgentRig;
const tokens = new Map<Role, string>();
let paidId: string;

beforeAll(async () => {
  rig = await startAgentRig();
  for (const role of ['viewer', 'front_desk', 'manager', 'administrator'] as const) tokens.set(role, await rig.tokenOf(role));
  const desk = await rig.as('front_desk');
  const { items } = await desk.payments.search({ state: 'paid', limit: 50 });
  const whole = items.find(({ refunded, refunding }) => refunded.amount + refunding.amount === 0);
  if (!whole) throw new Error('The practice week has no whole payment');
  paidId = whole.id;
}, 60_000);
afterAll(() => rig.close());

type Ask = { method?: string; role?: Role; token?: string; body?: unknown; headers?: Record<string, string> };

async function ask(path: string, { method = 'GET', role, token = role && tokens.get(role), body, headers }: Ask = {}) {
  const answer = await fetch(`${rig.url}/api${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const { error } = ErrorReply.parse(await answer.json());
  expect(error.message.length).toBeGreaterThan(5);
  expect(error.hint.length).toBeGreaterThan(5);
  expect(JSON.stringify(error)).not.toMatch(/ZodError|SQLITE|at .*\.ts:/);
  return { status: answer.status, code: error.code, fields: error.fields, message: error.message };
}

const refund = (change: object) => ({
  idempotencyKey: `bad-${Math.random().toString(36).slice(2)}00000000`,
  amount: { amount: 100, currency: 'THB' },
  reason: 'guest_request',
  note: null,
  ...change,
});
const refundsOf = async (id: string) => (await (await rig.as('viewer')).payments.get({ id })).refunds.length;

describe('who may not', () => {
  it.each<[string, string, Ask, number, string]>([
    ['nobody', '/payments', {}, 401, 'unauthenticated'],
    ['a made-up token', '/payments', { token: 'made-up' }, 401, 'session_expired'],
    ['a made-up API key', '/payments', { token: `brk_${'x'.repeat(64)}` }, 401, 'session_expired'],
    ['a viewer who takes money', '/payments', { method: 'POST', role: 'viewer', body: {} }, 403, 'forbidden'],
    ['a front desk that reads keys', '/integrations/providers/stripe/config', { role: 'front_desk' }, 403, 'forbidden'],
    ['a manager who hires', '/operators', { method: 'POST', role: 'manager', body: {} }, 403, 'forbidden'],
    ['a wrong password', '/session', { method: 'POST', body: { username: 'admin', password: 'not the one!' } }, 401, 'wrong_credentials'],
  ])('%s', async (_name, path, how, status, code) => {
    expect(await ask(path, how)).toMatchObject({ status, code });
  });

  it('a session that was signed out', async () => {
    const token = await rig.tokenOf('front_desk');
    await fetch(`${rig.url}/api/session`, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } });
    expect(await ask('/payments', { token })).toMatchObject({ status: 401, code: 'session_expired' });
  });

  it('a page of another site, whatever cookie it brings', async () => {
    const headers = { origin: 'https://evil.example', cookie: `banrimkwae_session=${tokens.get('administrator')}` };
    expect(await ask('/operators', { headers })).toMatchObject({ status: 403, code: 'forbidden' });
  });
});

describe('what makes no sense', () => {
  it.each<[string, string, Ask, number, string]>([
    ['malformed JSON', '/payments', { method: 'POST', role: 'front_desk', body: '{"amount":' }, 400, 'invalid_input'],
    [
      'a body over 1 MB',
      '/payments',
      { method: 'POST', role: 'front_desk', body: { description: 'x'.repeat(1_100_000) } },
      413,
      'too_large',
    ],
    ['an unknown call', '/nothing/here', { role: 'front_desk' }, 404, 'not_found'],
    ['an unknown payment', '/payments/pay_none', { role: 'front_desk' }, 404, 'not_found'],
    ['an unknown provider', '/integrations/providers/nobank', { role: 'front_desk' }, 404, 'not_found'],
    ['a test of an unknown provider', '/integrations/test/nobank', { method: 'POST', role: 'front_desk' }, 404, 'not_found'],
    ['a limit that is no number', '/payments?limit=many', { role: 'front_desk' }, 400, 'invalid_input'],
  ])('%s', async (_name, path, how, status, code) => {
    expect(await ask(path, how)).toMatchObject({ status, code });
  });

  it.each<[string, object, number, string]>([
    ['an unknown field', { urgent: true }, 400, 'invalid_input'],
    ['no money', { amount: { amount: 0, currency: 'THB' } }, 400, 'invalid_input'],
    ['half a satang', { amount: { amount: 0.5, currency: 'THB' } }, 400, 'invalid_input'],
    ['another reason without a word', { reason: 'other', note: null }, 400, 'invalid_input'],
    ['more than is left', { amount: { amount: 999_999_999, currency: 'THB' } }, 422, 'refund_too_large'],
    ['another currency', { amount: { amount: 100, currency: 'USD' } }, 422, 'currency_mismatch'],
  ])('a refund of %s', async (_name, change, status, code) => {
    const before = await refundsOf(paidId);
    expect(await ask(`/payments/${paidId}/refunds`, { method: 'POST', role: 'front_desk', body: refund(change) })).toMatchObject({
      status,
      code,
    });
    expect(await refundsOf(paidId)).toBe(before);
  });

  it('names the fields that are wrong', async () => {
    const { fields } = await ask('/payments', { method: 'POST', role: 'front_desk', body: { method: 'cheque' } });
    expect(Object.keys(fields ?? {})).toEqual(expect.arrayContaining(['method', 'amount', 'guest']));
  });
});

describe('a delivery that is not what it says', () => {
  const event = (id: string) => JSON.stringify({ id, object: 'event', type: 'payment_intent.succeeded', data: { object: { id: 'pi_x' } } });
  const deliver = (provider: string, body: string | Buffer, headers: Record<string, string> = {}) =>
    fetch(`${rig.webhookUrl}/webhooks/${provider}`, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
  const signed = (secret: string, body: string, at: number) =>
    `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;
  const now = () => Math.floor(Date.now() / 1000);

  it.each<[string, () => Promise<Response>, number, string]>([
    ['without a signature', () => deliver('stripe', event('evt_bad_1')), 401, 'signature_invalid'],
    [
      'with a wrong signature',
      () => deliver('stripe', event('evt_bad_2'), { 'stripe-signature': signed('whsec_wrong', event('evt_bad_2'), now()) }),
      401,
      'signature_invalid',
    ],
    ['for an unknown provider', () => deliver('nobank', '{}'), 404, 'not_found'],
    ['for a provider that sends none', () => deliver('openweathermap', '{}'), 404, 'not_found'],
    ['larger than 1 MB', () => deliver('stripe', Buffer.alloc(1_100_000, 'x')), 413, 'too_large'],
  ])('%s', async (_name, send, status, code) => {
    const desk = await rig.as('front_desk');
    const answer = await send();
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ error: { code } });
    const { items } = await desk.traffic.webhooks({ q: 'evt_bad' });
    expect(items).toEqual([]);
  });

  it('is kept with its reason, for whoever wonders why nothing arrives', async () => {
    await deliver('stripe', event('evt_bad_9'), { 'stripe-signature': 't=1,v1=00' });
    const manager = await rig.as('manager');
    const { items } = await eventually(
      () => manager.traffic.refused({}),
      ({ items }) => items.some(({ bodyStart }) => bodyStart.includes('evt_bad_9')),
    );
    expect(items.find(({ bodyStart }) => bodyStart.includes('evt_bad_9'))).toMatchObject({ provider: 'stripe' });
  });
});
