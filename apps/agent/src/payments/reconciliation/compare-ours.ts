import { setImmediate } from 'node:timers/promises';
import type { PaymentSnapshot } from '@banrimkwae/connector-kit/capabilities/payments';
import { toAppError } from '@banrimkwae/contract/errors';
import * as z from 'zod';
import type { PaymentsGround } from '../ground.ts';
import { known, PaymentRow } from '../payment-row.ts';
import { settlePayment } from '../settle-payment.ts';
import { differenceOf, type Side, sideOfPayment } from './compare.ts';
import type { DayRun } from './day-run.ts';
import type { NewLine } from './reconciled-table.ts';

const OURS = `
  SELECT * FROM payments WHERE provider = @provider AND id > @after AND provider_payment_id IS NOT NULL
    AND (paid_at >= @from AND paid_at < @to OR paid_at IS NULL AND created_at >= @from AND created_at < @to AND state IN ('waiting', 'processing', 'authorized'))
  ORDER BY id LIMIT @limit`;
/** Few enough that a webhook between two pages does not notice. */
const PAGE = 200;
const Id = z.object({ id: z.string() });

/**
 * Asks the provider for each payment of our books that its list did not have: all of them where it lists nothing. What it does not know
 * although we count it as paid is the worst difference there is.
 */
export async function compareOurs(ground: PaymentsGround, run: DayRun): Promise<void> {
  const lists = ground.providers.find(run.provider).connector.payments?.listTransactions !== undefined;
  const page = ground.database.prepare(OURS);
  const window = { provider: run.provider, from: run.from.toISOString(), to: run.to.toISOString(), limit: PAGE };
  const isAgreed = (id: string) => ground.reconciled.agreedOn(run.provider, id).some((day) => lists || day !== run.day);
  let after = '';
  for (;;) {
    const rows = page.all({ ...window, after });
    for (const row of rows) {
      after = Id.parse(row).id;
      if (isAgreed(after)) continue;
      run.job.signal.throwIfAborted();
      const payment = PaymentRow.parse(row);
      ground.reconciled.saveLine(lineOf(ground, run, { payment, ...(await asked(ground, payment)) }));
    }
    if (rows.length < PAGE) return;
    await setImmediate();
  }
}

type Finding = Pick<NewLine, 'outcome' | 'difference'> & { theirs: Side | undefined };

async function asked(ground: PaymentsGround, payment: PaymentRow): Promise<Finding> {
  const { getPayment: get, listRefunds } = ground.providers.find(payment.provider).connector.payments ?? {};
  if (!get || payment.provider_payment_id === null) return { outcome: 'differing', difference: 'missing_there', theirs: undefined };
  const input = { providerPaymentId: payment.provider_payment_id, payment: known(payment) };
  try {
    const snapshot = await ground.providers.run(payment.provider, get, input, { paymentId: payment.id, background: true });
    const theirs = sideOfSnapshot(snapshot, listRefunds !== undefined);
    const difference = differenceOf(sideOfPayment(payment), theirs);
    if (difference === null) return { outcome: 'matched', difference, theirs };
    const after = differenceOf(sideOfPayment(settlePayment(ground, payment.id, snapshot)), theirs);
    return { outcome: after === null ? 'recovered' : 'differing', difference: after, theirs };
  } catch (fault) {
    if (toAppError(fault).code !== 'provider_rejected') throw fault;
    return { outcome: 'differing', difference: 'missing_there', theirs: undefined };
  }
}

/** Where no refunds are listed, what a bank took back shows nowhere but in what is left there. */
function sideOfSnapshot({ state, amount, captured, refunded }: PaymentSnapshot, refundsAreListed: boolean): Side {
  const left = refundsAreListed ? captured.amount : captured.amount - refunded.amount;
  return { state, amount: captured.amount > 0 ? left : amount.amount, currency: amount.currency };
}

function lineOf(
  ground: PaymentsGround,
  { provider, day }: DayRun,
  { payment, outcome, difference, theirs }: Finding & { payment: PaymentRow },
): NewLine {
  const current = ground.payments.find(payment.id) ?? payment;
  const ours = sideOfPayment(current);
  return {
    id: ground.newId('rec'),
    provider,
    day,
    kind: 'payment',
    subject: payment.id,
    outcome,
    difference,
    payment_id: payment.id,
    refund_id: null,
    provider_id: payment.provider_payment_id,
    at: current.paid_at ?? payment.created_at,
    ours_state: ours.state,
    ours_amount: ours.amount,
    ours_currency: ours.currency,
    theirs_state: theirs?.state ?? null,
    theirs_amount: theirs?.amount ?? null,
    theirs_currency: theirs?.currency ?? null,
  };
}
