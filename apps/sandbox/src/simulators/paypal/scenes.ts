import { z } from 'zod';
import { type Account, newest } from './account.ts';
import { type Minor, written } from './amounts.ts';
import type { Capture, Dispute, Order, Refund } from './objects.ts';
import { approve, tellCapture, touch } from './orders.ts';
import { GUESTS } from './pages.ts';
import { endDispute, endRefund, openDispute, refundCapture } from './payments.ts';

const Chosen = z.strictObject({ id: z.string().optional() }).prefault({});
const Reasons = z.enum(['PENDING_REVIEW', 'ECHECK', 'RECEIVING_PREFERENCE_MANDATES_MANUAL_ACTION', 'VERIFICATION_REQUIRED']);
const Outcomes = z.enum(['RESOLVED_BUYER_FAVOUR', 'RESOLVED_SELLER_FAVOUR', 'CANCELED_BY_BUYER']);
const Complaints = z.enum(['MERCHANDISE_OR_SERVICE_NOT_RECEIVED', 'MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED', 'UNAUTHORISED']);

export type PayPalScenes = ReturnType<typeof createScenes>;

/** What guests, PayPal and the resort's own people on PayPal's site do. */
export function createScenes(account: Account) {
  return { ...guestScenes(account), ...bookScenes(account) };
}

function guestScenes(account: Account) {
  return {
    guestPays: (input: unknown) => {
      const order = openOrder(account, Chosen.parse(input).id);
      approve(account, order, guestOf(account));
      return { order: order.id, status: order.status };
    },
    guestCardDeclined: (input: unknown) => {
      const order = openOrder(account, Chosen.parse(input).id);
      order.willEnd.push('INSTRUMENT_DECLINED');
      approve(account, order, guestOf(account));
      return { order: order.id, status: order.status };
    },
    guestAbandons: (input: unknown) => {
      const order = openOrder(account, Chosen.parse(input).id);
      // Nothing is told of an order that lapses; it is gone.
      account.orders.delete(order.id);
      return { order: order.id, status: 'gone' };
    },
    disputeOpens: (input: unknown) => {
      const asked = z.strictObject({ id: z.string().optional(), reason: Complaints.default('MERCHANDISE_OR_SERVICE_NOT_RECEIVED') });
      const { id, reason } = asked.prefault({}).parse(input);
      return shown(openDispute(account, takenOne(account, id), reason));
    },
  };
}

function bookScenes(account: Account) {
  return {
    captureReview: (input: unknown) => {
      const { reason } = z
        .strictObject({ reason: Reasons.default('PENDING_REVIEW') })
        .prefault({})
        .parse(input);
      account.coming.captures.push(reason);
      return { next: reason };
    },
    reviewEnds: (input: unknown) => {
      const { id, accepted } = z
        .strictObject({ id: z.string().optional(), accepted: z.boolean().default(true) })
        .prefault({})
        .parse(input);
      const capture = chosen(account.captures, id, ({ status }) => status === 'PENDING', 'held payment');
      capture.status = accepted ? 'COMPLETED' : 'DECLINED';
      capture.reason = null;
      touch(account, capture);
      tellCapture(account, capture, accepted ? 'COMPLETED' : 'DENIED');
      return shown(capture);
    },
    dashboardRefund: (input: unknown) => {
      const asked = z.strictObject({ id: z.string().optional(), amount: z.int().positive().optional() }).prefault({}).parse(input);
      const capture = takenOne(account, asked.id);
      const amount: Minor | undefined = asked.amount === undefined ? undefined : { ...capture.amount, amount: asked.amount };
      return shown(refundCapture(account, capture, { ...(amount ? { amount: written(amount) } : {}) }));
    },
    refundPending: () => {
      account.coming.refunds.push('ECHECK');
      return { next: 'ECHECK' };
    },
    refundArrives: (input: unknown) => shown(ended(account, Chosen.parse(input).id, 'COMPLETED')),
    refundFails: (input: unknown) => shown(ended(account, Chosen.parse(input).id, 'FAILED')),
    disputeEnds: (input: unknown) => {
      const asked = z.strictObject({ id: z.string().optional(), outcome: Outcomes.default('RESOLVED_SELLER_FAVOUR') });
      const { id, outcome } = asked.prefault({}).parse(input);
      const dispute = chosen(account.disputes, id, ({ status }) => status !== 'RESOLVED', 'open dispute');
      endDispute(account, dispute, outcome);
      return shown(dispute);
    },
  };
}

function openOrder(account: Account, asked: string | undefined): Order {
  const now = account.world.now().getTime();
  const isOpen = ({ status, created }: Order) =>
    (status === 'CREATED' || status === 'PAYER_ACTION_REQUIRED') && now - Date.parse(created) < account.settings.orderLifetime;
  return chosen(account.orders, asked, isOpen, 'order to pay');
}

/** By its own id or by its order's. */
function takenOne(account: Account, asked: string | undefined): Capture {
  const capture = newest(account.captures).find(
    ({ id, order, status }) =>
      (asked === undefined || id === asked || order === asked) && (status === 'COMPLETED' || status === 'PARTIALLY_REFUNDED'),
  );
  if (!capture) throw new RangeError('There is no payment to give back');
  return capture;
}

function ended(account: Account, asked: string | undefined, status: 'COMPLETED' | 'FAILED'): Refund {
  const refund = chosen(account.refunds, asked, (each) => each.status === 'PENDING', 'waiting refund');
  endRefund(account, refund, status);
  return refund;
}

function chosen<Item extends { id: string }>(
  items: ReadonlyMap<string, Item>,
  asked: string | undefined,
  fits: (item: Item) => boolean,
  what: string,
): Item {
  const found = newest(items).find((item) => (asked === undefined || item.id === asked) && fits(item));
  if (!found) throw new RangeError(asked === undefined ? `There is no ${what}` : `${asked} is no ${what}`);
  return found;
}

function guestOf({ world }: Account) {
  const guest = GUESTS[Math.floor(world.random() * GUESTS.length)];
  if (!guest) throw new RangeError('There is no guest');
  return guest;
}

function shown({ id, status, amount }: Capture | Refund | Dispute) {
  return { id, status, amount: written(amount) };
}
