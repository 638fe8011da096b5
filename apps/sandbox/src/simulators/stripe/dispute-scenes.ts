import { z } from 'zod';
import type { Account } from './account.ts';
import { DISPUTE_REASONS, FRAUD_TYPES, loseDispute, openDispute, warn, winDispute } from './disputes.ts';
import type { Charge, Dispute } from './objects.ts';

/** `id`: a PaymentIntent or a checkout session; the latest paid by card when none is named. Of a dispute that ends: the latest open one. */
const which = { id: z.string().optional() };
const inputs = {
  opens: z
    .strictObject({
      ...which,
      inquiry: z.boolean().default(false),
      reason: z.enum(DISPUTE_REASONS).default('fraudulent'),
      // The networks give between 7 and 21. https://docs.stripe.com/disputes/responding
      answerWithinDays: z.int().min(7).max(21).default(14),
    })
    .prefault({}),
  ends: z.strictObject(which).prefault({}),
  warning: z.strictObject({ ...which, reason: z.enum(FRAUD_TYPES).default('made_with_stolen_card') }).prefault({}),
};

/** What cardholders, their banks and the card networks do. */
export function disputeScenes(account: Account, paidByCard: (id: string | undefined) => Charge) {
  return {
    disputeOpens: (input: unknown) => {
      const { id, ...claim } = inputs.opens.parse(input);
      return shown(openDispute(account, paidByCard(id), claim));
    },
    disputeWon: (input: unknown) => shown(winDispute(account, openOne(account, inputs.ends.parse(input).id))),
    disputeLost: (input: unknown) => shown(loseDispute(account, openOne(account, inputs.ends.parse(input).id))),
    earlyFraudWarning: (input: unknown) => {
      const { id, reason } = inputs.warning.parse(input);
      return warn(account, paidByCard(id), reason);
    },
  };
}

function openOne(account: Account, asked: string | undefined): Dispute {
  const isOpen = ({ id, status }: Dispute) => status.endsWith('needs_response') && (asked === undefined || id === asked);
  const dispute = [...account.disputes.values()].filter(isOpen).at(-1);
  if (!dispute) throw new RangeError(asked === undefined ? 'There is no open dispute' : `${asked} is not open`);
  return dispute;
}

function shown({ id, charge, status, amount, currency }: Dispute) {
  return { id, charge, status, amount, currency };
}
