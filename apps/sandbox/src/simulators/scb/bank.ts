import type { SimulatorWorld } from '../../simulator.ts';
import { type Callbacks, createCallbacks } from './callbacks.ts';
import type { Entry } from './entry.ts';
import type { ScbSettings } from './settings.ts';

/** A QR or a deeplink: something a guest can pay. Amounts in satang. */
export type Order = {
  kind: 'qr' | 'deeplink';
  id: string;
  amount: number;
  ref1: string;
  ref2: string | undefined;
  ref3: string;
  /** Milliseconds since 1970; null: stays payable for ever. */
  expiresAt: number | null;
  /** How often it may still be paid; null: as often as one likes. */
  timesLeft: number | null;
  statusCode: 0 | 1 | 2 | 4 | 5;
  paid: number;
};

export type Bank = {
  world: SimulatorWorld;
  settings: ScbSettings;
  /** When each token ends. */
  tokens: Map<string, number>;
  orders: Order[];
  entries: Entry[];
  callbacks: Callbacks;
};

export function openBank(world: SimulatorWorld, settings: ScbSettings): Bank {
  return { world, settings, tokens: new Map(), orders: [], entries: [], callbacks: createCallbacks(world, settings) };
}

const GUESTS = [
  { payerName: 'นายสมชาย ใ', payerAccount: '0123454321', sendingBank: '004' },
  { payerName: 'MISS ANNA L', payerAccount: '0876541234', sendingBank: '014' },
  { payerName: 'นางสาวมะลิ ว', payerAccount: '0456789876', sendingBank: '002' },
] as const;

export type Payment = { order?: Order | undefined; amount: number; quietly?: boolean };

/** Books money, and tells the address that belongs to biller and prefix, if there is one. Without an order it is a plain transfer. */
export function book(bank: Bank, { order, amount, quietly = false }: Payment): Entry {
  const { world, settings } = bank;
  const guest = GUESTS[Math.floor(world.random() * GUESTS.length)] ?? GUESTS[0];
  const at = world.now();
  const day = new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', '');
  const entry: Entry = {
    ...{ transactionId: `${day}${world.id(15)}`, amount, at, payeeProxyId: settings.billerId, reversed: false },
    ...{ ref1: order?.ref1 ?? '', ref2: order?.ref2, ref3: order?.ref3 ?? '' },
    ...guest,
  };
  bank.entries.push(entry);
  if (order) {
    order.paid += amount;
    order.statusCode = order.paid >= order.amount ? 1 : 4;
    if (order.timesLeft !== null) order.timesLeft -= 1;
  }
  if (!quietly && entry.ref3.startsWith(settings.ref3Prefix)) bank.callbacks.confirm(entry);
  return entry;
}

/** Sessions whose time is over. */
export function sweep({ orders, world }: Bank): void {
  const now = world.now().getTime();
  for (const order of orders) if (order.statusCode === 0 && order.expiresAt !== null && order.expiresAt <= now) order.statusCode = 5;
}
