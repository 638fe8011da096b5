import type { InventoryCell } from '@banrimkwae/contract/channel';
import { AppError } from '@banrimkwae/contract/errors';
import type { Actor } from '../access/index.ts';
import { type ChannelGround, ringPush, tellChannels } from './ground.ts';

/** The audit log keeps so many changes of one call in full; more are counted. */
const MOST_TOLD = 50;

/** Sets nights as the resort wants to sell them. Answers how many differ from before. Throws `invalid_input` before any of them is changed. */
export function changeInventory(ground: ChannelGround, cells: readonly InventoryCell[], actor: Actor): { changed: number } {
  for (const cell of cells) requireSellable(ground, cell);
  const at = ground.clock.now().toISOString();
  const changes = ground.database.transaction(() => {
    const changes = cells.flatMap((cell) => changeCell(ground, cell, at));
    if (changes.length === 0) return changes;
    const detail = { changed: changes.length, changes: changes.slice(0, MOST_TOLD) };
    ground.audit({ actor: actor.id, action: 'inventory.changed', subject: null, detail });
    ringPush(ground);
    return changes;
  })();
  if (changes.length > 0) tellChannels(ground);
  return { changed: changes.length };
}

type Change = { before: InventoryCell | null; after: InventoryCell };

function changeCell(ground: ChannelGround, after: InventoryCell, at: string): Change[] {
  const before = ground.inventory.find(after.roomTypeId, after.day) ?? null;
  if (before && equal(before, after)) return [];
  ground.inventory.save(after, at);
  ground.occupancy.settleOverbooking(after);
  return [{ before, after }];
}

function equal(left: InventoryCell, right: InventoryCell): boolean {
  const { price: leftPrice, ...leftRest } = left;
  const { price: rightPrice, ...rightRest } = right;
  const same = (Object.keys(leftRest) as (keyof typeof leftRest)[]).every((name) => leftRest[name] === rightRest[name]);
  return same && leftPrice.amount === rightPrice.amount && leftPrice.currency === rightPrice.currency;
}

function requireSellable({ resort }: ChannelGround, { roomTypeId, price, day }: InventoryCell): void {
  const refuse = (field: string, message: string) =>
    new AppError('invalid_input', { message: `${roomTypeId} ${day}: ${message}`, fields: { [field]: message } });
  if (!resort.roomTypes.some(({ id }) => id === roomTypeId)) throw refuse('roomTypeId', 'There is no such room type.');
  if (price.currency !== resort.currency) throw refuse('price', `Prices are in ${resort.currency}.`);
  if (price.amount <= 0) throw refuse('price', 'A night is never free of charge; close it instead.');
}
