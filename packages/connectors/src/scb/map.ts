import { billReference } from '@banrimkwae/connector-kit/bill-reference';
import type { KnownPayment, PaymentSnapshot, SlipSnapshot } from '@banrimkwae/connector-kit/capabilities/payments';
import { AppError, type ConfigValues, type ProviderEvent } from '@banrimkwae/connector-kit/connector';
import { add, type Money, parseDecimal, zero } from '@banrimkwae/money';
import { instantOf } from './bangkok-time.ts';
import type { BillPayment, Deeplink, PaymentConfirmation, Slip } from './schemas.ts';

export const EXPIRES_AFTER_SECONDS = 15 * 60;
/** A payment of the last second stands in the bank's books a little later: until then "unpaid" is not yet "never paid". */
const BOOKING_MS = 2 * 60_000;

export type References = { ref1: string; ref2?: string; ref3: string };

/** SCB takes [A-Z0-9]{1,20}; reference 3 begins with the prefix by which it finds our address. */
export function referencesOf(paymentId: string, { ref3Prefix, twoReferences }: ConfigValues): References {
  const ref1 = billReference(paymentId);
  return { ref1, ...(twoReferences === true ? { ref2: ref1 } : {}), ref3: `${ref3Prefix}${ref1}`.slice(0, 20) };
}

type Known = Pick<KnownPayment, 'paymentId' | 'amount' | 'createdAt'>;
type Facts = { providerPaymentId: string; payment: Known; now: Date };

export function expiryOf({ createdAt }: Pick<KnownPayment, 'createdAt'>): Date {
  return new Date(Date.parse(createdAt) + EXPIRES_AFTER_SECONDS * 1000);
}

export function untouched({ providerPaymentId, payment }: Omit<Facts, 'now'>): PaymentSnapshot {
  const { ref1 } = { ref1: billReference(payment.paymentId) };
  return {
    providerPaymentId,
    alsoKnownAs: providerPaymentId === ref1 ? [] : [ref1],
    ourReference: payment.paymentId,
    state: 'waiting',
    amount: payment.amount,
    captured: zero(payment.amount.currency),
    refunded: zero(payment.amount.currency),
    methodDetail: null,
    lastFour: null,
    action: null,
    risk: null,
    fee: null,
    settlement: null,
    failure: null,
    paidAt: null,
    refundable: null,
  };
}

export function unpaid(facts: Facts): PaymentSnapshot {
  const ended = facts.now.getTime() > expiryOf(facts.payment).getTime() + BOOKING_MS;
  return { ...untouched(facts), state: ended ? 'expired' : 'waiting' };
}

/** Those of the bank's records that are about this payment: biller and references agree to the letter, and the money is baht. */
export function aboutPayment(records: readonly BillPayment[], { billerId, references }: { billerId: string; references: References }) {
  const { ref1, ref2 } = references;
  const ours = records.filter(
    (record) =>
      record.payeeProxyId === billerId &&
      record.billPaymentRef1 === ref1 &&
      (ref2 === undefined || record.billPaymentRef2 === ref2) &&
      (record.currencyCode ?? '764') === '764',
  );
  // Asked by days that touch: one record may come twice.
  return [...new Map(ours.map((record) => [record.transactionId, record])).values()];
}

/**
 * Money that came is paid, whatever the sum: all of it is captured, so that too little, too much and twice are seen beside what was asked for,
 * and nothing that is on the account is missing in the books. What the bank took back counts as refunded.
 */
export function paidBy(records: readonly BillPayment[], facts: Facts): PaymentSnapshot {
  const [first] = records;
  if (!first) return unpaid(facts);
  const none = zero(facts.payment.amount.currency);
  const sum = (some: readonly BillPayment[]) => some.map(({ amount }) => baht(amount)).reduce(add, none);
  const account = (first.payerAccountNumber ?? '').replace(/\D/g, '');
  const lastFour = account.length >= 4 ? account.slice(-4) : null;
  return {
    ...untouched(facts),
    alsoKnownAs: [...untouched(facts).alsoKnownAs, ...records.map(({ transactionId }) => transactionId)],
    state: 'paid',
    captured: sum(records),
    refunded: sum(records.filter(({ reverseFlag }) => reverseFlag === 'R')),
    methodDetail: [`Bank ${first.sendingBankCode ?? '?'}`, lastFour === null ? '' : `··${lastFour}`].join(' ').trim(),
    lastFour,
    paidAt: instantOf(first.transactionDateandTime),
  };
}

/** `statusCode`: 0 pending, 1 paid, 2 cancelled, 3 invalid, 4 paid in part, 5 expired; another is doubt. */
export function deeplinkPayment(link: Deeplink, facts: Facts & { billerId: string }): PaymentSnapshot {
  const { statusCode, billPayment } = link;
  const known = untouched(facts);
  const isOurs = billPayment?.ref1 === billReference(facts.payment.paymentId) && billPayment.accountTo === facts.billerId;
  if (statusCode === 0) return unpaid(facts);
  if (statusCode === 2) return { ...known, state: 'cancelled' };
  if (statusCode === 3) return { ...known, state: 'failed', failure: { code: 'invalid', message: 'SCB calls this payment invalid.' } };
  if (statusCode === 5) return { ...known, state: 'expired' };
  const paid = link.paidAmount ?? (statusCode === 1 ? billPayment?.paymentAmount : undefined);
  if ((statusCode !== 1 && statusCode !== 4) || !isOurs || !paid || baht(paid).amount <= 0) return { ...known, state: 'processing' };
  return { ...known, state: 'paid', captured: baht(paid), methodDetail: 'SCB EASY', paidAt: facts.now.toISOString() };
}

export function slipFrom(slip: Slip): SlipSnapshot {
  const given = (values: readonly (string | null | undefined)[]) =>
    values.filter((value) => value !== undefined && value !== null && value !== '') as string[];
  const { sender, receiver } = slip;
  const at = instantOf(`${slip.transDate.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3')}T${slip.transTime}`);
  if (at === null) throw new AppError('provider_answer_unreadable');
  return {
    bank: slip.sendingBank,
    reference: slip.transRef,
    amount: baht(slip.amount),
    receivers: given([receiver?.proxy?.value, receiver?.account?.value]),
    billReferences: given([slip.ref1, slip.ref2, slip.ref3]),
    sender: sender?.displayName ?? sender?.name ?? null,
    at,
  };
}

export function eventFrom(confirmation: PaymentConfirmation, receivedAt: Date): ProviderEvent {
  const { transactionId, billPaymentRef1 } = confirmation;
  return {
    id: transactionId,
    type: 'payment_confirmation',
    occurredAt: new Date(instantOf(confirmation.transactionDateandTime) ?? receivedAt),
    // Card payments have no references; they are asked for by their own number where we know it.
    about: { kind: 'payment', providerPaymentIds: [...(billPaymentRef1 ? [billPaymentRef1] : []), transactionId] },
    data: confirmation,
  };
}

function baht(text: string): Money {
  try {
    return parseDecimal(text, 'THB');
  } catch (cause) {
    throw new AppError('provider_answer_unreadable', { cause });
  }
}
