import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FxQuote } from '@banrimkwae/connector-kit/capabilities/fx';
import type { Connector } from '@banrimkwae/connector-kit/connector';
import { AppError } from '@banrimkwae/contract/errors';
import { FxRate } from '@banrimkwae/contract/fx';
import { call } from '@orpc/server';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RequestContext } from '../access/index.ts';
import { createHandQueue } from '../jobs/hand-queue-rig.ts';
import type { Providers } from '../providers/port.ts';
import { openDatabase } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { createExchangeRates, fxRoutes } from './index.ts';

/** A Friday, 18:35 in Bangkok: the rates of the day are out. */
const START = Date.parse('2026-11-20T11:35:00Z');
const FRIDAY = '2026-11-20T11:00:00.000Z';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

type Source = { id: string; central?: true; answer: () => readonly Pick<FxQuote, 'base' | 'rate' | 'at'>[]; asked: number };

/** The room with sources that the test answers for. */
function openRoom(sources: readonly Source[], currencies = ['USD', 'EUR', 'THB', 'JPY']) {
  const time = { now: START };
  const queue = createHandQueue(() => time.now);
  const database = openStore();
  const shown = { sources };
  const ready: Providers['ready'] = () =>
    shown.sources.map((source) => ({ id: source.id, name: nameOf(source.id), connector: connectorOf(source) }));
  const run: Providers['run'] = (_id, operation, input) => operation({} as never, input);
  const open = () =>
    createExchangeRates({
      database,
      providers: { ready, run },
      jobs: queue.jobs,
      clock: { now: () => new Date(time.now) },
      currency: 'THB',
      guestCurrencies: currencies,
      timeZone: 'Asia/Bangkok',
    });
  return { room: open(), queue, time, shown, again: open };
}

function connectorOf(source: Source): Connector {
  const latestRates = async (_context: unknown, { quote }: { quote: string }): Promise<FxQuote[]> => {
    source.asked += 1;
    return source.answer().map((rate) => ({ quote, buying: null, selling: null, ...rate }));
  };
  return { fx: { latestRates, ...(source.central ? { centralBankOf: 'THB' } : {}) } } as unknown as Connector;
}

const nameOf = (id: string) => id.toUpperCase();
const source = (id: string, rates: Record<string, string>, change: Partial<Source> = {}): Source => ({
  id,
  answer: () => Object.entries(rates).map(([base, rate]) => ({ base, rate, at: FRIDAY })),
  asked: 0,
  ...change,
});
const down = (message = 'It fails.') => {
  throw new AppError('provider_failed', { message });
};
const market = source('market', { USD: '33.5', EUR: '38.6', JPY: '0.2219' });

function openStore() {
  const folder = mkdtempSync(join(tmpdir(), 'fx-'));
  const database = openDatabase(join(folder, 'agent.db'), 'NORMAL');
  migrate(database, join(import.meta.dirname, '../store/migrations'));
  onTestFinished(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });
  return database;
}

describe('exchange rates', () => {
  it("are the central bank's where it has one, else those of the next source, each with source and time", async () => {
    const { room } = openRoom([market, source('bank', { USD: '33.4112', JPY: '0.221534' }, { central: true })]);
    const rates = await room.refresh();
    expect(rates.map(({ base, rate, source: from, at }) => [base, rate, from, at])).toEqual([
      ['USD', '33.4112', 'bank', FRIDAY],
      ['EUR', '38.6', 'market', FRIDAY],
      ['JPY', '0.221534', 'bank', FRIDAY],
    ]);
    expect(rates[0]).toMatchObject({ quote: 'THB', sourceName: 'BANK', fetchedAt: '2026-11-20T11:35:00.000Z', stale: false });
    expect(FxRate.array().safeParse(rates).success).toBe(true);
  });

  it('stand over the weekend and the next working day, then are old; a fresh one of another source is taken instead', async () => {
    const other = source('zz', { USD: '33.9' });
    const { room, time, shown } = openRoom([source('bank', { USD: '33.4112' }, { central: true }), other]);
    await room.refresh();
    time.now = Date.parse('2026-11-23T16:00:00Z');
    expect(room.rates()[0]).toMatchObject({ rate: '33.4112', stale: false });
    time.now = Date.parse('2026-11-24T02:00:00Z');
    expect(room.rates()[0]).toMatchObject({ rate: '33.4112', stale: true });
    other.answer = () => [{ base: 'USD', rate: '33.95', at: '2026-11-24T01:00:00.000Z' }];
    shown.sources = [source('bank', {}, { central: true, answer: () => down() }), other];
    await room.refresh();
    expect(room.rates()[0]).toMatchObject({ rate: '33.95', source: 'zz', stale: false });
  });

  it('are known after a restart, and those of a source that is gone still count', async () => {
    const { room, shown, again } = openRoom([market]);
    await room.refresh();
    shown.sources = [];
    expect(again().rates()).toHaveLength(3);
    await expect(again().refresh()).rejects.toMatchObject({ code: 'provider_not_configured' });
  });

  it('fail only when no source answers, with what the first said', async () => {
    const { room } = openRoom([source('a', {}, { answer: () => down('A fails.') }), source('b', {}, { answer: () => down('B fails.') })]);
    await expect(room.refresh()).rejects.toMatchObject({ code: 'provider_failed', message: 'A fails.' });
    const { room: half } = openRoom([source('a', {}, { answer: () => down() }), market]);
    expect(await half.refresh()).toHaveLength(3);
  });

  it('hide no mistake of ours', async () => {
    const mistaken = source(
      'a',
      {},
      {
        answer: () => {
          throw new TypeError('a mistake of ours');
        },
      },
    );
    const { room } = openRoom([market, mistaken]);
    await expect(room.refresh()).rejects.toThrow('a mistake of ours');
  });
});

