import { z } from 'zod';
import type { Account } from './account.ts';
import type { Slowness } from './api.ts';
import { disputeScenes } from './dispute-scenes.ts';
import { expireQr, payPromptPay } from './intents.ts';
import type { Charge, CheckoutSession, PaymentIntent, Refund } from './objects.ts';
import { type Card, DECLINES, GUEST_CARDS, TEST_CARDS } from './payment-methods.ts';
import { arrive, createRefund, failRefund, giveBankDetails, refundable } from './refunds.ts';
import { expireSession, paySessionByCard } from './sessions.ts';

/** `id`: a PaymentIntent or a checkout session; the latest open one when none is named. */
const which = { id: z.string().optional() };
const inputs = {
  guestPays: z
    .strictObject({ ...which, card: z.enum(GUEST_CARDS).optional(), risk: z.enum(['normal', 'elevated']).default('normal') })
    .prefault({}),
  guestCardDeclined: z
    .strictObject({ ...which, reason: z.enum(Object.keys(DECLINES) as (keyof typeof DECLINES)[]).default('insufficient_funds') })
    .prefault({}),
  guestAbandons: z.strictObject(which).prefault({}),
  dashboardRefund: z.strictObject({ ...which, amount: z.int().min(1).optional() }).prefault({}),
  refund: z.strictObject({ id: z.string().optional() }).prefault({}),
  refundFails: z.strictObject({ id: z.string().optional(), reason: z.string().default('declined') }).prefault({}),
  refundWaitsForFunds: z.strictObject({ refunds: z.int().min(1).max(100).default(1) }).prefault({}),
  workSlowly: z.strictObject({ milliseconds: z.int().min(1).max(60_000), requests: z.int().min(1).max(1000).default(1) }),
};

/** The orders staff and tests can give: what guests do, and what happens in Stripe's own dashboard. */
export function createScenes(account: Account, slowness: Slowness) {
  return {
    guestPays: (input: unknown) => {
      const { id, card, risk } = inputs.guestPays.parse(input);
      const open = openOne(account, id);
      const charge =
        open.object === 'payment_intent'
          ? payPromptPay(account, open)
          : paySessionByCard(account, open, guestCard(account, { card, risk }));
      return paid(charge);
    },
    guestCardDeclined: (input: unknown) => {
      const { id, reason } = inputs.guestCardDeclined.parse(input);
      const session = openOne(account, id, 'checkout.session');
      const card = guestCard(account, { card: undefined, risk: reason === 'fraudulent' ? 'highest' : 'normal' });
      const verdict = { risk: card.verdict.risk, declined: DECLINES[reason] };
      return paid(paySessionByCard(account, session, { ...card, verdict }));
    },
    guestAbandons: (input: unknown) => {
      const open = openOne(account, inputs.guestAbandons.parse(input).id);
      if (open.object === 'payment_intent') expireQr(account, open);
      else expireSession(account, open);
      return { id: open.id, status: open.status };
    },
    dashboardRefund: (input: unknown) => {
      const { id, amount } = inputs.dashboardRefund.parse(input);
      const charge = paidOne(account, id);
      const refund = createRefund(account, charge, { amount, reason: 'requested_by_customer', metadata: {}, email: undefined });
      return shown(refund);
    },
    ...refundScenes(account),
    ...disputeScenes(account, (id) => paidOne(account, id, 'card')),
    workSlowly: (input: unknown) => Object.assign(slowness, inputs.workSlowly.parse(input)),
  };
}

/** What becomes of a refund. */
function refundScenes(account: Account) {
  return {
    /** The guest answers the e-mail about a PromptPay refund. */
    guestGivesBankDetails: (input: unknown) => {
      const refund = latestRefund(account, inputs.refund.parse(input).id, ['requires_action']);
      giveBankDetails(account, refund);
      account.setDeadline(refund.id, account.settings.bankTransferTakes, () => arrive(account, refund));
      return shown(refund);
    },
    refundArrives: (input: unknown) => {
      const refund = latestRefund(account, inputs.refund.parse(input).id, ['requires_action', 'pending']);
      arrive(account, refund);
      return shown(refund);
    },
    refundFails: (input: unknown) => {
      const { id, reason } = inputs.refundFails.parse(input);
      const refund = latestRefund(account, id, ['requires_action', 'pending', 'succeeded']);
      failRefund(account, refund, reason);
      return shown(refund);
    },
    refundWaitsForFunds: (input: unknown) => Object.assign(account.short, inputs.refundWaitsForFunds.parse(input)),
  };
}

export type StripeScenes = ReturnType<typeof createScenes>;

type Open = PaymentIntent | CheckoutSession;

/** What a guest can pay now: an open page, or a PromptPay QR. */
function openOne(account: Account, asked: string | undefined, kind: 'checkout.session'): CheckoutSession;
function openOne(account: Account, asked: string | undefined): Open;
function openOne(account: Account, asked: string | undefined, kind?: Open['object']): Open {
  account.sweep();
  const latest = account
    .waiting()
    .flatMap((id) => [account.sessions.get(id) ?? account.intents.get(id) ?? []].flat())
    .filter(({ id, object, status }) => {
      const isOpen = status === 'open' || status === 'requires_action';
      return isOpen && (asked === undefined || id === asked) && (kind === undefined || object === kind);
    })
    .at(-1);
  if (!latest) throw new RangeError(asked === undefined ? 'There is nothing to pay' : `${asked} cannot be paid now`);
  return latest;
}

/** The latest paid payment, or the one that is asked for. Of cards only where `type` says so: PromptPay knows no disputes. */
function paidOne(account: Account, asked: string | undefined, type?: 'card'): Charge {
  const isAsked = (intent: PaymentIntent) => asked === undefined || intent.id === asked || account.sessionOf.get(intent.id) === asked;
  const isOfType = ({ latest_charge: charge }: PaymentIntent) =>
    type === undefined || account.charges.get(charge ?? '')?.payment_method_details.type === type;
  const intent = [...account.intents.values()].filter((each) => each.status === 'succeeded' && isAsked(each) && isOfType(each)).at(-1);
  if (!intent) throw new RangeError(type === 'card' ? 'There is no payment by card' : 'There is no paid payment to give back');
  return refundable(account, intent);
}

function latestRefund(account: Account, asked: string | undefined, states: readonly Refund['status'][]): Refund {
  account.sweep();
  const fitting = [...account.refunds.values()].filter(
    (refund) => (asked === undefined || refund.id === asked) && states.includes(refund.status) && !isRelease(refund),
  );
  const refund = fitting.at(-1);
  if (!refund) throw new RangeError(asked === undefined ? 'There is no such refund' : `Refund ${asked} is not in that state`);
  return refund;
}

/** What was held and let go is no refund that could fail. */
function isRelease({ status, balance_transaction: booked }: Refund): boolean {
  return status === 'succeeded' && booked === null;
}

function guestCard(account: Account, { card, risk }: { card: string | undefined; risk: Card['verdict']['risk'] }): Card {
  const named = card ?? GUEST_CARDS[Math.floor(account.world.random() * GUEST_CARDS.length)] ?? 'pm_card_visa';
  const found = TEST_CARDS[named];
  if (!found) throw new RangeError(`There is no card ${named}`);
  return { ...found, verdict: { risk } };
}

function paid(charge: Charge) {
  const { id, payment_intent: paymentIntent, paid: isPaid, amount, currency } = charge;
  return { paymentIntent, charge: id, paid: isPaid, amount, currency };
}

function shown({ id, status, amount, currency }: Refund) {
  return { id, status, amount, currency };
}
