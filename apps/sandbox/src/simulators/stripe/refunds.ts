import type { Account } from './account.ts';
import { book } from './charges.ts';
import { written } from './currencies.ts';
import { chargedBack, settleWarnings } from './disputes.ts';
import type { Charge, Metadata, PaymentIntent, Refund } from './objects.ts';
import { invalid, refuse } from './refusal.ts';

const DAY = 86_400;

export type NewRefund = {
  amount: number | undefined;
  reason: string | null;
  metadata: Metadata;
  email: string | undefined;
};

/** Gives back a charge or a part of it. A card is credited at once; PromptPay first asks the guest for a bank account. */
export function createRefund(account: Account, charge: Charge, { amount: asked, reason, metadata, email }: NewRefund): Refund {
  const rest = charge.amount - charge.amount_refunded;
  if (charge.refunded || rest === 0) throw refuse(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' });
  if (chargedBack(account, charge))
    throw refuse(`Charge ${charge.id} has been charged back; cannot issue a refund.`, { code: 'charge_disputed' });
  const amount = asked ?? rest;
  if (amount > rest)
    throw refuse(
      `Refund amount (${written(amount, charge.currency)}) is greater than unrefunded amount on charge (${written(rest, charge.currency)})`,
      { param: 'amount' },
    );
  const promptPay = charge.payment_method_details.type === 'promptpay';
  const address = email ?? charge.billing_details.email;
  if (promptPay && address === null)
    throw invalid('Missing required param: instructions_email.', { code: 'parameter_missing', param: 'instructions_email' });
  const refund = keep(account, charge, { amount, reason, metadata });
  if (!promptPay && account.short.refunds > 0) waitForFunds(account, refund);
  else takeOut(account, charge, refund);
  if (promptPay && address !== null) askForAccount(account, refund, address);
  else
    refund.destination_details = {
      type: 'card',
      card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
    };
  countBack(account, charge, amount);
  settleWarnings(account, charge);
  account.emit('refund.created', refund);
  return refund;
}

/** The account has too little: it is tried again once there is more. https://docs.stripe.com/refunds#insufficient-funds */
function waitForFunds(account: Account, refund: Refund): void {
  account.short.refunds -= 1;
  refund.status = 'pending';
  refund.pending_reason = 'insufficient_funds';
}

function takeOut(account: Account, charge: Charge, refund: Refund): void {
  const type = charge.payment_method_details.type === 'promptpay' ? 'payment_refund' : 'refund';
  refund.balance_transaction = book(account, { charge, source: refund.id, amount: -refund.amount, type });
}

function keep(account: Account, charge: Charge, part: { amount: number; reason: string | null; metadata: Metadata }): Refund {
  const refund: Refund = {
    id: account.id('re'),
    object: 'refund',
    amount: part.amount,
    balance_transaction: null,
    charge: charge.id,
    created: account.now(),
    currency: charge.currency,
    metadata: part.metadata,
    payment_intent: charge.payment_intent,
    reason: part.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  };
  account.refunds.set(refund.id, refund);
  return refund;
}

/** `requires_action` until the guest has answered, then `pending` until the money has arrived. https://docs.stripe.com/refunds */
function askForAccount(account: Account, refund: Refund, email: string): void {
  const { bankDetailsAfter, bankTransferTakes } = account.settings;
  refund.status = 'requires_action';
  refund.instructions_email = email;
  refund.destination_details = { type: 'th_bank_transfer' };
  refund.next_action = {
    type: 'display_details',
    display_details: { email_sent: { email_sent_at: account.now(), email_sent_to: email }, expires_at: account.now() + 45 * DAY },
  };
  account.setDeadline(refund.id, bankDetailsAfter, () => {
    giveBankDetails(account, refund);
    account.setDeadline(refund.id, bankTransferTakes, () => arrive(account, refund));
  });
}

/** The guest has answered the e-mail. */
export function giveBankDetails(account: Account, refund: Refund): void {
  refund.status = 'pending';
  refund.pending_reason = 'processing';
  delete refund.next_action;
  told(account, refund, { status: 'requires_action' });
}

/** The money is on the guest's account. */
export function arrive(account: Account, refund: Refund): void {
  account.clearDeadline(refund.id);
  const status = refund.status;
  const charge = account.charges.get(refund.charge);
  if (refund.balance_transaction === null && charge) takeOut(account, charge, refund);
  refund.status = 'succeeded';
  delete refund.pending_reason;
  delete refund.next_action;
  told(account, refund, { status });
}

/** The bank sent the money back: it is the account's again. https://docs.stripe.com/refunds#failed-refunds */
export function failRefund(account: Account, refund: Refund, reason: string): void {
  const charge = takeBack(account, refund, 'failed');
  const promptPay = charge.payment_method_details.type === 'promptpay';
  refund.failure_reason = reason;
  const type = promptPay ? 'payment_failure_refund' : 'refund_failure';
  if (refund.balance_transaction !== null)
    refund.failure_balance_transaction = book(account, { charge, source: refund.id, amount: refund.amount, type });
  account.emit('refund.failed', refund);
  told(account, refund);
}

/** Only while Stripe waits for the guest's bank account. https://docs.stripe.com/api/refunds/cancel */
export function cancelRefund(account: Account, refund: Refund): void {
  if (refund.status !== 'requires_action')
    throw refuse(`Refund ${refund.id} cannot be canceled because it has a status of ${refund.status}.`);
  const charge = takeBack(account, refund, 'canceled');
  refund.failure_reason = 'merchant_request';
  refund.failure_balance_transaction = book(account, { charge, source: refund.id, amount: refund.amount, type: 'payment_failure_refund' });
  told(account, refund, { status: 'requires_action' });
}

function takeBack(account: Account, refund: Refund, status: 'failed' | 'canceled'): Charge {
  const charge = account.charges.get(refund.charge);
  if (charge === undefined) throw new RangeError(`Refund ${refund.id} has no charge`);
  account.clearDeadline(refund.id);
  refund.status = status;
  delete refund.pending_reason;
  delete refund.next_action;
  const before = { amount_refunded: charge.amount_refunded, refunded: charge.refunded };
  charge.amount_refunded -= refund.amount;
  charge.refunded = false;
  account.emit('charge.updated', charge, before);
  return charge;
}

/** What was held and not taken goes back to the guest as a refund that moved no money. */
export function releaseRest(account: Account, charge: Charge): void {
  const amount = charge.amount - charge.amount_captured;
  keep(account, charge, { amount, reason: null, metadata: {} });
  countBack(account, charge, amount);
}

function countBack(account: Account, charge: Charge, amount: number): void {
  const before = { amount_refunded: charge.amount_refunded, refunded: charge.refunded };
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded === charge.amount;
  account.emit('charge.refunded', charge, before);
}

function told(account: Account, refund: Refund, previous?: Record<string, unknown>): void {
  account.emit('refund.updated', refund, previous);
  account.emit('charge.refund.updated', refund, previous);
}

/** The charge of a payment that can be given back. */
export function refundable(account: Account, intent: PaymentIntent): Charge {
  const charge = account.charges.get(intent.latest_charge ?? '');
  if (intent.status !== 'succeeded' || charge === undefined)
    throw refuse(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`, { param: 'payment_intent' });
  return charge;
}
