import { type AppError, toAppError } from '@banrimkwae/contract/errors';
import { outcomeOf } from '../gateway/outcome.ts';
import type { JobOutcome } from '../jobs/port.ts';
import type { PaymentsGround } from './ground.ts';
import { known, type PaymentRow } from './payment-row.ts';
import { importRefunds, refreshPayment } from './refresh-payment.ts';
import { required, settlePayment } from './settle-payment.ts';

const LATER_MS = 30_000;
/** Their clock and ours need not agree. */
const CLOCKS_APART_MS = 5 * 60_000;

/**
 * Job: reads every open payment and refund anew, in case a webhook never comes. A provider that fails is left for later; the others are read, and
 * so is what comes after one payment that it says no to.
 */
export async function watchOpen(ground: PaymentsGround): Promise<JobOutcome> {
  const failing = new Map<string, AppError>();
  const read = async (payment: PaymentRow, act: () => Promise<unknown>) => {
    if (failing.has(payment.provider)) return;
    try {
      await act();
    } catch (fault) {
      const error = toAppError(fault);
      if (!isOfOnePayment(error)) failing.set(payment.provider, error);
    }
  };
  for (const payment of ground.payments.open()) await read(payment, () => refreshPayment(ground, payment.id));
  const pending = ground.refunds.open().filter((refund) => refund.state === 'pending');
  for (const paymentId of new Set(pending.map((refund) => refund.payment_id))) {
    const payment = required(ground, paymentId);
    await read(payment, () => importRefunds(ground, payment));
  }
  const [first] = failing.values();
  return first === undefined ? { done: true } : { again: { afterMs: LATER_MS, reason: first.message } };
}

/** `asked`: open payments that were asked for. `moved`: of these, how many the provider knew otherwise. */
export type AskedOpen = { asked: number; moved: number; movedSince: (at: string) => number };

/**
 * Asks one provider for each of its payments that may still change, by its id or else by our own reference. Throws the first AppError that is not
 * about one payment only: the rest is asked next time.
 */
export async function askOpen(ground: PaymentsGround, provider: string): Promise<AskedOpen> {
  const open = [...ground.payments.open(), ...ground.payments.authorized()].filter((payment) => payment.provider === provider);
  let moved = 0;
  for (const payment of open) {
    try {
      const now = payment.provider_payment_id === null ? await findByReference(ground, payment) : await refreshPayment(ground, payment.id);
      if (now.state !== payment.state) moved += 1;
    } catch (fault) {
      // One that it says no to must not hide those after it.
      if (!isOfOnePayment(toAppError(fault))) throw fault;
    }
  }
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

/** The provider answered, and says no to what was asked for, or what we cannot read; a refused key is refused for every payment. */
function isOfOnePayment(error: AppError): boolean {
  if (error.code === 'provider_answer_unreadable') return true;
  return outcomeOf(error) === 'refused' && error.code !== 'provider_credentials';
}
