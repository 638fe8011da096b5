import type { FxRate } from '@banrimkwae/contract/fx';
import { fake, refuse } from './ground.ts';

const { fx } = fake;
/** Baht for one of it, in hundred-thousandths, as the Bank of Thailand told that morning. */
const told: Readonly<Record<string, number>> = { USD: 3_341_250, EUR: 3_862_100, GBP: 4_417_800, CNY: 468_940, JPY: 22_310 };
const SCALE = 100_000;

function rateOf(base: string, now: number): FxRate {
  const at = new Date(now - 80 * 60_000).toISOString();
  const rate = ((told[base] ?? refuse('not_found')) / SCALE).toFixed(4);
  const source = { source: 'bot', sourceName: 'Bank of Thailand' };
  return { base, quote: 'THB', rate, buying: null, selling: null, ...source, at, fetchedAt: at, stale: base === 'JPY' };
}

export const fxCalls = {
  rates: fx.rates.handler(({ context: { world } }) => Object.keys(told).map((base) => rateOf(base, world.now))),
  refresh: fx.refresh.handler(({ context: { world } }) => Object.keys(told).map((base) => rateOf(base, world.now))),
  convert: fx.convert.handler(({ input, context: { world } }) => {
    const { rate, sourceName, at } = rateOf(input.currency, world.now);
    const amount = Math.round((input.amount * (told[input.currency] ?? 0)) / SCALE) * (input.currency === 'JPY' ? 100 : 1);
    return { money: { amount, currency: input.to }, rate, source: sourceName, at, of: { amount: input.amount, currency: input.currency } };
  }),
};
