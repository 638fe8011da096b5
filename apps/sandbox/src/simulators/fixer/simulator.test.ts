import { describe, expect, it } from 'vitest';
import { openRates } from '../../exchange-rig.ts';
import { FIXER_PRACTICE } from './settings.ts';
import { fixerSimulator } from './simulator.ts';

const START = '2026-11-23T03:15:00Z';
const access_key = FIXER_PRACTICE.accessKey;
const open = (settings = FIXER_PRACTICE) => openRates((world) => fixerSimulator(world, settings), START);

describe('Fixer simulator', () => {
  it('gives rates of one euro, renewed by the hour, and leaves unknown symbols out', async () => {
    const { get } = await open();
    const { status, body } = await get('/api/latest', { query: { access_key, symbols: 'THB,USD,EUR,XXX' } });
    expect(status).toBe(200);
    expect(body).toMatchObject({ success: true, base: 'EUR', date: '2026-11-23', timestamp: Date.parse('2026-11-23T03:00:00Z') / 1000 });
    const { rates } = body as { rates: Record<string, number> };
    expect(Object.keys(rates)).toEqual(['THB', 'USD', 'EUR']);
    expect([rates.EUR, Math.round(rates.THB ?? 0), Math.round((rates.USD ?? 0) * 10)]).toEqual([1, expect.any(Number), 12]);
  });

  it.each([
    ['without a key', '/api/latest', {}, 101],
    ['with another key', '/api/latest', { access_key: 'x' }, 101],
    ['of another base', '/api/latest', { access_key, base: 'USD' }, 105],
    ['of a paid function', '/api/convert', { access_key, from: 'USD', to: 'THB', amount: '1' }, 105],
    ['of unknown symbols only', '/api/latest', { access_key, symbols: 'XXX' }, 202],
    ['of an unknown function', '/api/rates', { access_key }, 103],
  ])('refuses a question %s inside a 200', async (_name, path, query, code) => {
    const { get } = await open();
    expect(await get(path, { query: query as Record<string, string> })).toMatchObject({
      status: 200,
      body: { success: false, error: { code } },
    });
  });

  it('ends with the month, and begins with the next', async () => {
    const { get, simulator, time } = await open();
    const ask = async () => (await get('/api/latest', { query: { access_key } })).body as { success: boolean; error?: { code: number } };
    simulator.scenes.monthIsUsedUp?.({});
    expect((await ask()).error?.code).toBe(104);
    time.now = Date.parse('2026-12-01T00:00:00Z');
    expect((await ask()).success).toBe(true);
  });

  it('opens its other door to a key in the header only, and refuses by status', async () => {
    const { get, simulator } = await open();
    const ask = (headers: Record<string, string>) =>
      get('/fixer/latest', { host: 'apilayer', query: { symbols: 'THB', access_key }, headers });
    expect((await ask({})).status).toBe(401);
    expect((await ask({ apikey: 'x' })).status).toBe(401);
    expect(await ask({ apikey: FIXER_PRACTICE.marketplaceKey })).toMatchObject({ status: 200, body: { success: true } });
    expect((await get('/api/latest', { host: 'apilayer', headers: { apikey: FIXER_PRACTICE.marketplaceKey } })).status).toBe(404);
    simulator.scenes.monthIsUsedUp?.({});
    expect((await ask({ apikey: FIXER_PRACTICE.marketplaceKey })).status).toBe(429);
  });
});
