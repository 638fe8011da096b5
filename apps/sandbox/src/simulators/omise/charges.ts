import type { Account } from './account.ts';
import { type NewCharge, newCharge, settled } from './charge-objects.ts';
import { FAILURES } from './known-cards.ts';
import type { Charge } from './objects.ts';
import { refuse } from './refusal.ts';
import { attachQr } from './sources.ts';

/** Makes a charge. A card that needs no word of its holder is decided at once; everything else waits. `pages`: where guests agree. */
export function createCharge(account: Account, asked: NewCharge, pages: string): Charge {
  const charge = newCharge(account, asked);
  account.charges.set(charge.id, charge);
  const { source, card } = charge;
  if (source) source.charge_status = 'pending';
  if (source?.type === 'promptpay') {
    attachQr(account, source, charge.id);
    waitFor(account, charge, account.settings.qrLifetime);
    account.emit('charge.create', charge);
  } else if (source || (account.settings.threeDSecure && charge.return_uri !== null)) {
    const page = account.id('pay2');
    account.pages.set(page, charge.id);
    charge.authorize_uri = `${pages}/payments/${page}/authorize`;
    waitFor(account, charge, account.settings.pageLifetime);
    account.emit('charge.create', charge);
  } else {
    account.emit('charge.create', charge);
    decide(account, charge, card ? account.cards.get(card.id)?.failure : undefined);
  }
  return charge;
}

/** What the bank says, at last. Without a failure the money is there, or held. */
export function decide(account: Account, charge: Charge, failure?: string): void {
  account.clearDeadline(charge.id);
  if (failure !== undefined) {
    Object.assign(charge, { status: 'failed', failure_code: failure, failure_message: FAILURES[failure] ?? failure, capturable: false });
    if (charge.source) charge.source.charge_status = 'failed';
  } else {
    Object.assign(charge, { authorized: true, authorized_amount: charge.amount });
    if (charge.capture) take(account, charge, charge.amount);
    else hold(account, charge);
  }
  account.emit('charge.complete', charge);
}

export function capture(account: Account, charge: Charge, amount: number | undefined): Charge {
  if (charge.reversed || charge.expired) throw refuse('expired_charge', 'charge expired');
  if (charge.paid) throw refuse('failed_capture', 'charge was already captured');
  if (!charge.capturable) throw refuse('failed_capture', 'charge is not authorized');
  const taken = amount ?? charge.amount;
  if (taken > charge.authorized_amount) throw refuse('failed_capture', 'capture amount exceeds the authorized amount');
  if (taken < charge.amount && charge.authorization_type !== 'pre_auth')
    throw refuse('failed_capture', 'a partial capture is only possible for a pre-authorized charge');
  account.clearDeadline(charge.id);
  take(account, charge, taken);
  account.emit('charge.capture', charge);
  return charge;
}

export function reverse(account: Account, charge: Charge): Charge {
  if (!charge.reversible) throw refuse('failed_void', 'charge is not reversible');
  letGo(account, charge);
  return charge;
}

export function expire(account: Account, charge: Charge): Charge {
  if (charge.status !== 'pending' || charge.authorized) throw refuse('failed_expire', 'expire failed');
  account.clearDeadline(charge.id);
  Object.assign(charge, { status: 'expired', expired: true, expired_at: account.now() });
  if (charge.source) charge.source.charge_status = 'expired';
  account.emit('charge.expire', charge);
  return charge;
}

function take(account: Account, charge: Charge, amount: number): void {
  const refundable = charge.source === null || charge.source.type === 'truemoney' || refundsPromptPay(account, charge);
  const kind = charge.card ? 'card' : charge.source?.type === 'promptpay' ? 'promptpay' : 'other';
  Object.assign(charge, {
    ...settled(amount, { currency: charge.currency, kind }),
    status: 'successful',
    paid: true,
    paid_at: account.now(),
    captured_amount: amount,
    transaction: account.id('trxn'),
    capturable: false,
    reversible: false,
    disputable: charge.card !== null,
    refundable,
    partially_refundable: refundable && charge.source?.type !== 'truemoney',
    can_perform_void: charge.card !== null,
  });
  if (charge.source) charge.source.charge_status = 'successful';
}

function refundsPromptPay({ settings }: Account, { source }: Charge): boolean {
  return source?.type === 'promptpay' && settings.promptPayRefundable;
}

function hold(account: Account, charge: Charge): void {
  Object.assign(charge, { capturable: true, reversible: true });
  account.setDeadline(charge.id, account.settings.holdLifetime, () => letGo(account, charge));
}

/** Asked for, or because nobody captured in time. https://docs.omise.co/capture */
function letGo(account: Account, charge: Charge): void {
  account.clearDeadline(charge.id);
  Object.assign(charge, { status: 'reversed', reversed: true, reversed_at: account.now(), capturable: false, reversible: false });
  account.emit('charge.reverse', charge);
}

function waitFor(account: Account, charge: Charge, milliseconds: number): void {
  charge.expires_at = `${new Date(Date.parse(charge.created_at) + milliseconds).toISOString().slice(0, 19)}Z`;
  account.setDeadline(charge.id, milliseconds, () => void expire(account, charge));
}