describe('a rate from one currency to another', () => {
  it('is as told, the other way round, or across, exact to ten digits, with who said so and when', async () => {
    const { room } = openRoom([source('bank', { USD: '33.4112', JPY: '0.221534' }, { central: true }), market]);
    await room.refresh();
    expect(room.rateFor('USD', 'THB')).toEqual({ rate: '33.4112', source: 'BANK', at: FRIDAY });
    expect(room.rateFor('THB', 'USD')).toEqual({ rate: '0.02993008333', source: 'BANK', at: FRIDAY });
    expect(room.rateFor('USD', 'JPY')).toEqual({ rate: '150.8174817', source: 'BANK', at: FRIDAY });
    expect(room.rateFor('EUR', 'USD')).toMatchObject({ source: 'MARKET, BANK' });
  });

  it('is not there without a source, for one and the same currency, or after a month', async () => {
    const { room, time } = openRoom([market]);
    expect(room.rateFor('USD', 'THB')).toBeNull();
    await room.refresh();
    expect(room.rateFor('THB', 'THB')).toBeNull();
    expect(room.rateFor('CHF', 'THB')).toBeNull();
    time.now += 32 * DAY;
    expect(room.rateFor('USD', 'THB')).toBeNull();
  });

  it('converts an amount', async () => {
    const { room } = openRoom([market]);
    await room.refresh();
    const hundred = { amount: 10_000, currency: 'USD' };
    expect(room.convert(hundred, 'THB')).toEqual({
      of: hundred,
      money: { amount: 335_000, currency: 'THB' },
      rate: '33.5',
      source: 'MARKET',
      at: FRIDAY,
    });
    expect(() => room.convert(hundred, 'CHF')).toThrow('No source has a rate from USD to CHF.');
    expect(() => room.convert(hundred, 'USD')).toThrow(AppError);
    expect(() => room.convert({ amount: Number.MAX_SAFE_INTEGER, currency: 'USD' }, 'THB')).toThrow(AppError);
  });
});

describe('fetching by itself', () => {
  it('asks at the start who was not asked for half a day, each for itself', async () => {
    const bad = source('bad', {}, { answer: () => down() });
    const good = source('good', { USD: '33.5' });
    const { room, queue, time } = openRoom([bad, good]);
    room.resume();
    await queue.drain();
    expect([bad.asked, good.asked, room.rates().length]).toEqual([1, 1, 1]);
    bad.answer = () => [];
    time.now += HOUR;
    await queue.drain();
    expect([bad.asked, good.asked]).toEqual([2, 1]);
    room.resume();
    await queue.drain();
    expect([bad.asked, good.asked]).toEqual([2, 1]);
  });

  it('does not try wrong keys again by itself', async () => {
    const wrong = source(
      'wrong',
      {},
      {
        answer: () => {
          throw new AppError('provider_credentials');
        },
      },
    );
    const { room, queue, time } = openRoom([wrong]);
    room.resume();
    await queue.drain();
    time.now += DAY;
    await queue.drain();
    expect(wrong.asked).toBe(1);
  });
});

describe('a problem', () => {
  it('is that no source has answered for two working days, from the last that worked', async () => {
    const a = source('a', { USD: '33.5' });
    const b = source('b', { USD: '33.6' });
    const { room, time } = openRoom([a, b]);
    await room.refresh();
    a.answer = () => down('A fails.');
    time.now += HOUR;
    await room.refresh();
    b.answer = () => down('B fails.');
    time.now = Date.parse('2026-11-21T02:00:00Z');
    await expect(room.refresh()).rejects.toThrow();
    time.now = Date.parse('2026-11-23T10:00:00Z');
    await expect(room.refresh()).rejects.toThrow();
    expect(room.problems()).toEqual([]);
    time.now = Date.parse('2026-11-24T10:00:00Z');
    expect(room.problems()).toMatchObject([{ id: 'fx-rates', severity: 'waiting', since: '2026-11-21T02:00:00.000Z' }]);
    expect(room.problems()[0]?.sentence.en).toContain('B fails.');
    expect(room.problems()[0]?.sentence.th).toMatch(/[ก-๙]/);
    b.answer = () => [];
    await room.refresh();
    expect(room.problems()).toEqual([]);
  });

  it('is none where nobody set up a source', () => expect(openRoom([]).room.problems()).toEqual([]));
});

it('answers the routes in the form of the contract', async () => {
  const { room } = openRoom([market]);
  const context: RequestContext = {
    requestId: 'req_1',
    remoteAddress: '127.0.0.1',
    browser: false,
    caller: { actor: { id: 'op_1', name: 'Reception' }, permissions: ['weather.read', 'providers.test'] },
    token: undefined,
    setSessionCookie: () => undefined,
    clearSessionCookie: () => undefined,
  };
  const routes = fxRoutes(room);
  expect(await call(routes.refresh, undefined, { context })).toHaveLength(3);
  expect(await call(routes.rates, undefined, { context })).toHaveLength(3);
  expect(await call(routes.convert, { amount: 10_000, currency: 'USD', to: 'THB' }, { context })).toMatchObject({
    money: { amount: 335_000 },
  });
});
