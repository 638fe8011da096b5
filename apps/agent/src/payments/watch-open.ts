import { type AppError, type ErrorCode, toAppError } from '@banrimkwae/contract/errors';
import type { JobOutcome } from '../jobs/port.ts';
import type { PaymentsGround } from './ground.ts';
import { known, type PaymentRow } from './payment-row.ts';
import { importRefunds, refreshPayment } from './refresh-payment.ts';
import { required, settlePayment } from './settle-payment.ts';

const LATER_MS = 30_000;
/** Their clock and ours need not agree. */
const CLOCKS_APART_MS = 5 * 60_000;

/** Faults that the next call to the same provider would meet as well; any other is of one payment, which must keep no other one waiting. */
const OF_ALL_CALLS: ReadonlySet<ErrorCode> = new Set([
  'provider_not_configured',
  'provider_paused',
  'provider_credentials',
  'provider_unavailable',
  'provider_timeout',
  'rate_limited',
  'busy',
]);

/** Job: reads every open payment and refund anew, in case a webhook never comes. A provider that fails is left for later; the others are read. */
export async function watchOpen(ground: PaymentsGround): Promise<JobOutcome> {
  const away = new Set<string>();
  let first: AppError | undefined;
  const read = async (payment: PaymentRow, act: () => Promise<unknown>) => {
    if (away.has(payment.provider)) return;
    try {
      await act();
    } catch (thrown) {
      const fault = toAppError(thrown);
      first ??= fault;
      if (OF_ALL_CALLS.has(fault.code)) away.add(payment.provider);
    }
  };
  for (const payment of ground.payments.open()) await read(payment, () => refreshPayment(ground, payment.id));
  const pending = ground.refunds.open().filter((refund) => refund.state === 'pending');
  for (const paymentId of new Set(pending.map((refund) => refund.payment_id))) {
    const payment = required(ground, paymentId);
    await read(payment, () => importRefunds(ground, payment));
  }
  return first === undefined ? { done: true } : { again: { afterMs: LATER_MS, reason: first.message } };
}

/** `asked`: open payments that were asked for. `moved`: of these, how many the provider knew otherwise. */
export type AskedOpen = { asked: number; moved: number; movedSince: (at: string) => number };

/**
 * Asks one provider for each of its open payments, by its id or else by our own reference. Throws the first AppError: at once where the provider
 * is away, else when all others were asked.
 */
export async function askOpen(ground: PaymentsGround, provider: string): Promise<AskedOpen> {
  const open = ground.payments.open().filter((payment) => payment.provider === provider);
  let moved = 0;
  let first: AppError | undefined;
  for (const payment of open) {
    try {
      const now = payment.provider_payment_id === null ? await findByReference(ground, payment) : await refreshPayment(ground, payment.id);
      if (now.state !== payment.state) moved += 1;
    } catch (thrown) {
      const fault = toAppError(thrown);
      if (OF_ALL_CALLS.has(fault.code)) throw fault;
      first ??= fault;
    }
  }
  if (first) throw first;
  return { asked: open.length, moved, movedSince: (at) => ground.story.movedSince(provider, at) };
}

/** One whose creation is under way may be known there already; that it is not found says nothing yet. */
async function findByReference(ground: PaymentsGround, payment: PaymentRow): Promise<PaymentRow> {
  const find = ground.providers.find(payment.provider).connector.payments?.findPayment;
  if (!find) return payment;
  const input = {
    paymentId: payment.id,
    payment: known(payment),
    createdAfter: new Date(Date.parse(payment.created_at) - CLOCKS_APART_MS),
  };
  const found = await ground.providers.run(payment.provider, find, input, { paymentId: payment.id });
  return found ? settlePayment(ground, payment.id, found) : payment;
}
