import type { Account } from './account.ts';
import { converted, feeOf, type Minor, written } from './amounts.ts';
import type { Authorization, Capture, Dispute, Guest, Order, Refund } from './objects.ts';

const API = 'https://api-m.sandbox.paypal.com';
const link = (path: string, rel: string, method = 'GET') => ({ href: path.startsWith('http') ? path : `${API}${path}`, rel, method });
const SELLER_PROTECTION = { status: 'ELIGIBLE', dispute_categories: ['ITEM_NOT_RECEIVED', 'UNAUTHORIZED_TRANSACTION'] };

export function showOrder(account: Account, order: Order): Record<string, unknown> {
  const payments = {
    ...listed(
      'authorizations',
      heldBy(account, order.id).map((hold) => showAuthorization(account, hold)),
    ),
    ...listed(
      'captures',
      capturedBy(account, order.id).map((capture) => showCapture(account, capture)),
    ),
    ...listed(
      'refunds',
      refundedBy(account, order.id).map((refund) => showRefund(account, refund)),
    ),
  };
  const { settings } = account;
  return {
    id: order.id,
    intent: order.intent,
    status: order.status,
    ...(order.named || order.guest ? { payment_source: { paypal: order.guest ? wallet(order.guest) : {} } } : {}),
    purchase_units: [
      {
        ...order.unit,
        amount: written(order.amount),
        payee: { email_address: settings.merchantEmail, merchant_id: settings.merchantId },
        ...(Object.keys(payments).length === 0 ? {} : { payments }),
      },
    ],
    ...(order.guest ? { payer: payer(order.guest) } : {}),
    create_time: order.created,
    update_time: order.updated,
    links: orderLinks(order),
  };
}

function orderLinks({ id, status, intent, named, pages }: Order) {
  const path = `/v2/checkout/orders/${id}`;
  const act = intent === 'CAPTURE' ? 'capture' : 'authorize';
  return [
    link(path, 'self'),
    ...(status === 'CREATED' || status === 'PAYER_ACTION_REQUIRED'
      ? [link(`${pages}/checkoutnow?token=${id}`, named ? 'payer-action' : 'approve')]
      : []),
    ...(status === 'APPROVED' ? [link(`${path}/${act}`, act, 'POST')] : []),
  ];
}

export function showAuthorization(account: Account, hold: Authorization): Record<string, unknown> {
  const path = `/v2/payments/authorizations/${hold.id}`;
  const order = account.orders.get(hold.order);
  return {
    id: hold.id,
    status: hold.status,
    amount: written(hold.amount),
    ...references(order),
    seller_protection: SELLER_PROTECTION,
    expiration_time: new Date(Date.parse(hold.created) + 29 * 86_400_000).toISOString(),
    supplementary_data: { related_ids: { order_id: hold.order } },
    create_time: hold.created,
    update_time: hold.updated,
    links: [link(path, 'self'), link(`${path}/capture`, 'capture', 'POST'), link(`${path}/void`, 'void', 'POST')],
  };
}

export function showCapture(account: Account, capture: Capture): Record<string, unknown> {
  const path = `/v2/payments/captures/${capture.id}`;
  const order = account.orders.get(capture.order);
  const [hold] = heldBy(account, capture.order);
  return {
    id: capture.id,
    status: capture.status,
    ...(capture.reason === null ? {} : { status_details: { reason: capture.reason } }),
    amount: written(capture.amount),
    ...references(order),
    final_capture: true,
    seller_protection: capture.status === 'PENDING' ? { status: 'NOT_ELIGIBLE' } : SELLER_PROTECTION,
    ...(capture.status === 'PENDING' || capture.status === 'DECLINED' ? {} : { seller_receivable_breakdown: breakdown(account, capture) }),
    supplementary_data: { related_ids: { order_id: capture.order, ...(hold ? { authorization_id: hold.id } : {}) } },
    create_time: capture.created,
    update_time: capture.updated,
    links: [link(path, 'self'), link(`${path}/refund`, 'refund', 'POST'), link(`/v2/checkout/orders/${capture.order}`, 'up')],
  };
}

