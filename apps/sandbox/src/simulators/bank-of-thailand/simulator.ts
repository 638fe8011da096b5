import type { RequestHandler } from 'express';
import express from 'express';
import { z } from 'zod';
import { bahtFor, printed, quotedCurrencies } from '../../exchange-rates.ts';
import type { Simulator, SimulatorWorld } from '../../simulator.ts';
import { BANK_OF_THAILAND_PRACTICE, type BankOfThailandSettings } from './settings.ts';

const DAY_MS = 86_400_000;
const BANGKOK_AHEAD_MS = 7 * 3_600_000;
const MOST_DAYS = 31;
/** The rates of a working day come out about six in the evening. */
const PUBLISHED_AT_HOUR = 18;
/** How the bank names what it quotes, and of how many units a rate is. */
const NAMES: Readonly<Record<string, { eng: string; units?: number }>> = {
  USD: { eng: 'USA : DOLLAR (USD) ' },
  GBP: { eng: 'UNITED KINGDOM : POUND STERLING (GBP) ' },
  EUR: { eng: 'EURO ZONE : EURO (EUR) ' },
  JPY: { eng: 'JAPAN : YEN (100 YEN) ', units: 100 },
  IDR: { eng: 'INDONESIA : RUPIAH (1000 RUPIAH) ', units: 1000 },
  VND: { eng: 'VIETNAM : DONG (100 DONG) ', units: 100 },
};

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const query = z.object({ start_period: day, end_period: day, currency: z.string().optional() });
const holidayInput = z.strictObject({ days: z.int().min(1).max(10).default(1) }).prefault({});
const fallInput = z.strictObject({ perCent: z.int().min(-20).max(20).default(2) }).prefault({});

/** The bank's gateway, daily average rates only. Host: `api` (gateway.api.bot.or.th). */
export function bankOfThailandSimulator(world: SimulatorWorld, settings: BankOfThailandSettings = BANK_OF_THAILAND_PRACTICE): Simulator {
  const state = { closed: new Set<string>(), perMille: 1000, hour: 0, calls: 0 };
  const today = () => bangkok(world.now());
  const limit: RequestHandler = (_request, response, next) => {
    const hour = Math.floor(world.now().getTime() / 3_600_000);
    Object.assign(state, { hour, calls: state.hour === hour ? state.calls + 1 : 1 });
    if (state.calls > settings.callsPerHour) return void response.status(429).json({ message: 'API rate limit exceeded' });
    next();
  };
  const router = express.Router();
  router.use(requireToken(settings), limit);
  router.get('/Stat-ExchangeRate/v2/DAILY_AVG_EXG_RATE/', (request, response) => {
    const asked = query.safeParse(request.query);
    if (!asked.success || !inOrder(asked.data))
      return void response
        .status(400)
        .json({ message: 'Invalid parameter: start_period and end_period must be dates, 31 days apart at most' });
    response.json(answer(world.now(), asked.data, state));
  });
  router.use((_request, response) => void response.status(404).json({ message: 'no Route matched with those values' }));
  return {
    id: 'bank-of-thailand',
    hosts: { api: router },
    scenes: {
      /** Today, and on the days before it. */
      bankHoliday: (input) => {
        const { days } = holidayInput.parse(input);
        for (let before = 0; before < days; before += 1) state.closed.add(dayOf(today().getTime() - before * DAY_MS));
        return { closed: [...state.closed] };
      },
      bahtFalls: (input) => {
        state.perMille = 1000 + fallInput.parse(input).perCent * 10;
        return { perMille: state.perMille };
      },
      usualRates: () => {
        state.closed.clear();
        state.perMille = 1000;
        return {};
      },
    },
    state: () => ({ closed: [...state.closed], perMille: state.perMille, callsThisHour: state.calls }),
    reset: () => {
      state.closed.clear();
      Object.assign(state, { perMille: 1000, hour: 0, calls: 0 });
    },
    errorBody: (status) => ({ contentType: 'application/json', body: JSON.stringify({ message: `HTTP ${status}` }) }),
  };
}

