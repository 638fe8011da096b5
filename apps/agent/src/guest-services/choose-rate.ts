import type { FxRate } from '@banrimkwae/contract/fx';
import { divideDecimals } from '@banrimkwae/money/decimal';
import type { FxGround } from './fx-ground.ts';
import type { StoredRate } from './fx-rate-table.ts';
import { workingDaysBetween } from './working-days.ts';

/** A rate of a working day holds over the next one, until that one's is out: from the second on it is old. */
const STALE_WORKING_DAYS = 2;
/** Better none than this old: it is stored with payments. */
const TOO_OLD_MS = 31 * 86_400_000;

export type AppliedRate = { rate: string; source: string; at: string };

export function isStale({ clock, timeZone }: FxGround, at: string): boolean {
  return workingDaysBetween(new Date(at), clock.now(), timeZone) >= STALE_WORKING_DAYS;
}

/** The rate of each currency, in the order in which the resort names them. */
export function newestRates(ground: FxGround): FxRate[] {
  const stored = Map.groupBy(ground.rates.newest(ground.currency), ({ base }) => base);
  return ground.currencies.flatMap((currency) => {
    const chosen = choose(ground, stored.get(currency) ?? []);
    return chosen ? shown(ground, chosen) : [];
  });
}

/** Units of `to` for one of `from`, exact. Null: no source has it, or what is known is a month old; also for one and the same currency. */
export function rateFor(ground: FxGround, from: string, to: string): AppliedRate | null {
  if (from === to) return null;
  const [left, right] = [ofOne(ground, from), ofOne(ground, to)];
  if (left === null || right === null) return null;
  const sides = [left, right].filter((side) => side !== OWN);
  return {
    rate: right === OWN ? left.rate : divideDecimals(left.rate, right.rate),
    source: [...new Set(sides.map(({ source }) => source))].join(', '),
    at: sides.map(({ at }) => at).sort()[0] ?? '',
  };
}

const OWN: AppliedRate = { rate: '1', source: '', at: '' };

/** In the resort's currency. */
function ofOne(ground: FxGround, currency: string): AppliedRate | null {
  if (currency === ground.currency) return OWN;
  const chosen = choose(ground, ground.rates.newestOf(ground.currency, currency));
  if (!chosen || ground.clock.now().getTime() - Date.parse(chosen.at) > TOO_OLD_MS) return null;
  return { rate: chosen.rate, source: chosen.source_name, at: chosen.at };
}

/** The first source whose rate is not old; when all are, the newest. */
function choose(ground: FxGround, stored: readonly StoredRate[]): StoredRate | undefined {
  const order = sourcesInOrder(ground).map(({ id }) => id);
  const place = ({ source }: StoredRate) => (order.includes(source) ? order.indexOf(source) : order.length);
  const ordered = stored.toSorted((left, right) => place(left) - place(right));
  const [first, ...rest] = ordered;
  const newest = first && rest.reduce((best, row) => (row.at > best.at ? row : best), first);
  return ordered.find(({ at }) => !isStale(ground, at)) ?? newest;
}

/** The central bank of the resort's own currency first; the others as the providers room has them. */
export function sourcesInOrder({ providers, currency }: FxGround) {
  const ready = providers.ready('fx');
  const isCentral = ({ connector }: (typeof ready)[number]) => connector.fx?.centralBankOf === currency;
  return [...ready.filter(isCentral), ...ready.filter((source) => !isCentral(source))];
}

function shown(ground: FxGround, row: StoredRate): FxRate {
  const { base, quote, rate, buying, selling, source, source_name: sourceName, at, fetched_at: fetchedAt } = row;
  return { base, quote, rate, buying, selling, source, sourceName, at, fetchedAt, stale: isStale(ground, at) };
}
