import type { InventoryUpdate } from '@banrimkwae/connector-kit/capabilities/channel';
import { addDays } from './calendar.ts';
import type { Night } from './sent-table.ts';

/** Nights that are told as one, and how they are told. */
export type Run = { nights: Night[]; update: InventoryUpdate };

/** Joins equal neighbouring nights of one room and rate, in the order they come: by room, rate and day. */
export function mergeNights(nights: readonly Night[]): Run[] {
  const runs: Night[][] = [];
  for (const night of nights) {
    const current = runs.at(-1);
    const last = current?.at(-1);
    if (current && last && follows(last, night)) current.push(night);
    else runs.push([night]);
  }
  return runs.map((run, index) => ({ nights: run, update: updateOf(run, index) }));
}

function follows(last: Night, night: Night): boolean {
  const { day: lastDay, ...lastValues } = last;
  const { day, ...values } = night;
  const equal = (Object.keys(values) as (keyof typeof values)[]).every((name) => values[name] === lastValues[name]);
  return equal && addDays(lastDay, 1) === day;
}

function updateOf(run: readonly Night[], index: number): InventoryUpdate {
  const [first] = run;
  if (!first) throw new RangeError('A run has at least one night');
  const { day: from, price, currency, ...values } = first;
  return { index, ...values, from, to: run.at(-1)?.day ?? from, price: { amount: price, currency } };
}
