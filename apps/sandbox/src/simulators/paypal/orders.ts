import type { Account } from './account.ts';
import { type Minor, type PayPalAmount, readAmount } from './amounts.ts';
import type { Authorization, Capture, Guest, Order, Unit } from './objects.ts';
import { missing, unprocessable } from './refusal.ts';
import { capturedBy, heldBy, showAuthorization, showCapture, showOrder } from './show.ts';

export type NewOrder = {
  intent: Order['intent'];
  unit: Unit & { amount: PayPalAmount };
  named: boolean;
  returnUrl: string | null;
  cancelUrl: string | null;
  pages: string;
};

export function createOrder(account: Account, { unit: { amount, ...unit }, named, ...rest }: NewOrder): Order {
  const at = account.now();
  const order: Order = {
    ...rest,
    id: account.id(),
    status: named ? 'PAYER_ACTION_REQUIRED' : 'CREATED',
    unit,
    amount: readAmount(amount),
    named,
    guest: null,
    willEnd: [],
    created: at,
    updated: at,
  };
  account.orders.set(order.id, order);
  return order;
}

/** An order that nobody paid is forgotten in time. */
export function orderOf(account: Account, id: string): Order {
  const order = account.orders.get(id);
  const age = account.world.now().getTime() - Date.parse(order?.created ?? '');
  if (!order || (order.status !== 'COMPLETED' && age >= account.settings.orderLifetime)) throw missing(id);
  return order;
}

/** The guest says yes on PayPal's page: a permission, no money. */
export function approve(account: Account, order: Order, guest: Guest): void {
  order.status = 'APPROVED';
  order.guest = guest;
  touch(account, order);
  account.emit({
    type: 'CHECKOUT.ORDER.APPROVED',
    resourceType: 'checkout-order',
    version: '2.0',
    summary: 'An order has been approved by buyer',
    resource: showOrder(account, order),
  });
}

export function captureOrder(account: Account, order: Order): void {
  if (order.intent !== 'CAPTURE') throw unprocessable('ACTION_DOES_NOT_MATCH_INTENT', 'Order was created with an intent to AUTHORIZE.');
  if (order.status === 'COMPLETED') throw unprocessable('ORDER_ALREADY_CAPTURED', 'Order already captured.');
  mayBePaid(account, order);
  order.status = 'COMPLETED';
  touch(account, order);
  addCapture(account, order, order.amount);
}

export function authorizeOrder(account: Account, order: Order): void {
  if (order.intent !== 'AUTHORIZE') throw unprocessable('ACTION_DOES_NOT_MATCH_INTENT', 'Order was created with an intent to CAPTURE.');
  if (order.status === 'COMPLETED') throw unprocessable('ORDER_ALREADY_AUTHORIZED', 'Order already authorized.');
  mayBePaid(account, order);
  const at = account.now();
  const hold: Authorization = { id: account.id(), order: order.id, status: 'CREATED', amount: order.amount, created: at, updated: at };
  account.authorizations.set(hold.id, hold);
  order.status = 'COMPLETED';
  touch(account, order);
  account.emit({
    type: 'PAYMENT.AUTHORIZATION.CREATED',
    resourceType: 'authorization',
    version: '2.0',
    summary: `A successful payment authorization was created`,
    resource: showAuthorization(account, hold),
  });
}

function mayBePaid(account: Account, order: Order): void {
  if (order.status !== 'APPROVED') throw unprocessable('ORDER_NOT_APPROVED', 'Payer has not yet approved the Order for payment.');
  const issue = order.willEnd.shift();
  if (issue !== undefined) {
    // The guest has to choose another card: back to the page.
    order.status = 'PAYER_ACTION_REQUIRED';
    throw unprocessable(
      issue,
      'The instrument presented was either declined by the processor or bank, or it cannot be used for this payment.',
    );
  }
  const { invoice_id: invoice } = order.unit;
  const isTaken = ({ id, unit }: Order) =>
    id !== order.id && unit.invoice_id === invoice && (capturedBy(account, id).length > 0 || heldBy(account, id).length > 0);
  if (invoice !== undefined && [...account.orders.values()].some(isTaken))
    throw unprocessable(
      'DUPLICATE_INVOICE_ID',
      'Duplicate Invoice ID detected. To avoid a potential duplicate transaction your account setting requires that Invoice Id be unique for each transaction.',
    );
}

/** Money moves, or waits where a scene wants it to. */
export function addCapture(account: Account, order: Order, amount: Minor): Capture {
  const at = account.now();
  const reason = account.coming.captures.shift() ?? null;
  const capture: Capture = {
    id: account.id(),
    order: order.id,
    status: reason === null ? 'COMPLETED' : 'PENDING',
    reason,
    amount,
    created: at,
    updated: at,
  };
  account.captures.set(capture.id, capture);
  tellCapture(account, capture, reason === null ? 'COMPLETED' : 'PENDING');
  return capture;
}

export function tellCapture(account: Account, capture: Capture, what: 'COMPLETED' | 'PENDING' | 'DENIED'): void {
  account.emit({
    type: `PAYMENT.CAPTURE.${what}`,
    resourceType: 'capture',
    version: '2.0',
    summary: `Payment ${what.toLowerCase()}`,
    resource: showCapture(account, capture),
  });
}

export function touch(account: Account, thing: { updated: string }): void {
  thing.updated = account.now();
}
