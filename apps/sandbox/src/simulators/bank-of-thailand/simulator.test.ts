import { describe, expect, it } from 'vitest';
import { openRates } from '../../exchange-rig.ts';
import { BANK_OF_THAILAND_PRACTICE } from './settings.ts';
import { bankOfThailandSimulator } from './simulator.ts';

type Row = { period: string; currency_id: string; currency_name_eng: string; mid_rate: string; buying_transfer: string; selling: string };
const PATH = '/Stat-ExchangeRate/v2/DAILY_AVG_EXG_RATE/';
const authorization = BANK_OF_THAILAND_PRACTICE.token;
/** A Monday, 10:15 in Bangkok. */
const START = '2026-11-23T03:15:00Z';

async function open(settings = BANK_OF_THAILAND_PRACTICE) {
  const rig = await openRates((world) => bankOfThailandSimulator(world, settings), START);
  const rows = async (query: Record<string, string>, headers: Record<string, string> = { authorization }) => {
    const { body } = await rig.get(PATH, { query: { start_period: '2026-11-16', end_period: '2026-11-23', ...query }, headers });
    return (body as { result: { data: { data_detail: Row[] } } }).result.data.data_detail;
  };
  return { ...rig, rows };
}

describe('Bank of Thailand simulator', () => {
  it('knows working days only, the newest first, and today only from six in the evening', async () => {
    const { rows, time } = await open();
    const days = async () => (await rows({ currency: 'USD' })).map(({ period }) => period);
    expect(await days()).toEqual(['2026-11-20', '2026-11-19', '2026-11-18', '2026-11-17', '2026-11-16']);
    time.now = Date.parse('2026-11-23T11:00:00Z');
    expect((await days())[0]).toBe('2026-11-23');
  });

  it('gives figures as text, yen by the hundred', async () => {
    const { rows } = await open();
    const [yen] = await rows({ currency: 'JPY' });
    expect(yen).toMatchObject({ currency_name_eng: 'JAPAN : YEN (100 YEN) ', mid_rate: expect.stringMatching(/^2[12]\.\d{7}$/) });
    expect(Number(yen?.buying_transfer)).toBeLessThan(Number(yen?.mid_rate));
    expect(Number(yen?.selling)).toBeGreaterThan(Number(yen?.mid_rate));
  });

  it('leaves figures empty on a holiday, and answers one empty row where there is nothing', async () => {
    const { rows, simulator, time } = await open();
    time.now = Date.parse('2026-11-24T03:15:00Z');
    simulator.scenes.bankHoliday?.({ days: 2 });
    const [monday] = await rows({ currency: 'USD' });
    expect(monday).toMatchObject({ period: '2026-11-23', mid_rate: '', selling: '' });
    expect(await rows({ currency: 'XAU' })).toEqual([expect.objectContaining({ period: '', currency_id: '', mid_rate: '' })]);
  });

  it('lets the baht fall', async () => {
    const { rows, simulator } = await open();
    const dollar = async () => Number((await rows({ currency: 'USD' }))[0]?.mid_rate);
    const before = await dollar();
    simulator.scenes.bahtFalls?.({});
    expect((await dollar()) / before).toBeCloseTo(1.02, 5);
    simulator.reset();
    expect(await dollar()).toBe(before);
  });

  it.each([
    ['no token', {}],
    ['another token', { authorization: 'x' }],
    ['the other form', { authorization: `Bearer ${authorization}` }],
  ])('refuses %s', async (_name, headers) => {
    const { get } = await open();
    expect(await get(PATH, { query: { start_period: '2026-11-16', end_period: '2026-11-23' }, headers })).toMatchObject({ status: 401 });
  });

  it.each([
    ['without dates', {}],
    ['with the days the wrong way round', { start_period: '2026-11-23', end_period: '2026-11-16' }],
    ['of more than a month', { start_period: '2026-10-01', end_period: '2026-11-23' }],
    ['with days that are none', { start_period: '16/11/2026', end_period: '23/11/2026' }],
  ])('refuses a question %s', async (_name, query) => {
    const { get } = await open();
    expect(await get(PATH, { query, headers: { authorization } })).toMatchObject({ status: 400, body: { message: expect.any(String) } });
  });

  it('answers so many times an hour', async () => {
    const { get, time } = await open({ ...BANK_OF_THAILAND_PRACTICE, callsPerHour: 2 });
    const status = async () =>
      (await get(PATH, { query: { start_period: '2026-11-23', end_period: '2026-11-23' }, headers: { authorization } })).status;
    expect([await status(), await status(), await status()]).toEqual([200, 200, 429]);
    time.now += 3_600_000;
    expect(await status()).toBe(200);
  });
});