type Asked = z.output<typeof query>;

function requireToken({ token, tokenForm }: BankOfThailandSettings): RequestHandler {
  const expected = tokenForm === 'bearer' ? `Bearer ${token}` : token;
  return (request, response, next) => {
    if (request.get('authorization') === expected) return next();
    response.status(401).json({ message: 'Unauthorized' });
  };
}

function inOrder({ start_period: from, end_period: to }: Asked): boolean {
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS;
  return days >= 0 && days <= MOST_DAYS;
}

/** Newest day first. Where there is nothing at all, the bank answers one row of empty texts. */
function answer(now: Date, { start_period: from, end_period: to, currency }: Asked, state: { closed: Set<string>; perMille: number }) {
  const wanted = quotedCurrencies.filter((code) => code !== 'THB' && (currency === undefined || code === currency));
  const days = Array.from({ length: (Date.parse(to) - Date.parse(from)) / DAY_MS + 1 }, (_, index) =>
    dayOf(Date.parse(to) - index * DAY_MS),
  );
  const open = days.filter((each) => isPublished(each, now) && !isWeekend(each));
  const rows = open.flatMap((each) => wanted.map((code) => row(code, each, state)));
  const empty = { period: '', currency_id: '', currency_name_th: '', currency_name_eng: '', ...NO_FIGURES };
  return {
    result: {
      timestamp: bangkok(now).toISOString().slice(0, 19).replace('T', ' '),
      api: 'Daily Average Exchange Rate - THB / Foreign Currency',
      data: {
        data_header: {
          report_name_eng: 'Rates of Exchange of Commercial Banks in Bangkok Metropolis (2002-present)',
          report_name_th: 'อัตราแลกเปลี่ยนเฉลี่ยของธนาคารพาณิชย์ในกรุงเทพมหานคร (2545-ปัจจุบัน)',
          report_uoq_name_eng: '(Unit : Baht / 1 Unit of Foreign Currency)',
          report_uoq_name_th: '(หน่วย : บาท ต่อ 1 หน่วยเงินตราต่างประเทศ)',
          report_source_of_data: [{ source_of_data_eng: 'Bank of Thailand', source_of_data_th: 'ธนาคารแห่งประเทศไทย' }],
          report_remark: [],
          last_updated: open[0] ?? '',
        },
        data_detail: rows.length > 0 ? rows : [empty],
      },
    },
  };
}

const NO_FIGURES = { buying_sight: '', buying_transfer: '', selling: '', mid_rate: '' };

function row(code: string, period: string, { closed, perMille }: { closed: Set<string>; perMille: number }) {
  const { eng, units = 1 } = NAMES[code] ?? { eng: `${code} (${code}) ` };
  const name = { period, currency_id: code, currency_name_th: eng, currency_name_eng: eng };
  if (closed.has(period)) return { ...name, ...NO_FIGURES };
  // Of the quoted number of units: a hundred yen cost a hundred times one.
  const of = (share: number) => printed(bahtFor(code, new Date(`${period}T00:00:00Z`), (perMille * units * share) / 1000) ?? '0', 7);
  return { ...name, buying_sight: of(992), buying_transfer: of(995), selling: of(1005), mid_rate: of(1000) };
}

function isPublished(period: string, now: Date): boolean {
  const local = bangkok(now);
  const today = local.toISOString().slice(0, 10);
  return period < today || (period === today && local.getUTCHours() >= PUBLISHED_AT_HOUR);
}

function isWeekend(period: string): boolean {
  return [0, 6].includes(new Date(`${period}T00:00:00Z`).getUTCDay());
}

/** The clock on a wall in Bangkok, told as if it were UTC. */
function bangkok(at: Date): Date {
  return new Date(at.getTime() + BANGKOK_AHEAD_MS);
}

function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