function breakdown({ settings }: Account, { amount }: Capture) {
  const fee = feeOf(amount);
  const net: Minor = { ...amount, amount: amount.amount - fee.amount };
  const change = converted(net, settings.settlementCurrency);
  return {
    gross_amount: written(amount),
    paypal_fee: written(fee),
    net_amount: written(net),
    ...(change === undefined
      ? {}
      : {
          receivable_amount: written(change.amount),
          exchange_rate: { source_currency: amount.currency, target_currency: settings.settlementCurrency, value: change.rate },
        }),
  };
}

export function showRefund(account: Account, refund: Refund): Record<string, unknown> {
  const { id, status, amount, custom_id, invoice_id, note_to_payer } = refund;
  const total = [...account.refunds.values()]
    .filter(({ capture, status: state }) => capture === refund.capture && state !== 'FAILED')
    .reduce((sum, each) => sum + each.amount.amount, 0);
  return {
    id,
    status,
    ...(status === 'PENDING' ? { status_details: { reason: 'ECHECK' } } : {}),
    amount: written(amount),
    ...present({ custom_id, invoice_id, note_to_payer }),
    seller_payable_breakdown: {
      gross_amount: written(amount),
      paypal_fee: written({ ...amount, amount: 0 }),
      net_amount: written(amount),
      total_refunded_amount: written({ ...amount, amount: total }),
    },
    create_time: refund.created,
    update_time: refund.updated,
    links: [link(`/v2/payments/refunds/${id}`, 'self'), link(`/v2/payments/captures/${refund.capture}`, 'up')],
  };
}

/** `whole`: as one is asked for; a list tells less, not even which payment it is about. */
export function showDispute(account: Account, dispute: Dispute, whole = true): Record<string, unknown> {
  const capture = account.captures.get(dispute.capture);
  const order = account.orders.get(capture?.order ?? '');
  return {
    dispute_id: dispute.id,
    create_time: dispute.created,
    update_time: dispute.updated,
    reason: dispute.reason,
    status: dispute.status,
    dispute_amount: written(dispute.amount),
    dispute_life_cycle_stage: dispute.stage,
    dispute_channel: 'INTERNAL',
    ...(dispute.status === 'WAITING_FOR_SELLER_RESPONSE' ? { seller_response_due_date: dispute.due } : {}),
    ...(whole
      ? {
          disputed_transactions: [
            {
              seller_transaction_id: dispute.capture,
              create_time: capture?.created,
              transaction_status: 'COMPLETED',
              gross_amount: capture && written(capture.amount),
              ...present({ custom: order?.unit.custom_id }),
            },
          ],
          ...(dispute.outcome === null ? {} : { dispute_outcome: { outcome_code: dispute.outcome } }),
        }
      : {}),
    links: [link(`/v1/customer/disputes/${dispute.id}`, 'self')],
  };
}

export function heldBy({ authorizations }: Account, orderId: string): Authorization[] {
  return [...authorizations.values()].filter(({ order }) => order === orderId);
}

export function capturedBy({ captures }: Account, orderId: string): Capture[] {
  return [...captures.values()].filter(({ order }) => order === orderId);
}

function refundedBy(account: Account, orderId: string): Refund[] {
  const ids = new Set(capturedBy(account, orderId).map(({ id }) => id));
  return [...account.refunds.values()].filter(({ capture }) => ids.has(capture));
}

function wallet(guest: Guest) {
  return {
    email_address: guest.email,
    account_id: guest.accountId,
    account_status: 'VERIFIED',
    name: { given_name: guest.givenName, surname: guest.surname },
    address: { country_code: 'DE' },
  };
}

function payer(guest: Guest) {
  return {
    name: { given_name: guest.givenName, surname: guest.surname },
    email_address: guest.email,
    payer_id: guest.accountId,
    address: { country_code: 'DE' },
  };
}

function references(order: Order | undefined) {
  return present({ custom_id: order?.unit.custom_id, invoice_id: order?.unit.invoice_id });
}

function listed(name: string, items: readonly object[]) {
  return items.length === 0 ? {} : { [name]: items };
}

function present(values: Record<string, string | undefined>) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
