import { z } from 'zod';
import type { Account } from './account.ts';
import { decide, expire } from './charges.ts';
import { FAILURES } from './known-cards.ts';
import type { Charge, Dispute } from './objects.ts';
import { undeclined } from './pages.ts';
import { createRefund, failRefund, refundsOf } from './refunds.ts';

/** `id`: a charge, or for refunds and disputes one of those; the newest fitting one when none is named. */
const which = { id: z.string().optional() };
const inputs = {
  one: z.strictObject(which).prefault({}),
  declined: z.strictObject({ ...which, reason: z.enum(Object.keys(FAILURES)).default('payment_rejected') }).prefault({}),
  refund: z.strictObject({ ...which, amount: z.int().min(1).optional() }).prefault({}),
  dispute: z.strictObject({ ...which, reason: z.string().default('Goods or services not provided') }).prefault({}),
  disputeEnds: z.strictObject({ ...which, status: z.enum(['pending', 'won', 'lost']).default('won') }).prefault({}),
  broken: z.strictObject({ applied: z.boolean().default(true), times: z.int().min(1).max(100).default(1) }).prefault({}),
};

/** The orders staff and tests can give: what guests and banks do, and what happens in Omise's own dashboard. */
export function createScenes(account: Account) {
  return {
    guestPays: (input: unknown) => {
      const charge = openOne(account, inputs.one.parse(input).id);
      decide(account, charge, undeclined(account, charge));
      return shown(charge);
    },
    guestCardDeclined: (input: unknown) => {
      const { id, reason } = inputs.declined.parse(input);
      const charge = openOne(account, id);
      decide(account, charge, reason);
      return shown(charge);
    },
    guestAbandons: (input: unknown) => shown(expire(account, openOne(account, inputs.one.parse(input).id))),
    dashboardRefund: (input: unknown) => {
      const { id, amount } = inputs.refund.parse(input);
      const charge = newest(account.charges, id, (each) => each.paid && each.refundable, 'paid charge that can be refunded');
      return createRefund(account, charge, { amount: amount ?? charge.captured_amount - charge.refunded_amount, metadata: {} });
    },
    refundFails: (input: unknown) => {
      const { id } = inputs.one.parse(input);
      const refund = newest(account.refunds, id, ({ status, voided }) => status !== 'failed' && !voided, 'refund that could fail');
      failRefund(account, refund);
      return refund;
    },
    disputeOpens: (input: unknown) => {
      const { id, reason } = inputs.dispute.parse(input);
      return openDispute(account, newest(account.charges, id, canBeDisputed(account), 'card payment to dispute'), reason);
    },
    disputeEnds: (input: unknown) => {
      const { id, status } = inputs.disputeEnds.parse(input);
      const dispute = newest(account.disputes, id, (each) => each.closed_at === null, 'open dispute');
      return moveDispute(account, dispute, status);
    },
    backendError: (input: unknown) => {
      const { applied, times } = inputs.broken.parse(input);
      for (let count = 0; count < times; count += 1) account.brokenLines.push({ applied });
      return { waiting: account.brokenLines.length };
    },
  };
}

export type OmiseScenes = ReturnType<typeof createScenes>;

function openDispute(account: Account, charge: Charge, reason: string): Dispute {
  const id = account.id('dspt');
  const dispute: Dispute = {
    object: 'dispute',
    id,
    livemode: false,
    location: `/disputes/${id}`,
    amount: charge.captured_amount,
    currency: charge.currency,
    status: 'open',
    charge: charge.id,
    message: null,
    reason_code: 'goods_or_services_not_provided',
    reason_message: reason,
    closed_at: null,
    created_at: account.now(),
  };
  account.disputes.set(id, dispute);
  Object.assign(charge, { dispute: id, disputable: false, refundable: false });
  account.emit('dispute.create', dispute);
  return dispute;
}

function moveDispute(account: Account, dispute: Dispute, status: Dispute['status']): Dispute {
  dispute.status = status;
  if (status !== 'pending') dispute.closed_at = account.now();
  const charge = account.charges.get(dispute.charge);
  // Won, the money stays, and may be given back after all.
  if (charge && status === 'won') Object.assign(charge, { dispute: null, refundable: charge.refunded_amount < charge.captured_amount });
  account.emit(status === 'pending' ? 'dispute.update' : 'dispute.close', dispute);
  return dispute;
}

function openOne(account: Account, asked: string | undefined): Charge {
  account.sweep();
  return newest(account.charges, asked, ({ status, authorized }) => status === 'pending' && !authorized, 'open charge');
}

function canBeDisputed(account: Account) {
  return ({ disputable, id }: Charge) => disputable && refundsOf(account, id).length === 0;
}

function newest<Item extends { id: string }>(
  items: ReadonlyMap<string, Item>,
  asked: string | undefined,
  fits: (item: Item) => boolean,
  what: string,
): Item {
  const item = [...items.values()].filter((each) => fits(each) && (asked === undefined || each.id === asked)).at(-1);
  if (!item) throw new RangeError(asked === undefined ? `There is no ${what}` : `${asked} is no ${what}`);
  return item;
}

function shown({ id, status, amount, currency, authorized, paid }: Charge) {
  return { id, status, amount, currency, authorized, paid };
}
