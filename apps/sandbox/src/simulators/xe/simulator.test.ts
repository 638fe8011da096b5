import { describe, expect, it } from 'vitest';
import { openRates } from '../../exchange-rig.ts';
import { XE_PRACTICE } from './settings.ts';
import { xeSimulator } from './simulator.ts';

const START = '2026-11-23T03:15:00Z';
const headers = { authorization: `Basic ${Buffer.from(`${XE_PRACTICE.accountId}:${XE_PRACTICE.apiKey}`).toString('base64')}` };
type Rates = { to: { quotecurrency: string; mid: number; inverse?: number }[]; from: Rates['to'] };

async function open(settings = XE_PRACTICE) {
  const rig = await openRates((world) => xeSimulator(world, settings), START);
  return { ...rig, ask: (path: string, query: Record<string, string> = {}) => rig.get(path, { query, headers }) };
}

describe('XE simulator', () => {
  it('converts from one to many, with the other way round where it is asked for', async () => {
    const { ask } = await open();
    const { body } = await ask('/v1/convert_from.json', { from: 'THB', to: 'USD,JPY', amount: '1', inverse: 'true' });
    expect(body).toMatchObject({ from: 'THB', amount: 1, timestamp: '2026-11-23T03:15:00Z' });
    const { to } = body as Rates;
    expect(to.map(({ quotecurrency }) => quotecurrency)).toEqual(['USD', 'JPY']);
    for (const { mid, inverse = 0 } of to) expect(mid * inverse).toBeCloseTo(1, 6);
    const plain = (await ask('/v1/convert_from', { from: 'THB', to: 'USD' })).body as Rates;
    expect(plain.to[0]).not.toHaveProperty('inverse');
  });

  it('converts from many to one: how much of each buys so much', async () => {
    const { ask } = await open();
    const { body } = await ask('/v1/convert_to.json', { to: 'THB', from: 'USD', amount: '1000' });
    expect((body as Rates).from[0]?.mid).toBeGreaterThan(29);
    expect((body as Rates).from[0]?.mid).toBeLessThan(31);
  });

  // Read in the source of @xe/xecd-rates-client 0.1.0: it always sends these, on paths that end in .json.
  it('takes the questions of its official client', async () => {
    const { ask } = await open();
    const query = { amount: '1', obsolete: 'true', inverse: 'true' };
    expect((await ask('/v1/account_info.json')).status).toBe(200);
    expect((await ask('/v1/convert_from.json', { from: 'USD', to: 'THB', ...query })).status).toBe(200);
    expect((await ask('/v1/convert_to.json', { to: 'USD', from: 'THB', ...query })).status).toBe(200);
  });

  it('counts every rate that it returns, and stops when the package is used up', async () => {
    const { ask, time } = await open({ ...XE_PRACTICE, packageLimit: 3 });
    expect((await ask('/v1/convert_from', { to: 'THB,EUR' })).headers.get('x-raterequest-remaining')).toBe('1');
    expect(await ask('/v1/convert_from', { to: 'THB,EUR' })).toMatchObject({ status: 429, body: { code: 429 } });
    expect((await ask('/v1/account_info')).body).toMatchObject({ package_limit_remaining: 1, package_limit_reset: '2026-12-01T00:00:00Z' });
    expect((await ask('/v1/convert_from', { to: 'THB' })).status).toBe(200);
    time.now = Date.parse('2026-12-01T00:00:00Z');
    expect((await ask('/v1/convert_from', { to: 'THB' })).status).toBe(200);
  });

  it.each([
    ['a currency it has not', '/v1/convert_from', { to: 'ZZZ' }, 400],
    ['a parameter it does not know', '/v1/convert_from', { to: 'THB', base: 'USD' }, 400],
    ['no currency', '/v1/convert_from', {}, 400],
    ['an amount that is none', '/v1/convert_from', { to: 'THB', amount: 'x' }, 400],
    ['another path', '/v1/latest', {}, 404],
  ])('refuses %s', async (_name, path, query, status) => {
    const { ask } = await open();
    expect(await ask(path, query as Record<string, string>)).toMatchObject({
      status,
      body: { code: expect.any(Number), message: expect.any(String) },
    });
  });

  it('refuses another account', async () => {
    const { get } = await open();
    expect(await get('/v1/account_info')).toMatchObject({ status: 401, body: { code: 1 } });
  });
});
