import { type AppError, toAppError } from '@banrimkwae/contract/errors';
import type { JobOutcome } from '../jobs/port.ts';
import type { PaymentsGround } from './ground.ts';
import type { PaymentRow } from './payment-table.ts';
import { importRefunds, refreshPayment } from './refund-payment.ts';
import { required } from './settle-payment.ts';

const LATER_MS = 30_000;

/** Job: reads every open payment and refund anew, in case a webhook never comes. A provider that fails is left for later; the others are read. */
export async function watchOpen(ground: PaymentsGround): Promise<JobOutcome> {
  const failing = new Map<string, AppError>();
  const read = async (payment: PaymentRow, act: () => Promise<unknown>) => {
    if (failing.has(payment.provider)) return;
    try {
      await act();
    } catch (fault) {
      failing.set(payment.provider, toAppError(fault));
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
