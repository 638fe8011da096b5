import { AppError } from '@banrimkwae/contract/errors';
import type { FxRate } from '@banrimkwae/contract/fx';
import type { Conversion } from '@banrimkwae/contract/payments';
import type { Problem } from '@banrimkwae/contract/system';
import type { Money } from '@banrimkwae/money';
import { convertMoney } from '@banrimkwae/money/decimal';
import type { Sqlite } from '../store/database.ts';
import { type AppliedRate, newestRates, rateFor } from './choose-rate.ts';
import { beginRound, fetchInBackground, fetchNow, isDue } from './fetch-rates.ts';
import { type FxGround, JOB } from './fx-ground.ts';
import { fxProblems } from './fx-problems.ts';
import { createFxRateTable } from './fx-rate-table.ts';

export type ExchangeRates = {
  rates: () => FxRate[];
  /** Asks every source now. Throws AppError when there is none, or none answers. */
  refresh: () => Promise<FxRate[]>;
  /** Throws AppError `not_found` without a rate, `invalid_input` for one and the same currency or a sum beyond counting. */
  convert: (of: Money, to: string) => Conversion & { of: Money };
  /** For other rooms: units of `to` for one of `from`, exact, with who said so and when. Null: nobody did. */
  rateFor: (from: string, to: string) => AppliedRate | null;
  problems: () => Problem[];
  /** Rings for a round where a source was not asked lately: at the start, or when sources were set up. */
  resume: () => void;
};
export type ExchangeRatesDeps = Omit<FxGround, 'rates' | 'currencies'> & {
  database: Sqlite;
  /** May name the resort's own too. */
  guestCurrencies: readonly string[];
};

/** Each morning, and in the evening when the rates of a working day are out. */
const BEATS = { morning: '0 9 * * *', evening: '30 18 * * *' };

/** Exchange rates for desk and payments: fetched twice a day, kept with their source and time. */
export function createExchangeRates({ database, guestCurrencies, ...deps }: ExchangeRatesDeps): ExchangeRates {
  const currencies = guestCurrencies.filter((currency) => currency !== deps.currency);
  const ground: FxGround = { ...deps, currencies, rates: createFxRateTable(database) };
  const { jobs, timeZone } = ground;
  jobs.handle(JOB.round, async () => beginRound(ground), { concurrency: 1 });
  jobs.handle(JOB.fetch, (job) => fetchInBackground(ground, job), { concurrency: 4 });
  for (const [name, cron] of Object.entries(BEATS))
    jobs.schedule({ name: `fx.${name}`, kind: JOB.round, subjectId: 'all', every: { cron, timeZone }, priority: 8 });
  return {
    rates: () => newestRates(ground),
    refresh: async () => {
      await fetchNow(ground);
      return newestRates(ground);
    },
    convert: (of, to) => convert(ground, of, to),
    rateFor: (from, to) => rateFor(ground, from, to),
    problems: () => fxProblems(ground),
    resume: () => {
      if (isDue(ground)) jobs.add({ kind: JOB.round, subjectId: 'all', dedupeKey: JOB.round, priority: 8 });
    },
  };
}

function convert(ground: FxGround, of: Money, to: string): Conversion & { of: Money } {
  if (of.currency === to) throw new AppError('invalid_input', { fields: { to: 'Choose another currency than that of the amount.' } });
  const rate = rateFor(ground, of.currency, to);
  if (!rate)
    throw new AppError('not_found', {
      message: `No source has a rate from ${of.currency} to ${to}.`,
      hint: 'Fetch the rates anew, or ask your bank.',
    });
  try {
    return { of, money: convertMoney(of, rate.rate, to), ...rate };
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new AppError('invalid_input', { fields: { amount: 'This amount is too large to be converted.' }, cause });
  }
}
