import { z } from 'zod';
import { type Bank, book, type Order, sweep } from './bank.ts';
import type { Entry } from './entry.ts';
import { slipText } from './thai-qr.ts';

/** `id`: reference 1 of a QR, or the number of a deeplink; the newest when none is named. Amounts in satang. */
const which = { id: z.string().optional() };
const inputs = {
  setWebhookAddress: z.strictObject({ url: z.url() }),
  one: z.strictObject(which).prefault({}),
  guestPaysWrongAmount: z.strictObject({ ...which, amount: z.int().min(1).optional() }).prefault({}),
  callbackLost: z.strictObject({ times: z.int().min(1).max(1000).default(1) }).prefault({}),
  guestTransfers: z.strictObject({ amount: z.int().min(1).default(150_000), ref1: z.string().max(20).default('') }).prefault({}),
};

/** What guests do, and what a person does in the bank's portal. */
export function createScenes(bank: Bank) {
  return {
    /** The portal: where confirmations for this biller and prefix go. */
    setWebhookAddress: (input: unknown) => {
      bank.callbacks.endpoint.url = inputs.setWebhookAddress.parse(input).url;
      return {};
    },
    guestPays: (input: unknown) => {
      const order = openOne(bank, inputs.one.parse(input).id);
      return shown(book(bank, { order, amount: order.amount }));
    },
    /** From another bank's app, which does not know our end. */
    guestPaysLate: (input: unknown) => {
      const order = ended(bank, inputs.one.parse(input).id);
      return shown(book(bank, { order, amount: order.amount }));
    },
    guestPaysWrongAmount: (input: unknown) => {
      const { id, amount } = inputs.guestPaysWrongAmount.parse(input);
      const order = openOne(bank, id);
      return shown(book(bank, { order, amount: amount ?? Math.max(1, order.amount - 10_000) }));
    },
    callbackLost: (input: unknown) => {
      const { times } = inputs.callbackLost.parse(input);
      bank.callbacks.lose(times);
      return { times };
    },
    guestAbandons: (input: unknown) => {
      const order = openOne(bank, inputs.one.parse(input).id);
      order.statusCode = 5;
      order.expiresAt = bank.world.now().getTime();
      return { id: order.id };
    },
    /** A transfer to the resort that no QR of ours asked for; `slip` is the text in the QR of the guest's slip. */
    guestTransfers: (input: unknown) => {
      const { amount, ref1 } = inputs.guestTransfers.parse(input);
      const entry = book(bank, { amount, quietly: true });
      entry.ref1 = ref1;
      return shown(entry);
    },
    bankReverses: (input: unknown) => {
      const { id } = inputs.one.parse(input);
      const entry = bank.entries.findLast(({ ref1, reversed }) => !reversed && (id === undefined || ref1 === id));
      if (!entry) throw new RangeError('There is no payment to give back');
      entry.reversed = true;
      return shown(entry);
    },
  };
}

export type ScbScenes = ReturnType<typeof createScenes>;

function openOne(bank: Bank, asked: string | undefined): Order {
  sweep(bank);
  const order = bank.orders.findLast(
    ({ id, statusCode, timesLeft }) => statusCode !== 5 && statusCode !== 2 && timesLeft !== 0 && (asked === undefined || id === asked),
  );
  if (!order) throw new RangeError(asked === undefined ? 'There is nothing to pay' : `${asked} cannot be paid now`);
  return order;
}

function ended(bank: Bank, asked: string | undefined): Order {
  sweep(bank);
  const order = bank.orders.findLast(({ id, statusCode }) => statusCode === 5 && (asked === undefined || id === asked));
  if (!order) throw new RangeError('Nothing has run out of time');
  return order;
}

function shown({ transactionId, amount, ref1, sendingBank }: Entry) {
  return { transactionId, amount, ref1, sendingBank, slip: slipText(sendingBank, transactionId) };
}
