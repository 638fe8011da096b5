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

/** In the order of the index, so that no page sorts the day: by the moment, and by the row where moments are the same. */
const PAID = `
  SELECT rowid AS row_number, * FROM payments WHERE provider = @provider AND paid_at >= @from AND paid_at < @to
    AND (paid_at > @from OR rowid > @row) AND provider_payment_id IS NOT NULL
  ORDER BY paid_at, rowid LIMIT @limit`;
const OPEN = `
  SELECT * FROM payments WHERE provider = @provider AND paid_at IS NULL AND created_at >= @from AND created_at < @to
    AND state IN ('waiting', 'processing', 'authorized') AND provider_payment_id IS NOT NULL
  ORDER BY id`;
/** Few enough that a webhook between two pages does not notice. */
const PAGE = 200;
const Id = z.object({ id: z.string() });
const Place = z.object({ row_number: z.int(), paid_at: z.string() });

/**
 * Asks the provider for each payment of our books that its list did not have: all of them where it lists nothing. What it does not know
 * although we count it as paid is the worst difference there is.
 */
export async function compareOurs(ground: PaymentsGround, run: DayRun): Promise<void> {
  const { provider } = run;
  const [from, to] = [run.from.toISOString(), run.to.toISOString()];
  const open = ground.database.prepare(OPEN).all({ provider, from, to });
  for (const row of open) await compareOne(ground, run, row);
  const page = ground.database.prepare(PAID);
  let place = { from, row: -1 };
  for (;;) {
    const rows = page.all({ provider, to, limit: PAGE, ...place });
    for (const row of rows) {
      await compareOne(ground, run, row);
      const { paid_at, row_number } = Place.parse(row);
      place = { from: paid_at, row: row_number };
    }
    if (rows.length < PAGE) return;
    await setImmediate();
  }
}

async function compareOne(ground: PaymentsGround, run: DayRun, row: unknown): Promise<void> {
  run.job.signal.throwIfAborted();
  const lists = ground.providers.find(run.provider).connector.payments?.listTransactions !== undefined;
  if (ground.reconciled.agreedOn(run.provider, Id.parse(row).id).some((day) => lists || day !== run.day)) return;
  const payment = PaymentRow.parse(row);
  ground.reconciled.saveLine(lineOf(ground, run, { payment, ...(await asked(ground, payment)) }));
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
