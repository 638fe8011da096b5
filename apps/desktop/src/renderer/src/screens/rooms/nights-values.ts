import type { InventoryCell } from '@banrimkwae/contract/channel';
import type { Money } from '@banrimkwae/contract/primitives';
import { addDays, nightsBetween } from '../../time/format-time.ts';

/** What stands in the form; the price as it was typed. */
export type NightsValues = Omit<InventoryCell, 'roomTypeId' | 'day' | 'price'> & { from: string; to: string; price: string };
export type NightsFault = 'rangeWrong' | 'rangeLong' | 'priceWrong';

const MOST_NIGHTS = 366;

/** What keeps the form from being saved, or undefined. */
export function faultOf({ from, to }: Pick<NightsValues, 'from' | 'to'>, price: Money | undefined): NightsFault | undefined {
  if (from === '' || to === '' || to < from) return 'rangeWrong';
  if (nightsBetween(from, to) >= MOST_NIGHTS) return 'rangeLong';
  return price === undefined ? 'priceWrong' : undefined;
}

/** One cell for every night of the range, both ends included. */
export function nightsOf(roomTypeId: string, { from, to, price: _typed, ...terms }: NightsValues, price: Money): InventoryCell[] {
  return Array.from({ length: nightsBetween(from, to) + 1 }, (_, index) => ({ roomTypeId, day: addDays(from, index), price, ...terms }));
}

/** The nights that are not so already. */
export function differing(wanted: readonly InventoryCell[], present: readonly InventoryCell[]): InventoryCell[] {
  const known = new Map(present.map((cell) => [`${cell.roomTypeId} ${cell.day}`, cell]));
  return wanted.filter((cell) => {
    const now = known.get(`${cell.roomTypeId} ${cell.day}`);
    return now === undefined || !same(now, cell);
  });
}

function same(left: InventoryCell, right: InventoryCell): boolean {
  return (
    left.available === right.available &&
    left.price.amount === right.price.amount &&
    left.price.currency === right.price.currency &&
    left.minimumStay === right.minimumStay &&
    left.closed === right.closed &&
    left.closedToArrival === right.closedToArrival &&
    left.closedToDeparture === right.closedToDeparture
  );
}
