import type { Account } from './account.ts';
import { refundList } from './charge-objects.ts';
import type { Charge, Metadata, Refund } from './objects.ts';
import { refuse } from './refusal.ts';

const DAY_MS = 86_400_000;
/** https://docs.omise.co/refunds-api */
const LONGEST_MS = 365 * DAY_MS;
const SHORTER_BRANDS: ReadonlySet<string> = new Set(['JCB', 'American Express', 'Diners Club']);
const SHORTER_MS = 160 * DAY_MS;
const MOST_PARTS = 15;

export type AskedRefund = { amount: number; metadata: Metadata };

/** Gives back a part or all. What is whole and of the same day never reached the bank's books: a void, done at once. */
export function createRefund(account: Account, charge: Charge, { amount, metadata }: AskedRefund): Refund {
  const left = charge.captured_amount - charge.refunded_amount;
  requireRefundable(account, charge, amount);
  const id = account.id('rfnd');
  const whole = amount === charge.captured_amount;
  const sameDay = charge.paid_at?.slice(0, 10) === account.now().slice(0, 10);
  const voided = whole && sameDay && charge.card !== null;
  const refund: Refund = {
    object: 'refund',
    id,
    location: `/charges/${charge.id}/refunds/${id}`,
    livemode: false,
    amount,
    currency: charge.currency,
    funding_amount: Math.floor((charge.funding_amount * amount) / charge.captured_amount),
    funding_currency: charge.funding_currency,
    status: voided ? 'closed' : 'pending',
    voided,
    charge: charge.id,
    transaction: account.id('trxn'),
    metadata,
    created_at: account.now(),
  };
  account.refunds.set(id, refund);
  changeRefunded(charge, amount);
  if (amount === left) Object.assign(charge, { voided });
  if (!voided)
    account.setDeadline(id, account.settings.refundTakes, () => {
      refund.status = 'closed';
    });
  showRefunds(account, charge);
  account.emit('refund.create', refund);
  return refund;
}

/** The bank sends it back: the money is the account's again. Omise has no event for it. */
export function failRefund(account: Account, refund: Refund): void {
  const charge = account.charges.get(refund.charge);
  if (!charge) throw new RangeError(`Charge ${refund.charge} is gone`);
  account.clearDeadline(refund.id);
  refund.status = 'failed';
  changeRefunded(charge, -refund.amount);
  showRefunds(account, charge);
}

export function refundsOf({ refunds }: Account, chargeId: string): Refund[] {
  return [...refunds.values()].filter(({ charge }) => charge === chargeId);
}

/** A charge shows its refunds as they stand. */
export function showRefunds(account: Account, charge: Charge): void {
  charge.refunds = refundList(account, charge.id, refundsOf(account, charge.id));
}

function requireRefundable(account: Account, charge: Charge, amount: number): void {
  const left = charge.captured_amount - charge.refunded_amount;
  if (!charge.paid) throw refuse('failed_refund', 'charge has not been captured');
  if (charge.dispute !== null) throw refuse('failed_refund', 'charge is disputed');
  if (left <= 0) throw refuse('failed_refund', 'charge was already fully refunded');
  if (!charge.refundable) throw refuse('failed_refund', 'refunds are not supported for this payment method');
  if (amount > left) throw refuse('failed_refund', `amount exceeds the refundable amount of ${left}`);
  if (amount < charge.captured_amount && !charge.partially_refundable)
    throw refuse('failed_refund', 'this payment method can only be refunded in full');
  if (refundsOf(account, charge.id).length >= MOST_PARTS - 1) throw refuse('failed_refund', 'the charge has too many refunds');
  const age = account.world.now().getTime() - Date.parse(charge.paid_at ?? charge.created_at);
  if (age > (SHORTER_BRANDS.has(charge.card?.brand ?? '') ? SHORTER_MS : LONGEST_MS))
    throw refuse('failed_refund', 'the charge is too old to be refunded');
}

function changeRefunded(charge: Charge, by: number): void {
  charge.refunded_amount += by;
  charge.refundable = charge.refunded_amount < charge.captured_amount;
}
