import type { TransactionSnapshot } from '@banrimkwae/connector-kit/capabilities/payments';
import type { DifferenceKind } from '@banrimkwae/contract/reconciliation';
import type { PaymentRow } from '../payment-row.ts';
import type { RefundRow } from '../refund-table.ts';

/** One side of a comparison. Amount in minor units. */
export type Side = { state: string; amount: number; currency: string };

/** What our books say of a payment, in the provider's terms: of what was captured or, while nothing is, asked for. */
export function sideOfPayment(row: PaymentRow): Side {
  return { state: row.state, amount: row.captured > 0 ? row.captured : row.amount, currency: row.currency };
}

export function sideOfRefund(row: RefundRow): Side {
  return { state: row.state, amount: row.amount, currency: row.currency };
}

export function theirSide({ state, amount }: Pick<TransactionSnapshot, 'state' | 'amount'>): Side {
  return { state, amount: amount.amount, currency: amount.currency };
}

/** The worst difference of two sides, or null. A currency that differs makes amounts incomparable, so it is told first. */
export function differenceOf(ours: Side, theirs: Side): DifferenceKind | null {
  if (ours.currency !== theirs.currency) return 'currency';
  if (ours.amount !== theirs.amount) return 'amount';
  // Whether an attempt that brought nothing was cancelled, failed or expired is a matter of words.
  return ours.state === theirs.state || !(movesMoney(ours) || movesMoney(theirs)) ? null : 'state';
}

const WITHOUT_MONEY: ReadonlySet<string> = new Set(['creating', 'waiting', 'failed', 'cancelled', 'expired']);

/** Whether money moved, is held or is on its way. */
export function movesMoney({ state }: Pick<Side, 'state'>): boolean {
  return !WITHOUT_MONEY.has(state);
}
