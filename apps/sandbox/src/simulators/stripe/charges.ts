import type { Account } from './account.ts';
import { settled } from './currencies.ts';
import type { BalanceTransaction, BillingDetails, Charge, Outcome, PaymentIntent } from './objects.ts';
import type { Verdict } from './payment-methods.ts';

/** Stripe's prices in Thailand: a share of the amount, and satang a card payment. https://stripe.com/th/pricing */
const FEES = { card: { share: 0.0365, fixed: 1000 }, promptpay: { share: 0.0165, fixed: 0 } };
const DAY = 86_400;
/** Money can be paid out after so many days. */
const SETTLES_AFTER = 7 * DAY;

type Attempt = {
  method: string;
  details: Charge['payment_method_details'];
  billing: BillingDetails;
  outcome: Outcome;
  declined?: Verdict['declined'];
};

/** One attempt at a payment. Money moves only with `book`. */
export function makeCharge(account: Account, intent: PaymentIntent, attempt: Attempt): Charge {
  const { declined } = attempt;
  const charge: Charge = {
    id: account.id('ch'),
    object: 'charge',
    amount: intent.amount,
    amount_captured: 0,
    amount_refunded: 0,
    balance_transaction: null,
    billing_details: attempt.billing,
    calculated_statement_descriptor: attempt.details.type === 'card' ? 'BANRIMKWAE' : null,
    captured: false,
    created: account.now(),
    currency: intent.currency,
    customer: null,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: declined?.code ?? null,
    failure_message: declined?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: { ...intent.metadata },
    outcome: attempt.outcome,
    paid: declined === undefined,
    payment_intent: intent.id,
    payment_method: attempt.method,
    payment_method_details: attempt.details,
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    status: declined === undefined ? 'succeeded' : 'failed',
  };
  account.charges.set(charge.id, charge);
  intent.latest_charge = charge.id;
  return charge;
}

/** Takes the money of a charge: it is the account's, less the fee. */
export function bookCharge(account: Account, charge: Charge, amount: number): void {
  const { type } = charge.payment_method_details;
  const { share, fixed } = FEES[type];
  charge.captured = true;
  charge.amount_captured = amount;
  charge.balance_transaction = book(account, {
    charge,
    source: charge.id,
    amount,
    fee: (settledAmount) => Math.round(settledAmount * share) + fixed,
    type: type === 'card' ? 'charge' : 'payment',
  });
}

/** https://docs.stripe.com/reports/reporting-categories */
const CATEGORIES: Readonly<Record<BalanceTransaction['type'], string>> = {
  charge: 'charge',
  payment: 'charge',
  refund: 'refund',
  payment_refund: 'refund',
  refund_failure: 'refund_failure',
  payment_failure_refund: 'refund',
  adjustment: 'other_adjustment',
};

type Booking = {
  charge: Charge;
  source: string;
  amount: number;
  fee?: (settled: number) => number;
  type: BalanceTransaction['type'];
  /** Where the type does not say it. */
  category?: string;
};

/** A line of the account's balance; answers its id. Money that goes out goes at once. */
export function book(account: Account, { charge, source, amount, fee = () => 0, type, category = CATEGORIES[type] }: Booking): string {
  const currency = account.settings.settlementCurrency;
  const { amount: gross, rate } = settled(amount, charge.currency, currency);
  const taken = fee(gross);
  const created = account.now();
  const pending = gross > 0 && (type === 'charge' || type === 'payment');
  const detail = { amount: taken, application: null, currency, description: 'Stripe processing fees', type: 'stripe_fee' as const };
  const line: BalanceTransaction = {
    id: account.id('txn'),
    object: 'balance_transaction',
    amount: gross,
    available_on: pending ? created + SETTLES_AFTER : created,
    balance_type: 'payments',
    created,
    currency,
    description: charge.description,
    exchange_rate: rate,
    fee: taken,
    fee_details: taken === 0 ? [] : [detail],
    net: gross - taken,
    reporting_category: category,
    source,
    status: pending ? 'pending' : 'available',
    type,
  };
  account.transactions.set(line.id, line);
  return line.id;
}

/** What the account holds now, and what it will. */
export function balanceOf(account: Account) {
  const { settlementCurrency: currency, openingBalance } = account.settings;
  const now = account.now();
  let available = openingBalance;
  let pending = 0;
  for (const { net, available_on: on } of account.transactions.values()) {
    if (on <= now) available += net;
    else pending += net;
  }
  const line = (amount: number) => [{ amount, currency, source_types: { card: amount } }];
  return { object: 'balance', available: line(available), livemode: false, pending: line(pending) };
}
