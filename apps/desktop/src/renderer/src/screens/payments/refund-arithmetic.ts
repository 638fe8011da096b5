import type { Reservation } from '@banrimkwae/contract/channel';
import type { Dispute } from '@banrimkwae/contract/disputes';
import type { Payment, RefundRules } from '@banrimkwae/contract/payments';
import type { Money } from '@banrimkwae/contract/primitives';
import { nightsBetween } from '../../time/format-time.ts';

type Sums = Pick<Payment, 'captured' | 'refunded' | 'refunding' | 'refundable'>;

/** The parts of the bar in percent of what was paid; together 100. */
export function refundShares({ captured, refunded, refunding }: Sums): { refunded: number; refunding: number; left: number } {
  if (captured.amount === 0) return { refunded: 0, refunding: 0, left: 0 };
  const share = (money: Money) => (money.amount / captured.amount) * 100;
  return { refunded: share(refunded), refunding: share(refunding), left: 100 - share(refunded) - share(refunding) };
}

export type Suggestion = { name: 'night' | 'half' | 'all'; amount: Money };

/** Amounts a guest usually asks for, each no more than what is left, none twice. */
export function suggestions(
  { captured, refundable }: Pick<Sums, 'captured' | 'refundable'>,
  stay: Pick<Reservation, 'arrival' | 'departure' | 'total'> | undefined,
): Suggestion[] {
  const all: Suggestion = { name: 'all', amount: refundable };
  const night = stay && oneNight(stay, refundable.currency);
  const half = { name: 'half', amount: { ...captured, amount: Math.round(captured.amount / 2) } } as const;
  const fits = ({ amount }: Suggestion) => amount.amount > 0 && amount.amount < refundable.amount;
  return [...(night ? [night] : []), half].filter(fits).concat(refundable.amount > 0 ? [all] : []);
}

function oneNight(
  { arrival, departure, total }: Pick<Reservation, 'arrival' | 'departure' | 'total'>,
  currency: string,
): Suggestion | undefined {
  const nights = nightsBetween(arrival, departure);
  if (nights < 2 || total.currency !== currency) return undefined;
  return { name: 'night', amount: { amount: Math.round(total.amount / nights), currency } };
}

export type AmountFault = 'missing' | 'tooMuch';

/** Why an amount cannot be refunded; undefined when it can. */
export function amountFault(amount: Money | undefined, refundable: Money): AmountFault | undefined {
  if (!amount) return 'missing';
  return amount.amount > refundable.amount ? 'tooMuch' : undefined;
}

/** A transfer by hand always needs one: who sends it is not who asked for it. */
export function needsSecondPerson({ way, approvalAbove }: Pick<RefundRules, 'way' | 'approvalAbove'>, amount: Money): boolean {
  return way === 'manual_transfer' || (approvalAbove !== null && amount.amount > approvalAbove.amount);
}

const NOTE_LEAST = 3;

/** "Other" says nothing by itself, so it needs a note. */
export function noteMissing(reason: string | null, note: string): boolean {
  return reason === 'other' && note.trim().length < NOTE_LEAST;
}

/** While a bank or wallet decides it may give the money back itself: a refund beside it would pay the guest twice. */
export function isDisputed(disputes: readonly Pick<Dispute, 'state'>[]): boolean {
  return disputes.some(({ state }) => state === 'needs_response' || state === 'under_review');
}
