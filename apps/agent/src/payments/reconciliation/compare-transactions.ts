import type { TransactionSnapshot } from '@banrimkwae/connector-kit/capabilities/payments';
import type { PaymentsGround } from '../ground.ts';
import type { PaymentRow } from '../payment-row.ts';
import { importRefunds, refreshPayment } from '../refresh-payment.ts';
import type { RefundRow } from '../refund-table.ts';
import { differenceOf, movesMoney, type Side, sideOfPayment, sideOfRefund, theirSide } from './compare.ts';
import type { DayRun } from './day-run.ts';
import type { NewLine } from './reconciled-table.ts';

/** Lays one page of a provider's list beside our books. What agrees is noted in one transaction; the rest is re-read at the provider one by one. */
export async function compareTransactions(
  ground: PaymentsGround,
  run: DayRun,
  transactions: readonly TransactionSnapshot[],
): Promise<void> {
  const doubtful = ground.database.transaction(() => transactions.filter((transaction) => !noteIfSame(ground, run, transaction)))();
  for (const transaction of doubtful) {
    run.job.signal.throwIfAborted();
    await takeOver(ground, run, transaction);
  }
}

/** False: it has to be looked into. */
function noteIfSame(ground: PaymentsGround, run: DayRun, transaction: TransactionSnapshot): boolean {
  const known = findOurs(ground, run.provider, transaction);
  // An attempt of somebody else on the same account that brought no money is nobody's business.
  if (known.payment === undefined && !movesMoney(transaction)) return true;
  const ours = sideOf(known);
  if (ours === undefined || differenceOf(ours, theirSide(transaction)) !== null) return false;
  ground.reconciled.saveLine(lineOf(ground, run, { transaction, known, outcome: 'matched', difference: null }));
  return true;
}

async function takeOver(ground: PaymentsGround, run: DayRun, transaction: TransactionSnapshot): Promise<void> {
  const before = findOurs(ground, run.provider, transaction);
  if (before.payment !== undefined) {
    const current = await refreshPayment(ground, before.payment.id);
    if (transaction.kind === 'refund') await importRefunds(ground, current);
  }
  const known = findOurs(ground, run.provider, transaction);
  const ours = sideOf(known);
  // The list may be older than what was just read: only a change in our books, or agreement, counts as taken over.
  const difference = ours === undefined ? 'unknown_reference' : differenceOf(ours, theirSide(transaction));
  const moved = JSON.stringify(sideOf(before)) !== JSON.stringify(ours);
  const outcome = difference === null || (moved && difference === 'state') ? 'recovered' : 'differing';
  ground.reconciled.saveLine(lineOf(ground, run, { transaction, known, outcome, difference: outcome === 'recovered' ? null : difference }));
}

type Known = { payment: PaymentRow | undefined; refund: RefundRow | undefined; kind: TransactionSnapshot['kind'] };

function findOurs(
  ground: PaymentsGround,
  provider: string,
  { kind, providerId, providerPaymentIds, ourReference }: TransactionSnapshot,
): Known {
  const ids = kind === 'payment' ? [providerId, ...providerPaymentIds] : providerPaymentIds;
  const byId = firstKnown(ground, provider, new Set(ids));
  if (kind === 'payment') {
    const byReference = ourReference === null ? undefined : ground.payments.find(ourReference);
    return { kind, payment: byId ?? (byReference?.provider === provider ? byReference : undefined), refund: undefined };
  }
  const ours = ourReference === null ? undefined : ground.refunds.find(ourReference);
  const refund = (byId && ground.refunds.byProviderId(byId.id, providerId)) ?? ours;
  const payment = byId ?? (refund && ground.payments.find(refund.payment_id));
  return { kind, payment, refund: payment && refund?.payment_id === payment.id ? refund : undefined };
}

/** One that is known by its first id is not looked for by the others: a day may have a hundred thousand. */
function firstKnown(ground: PaymentsGround, provider: string, ids: ReadonlySet<string>): PaymentRow | undefined {
  for (const id of ids) {
    const found = ground.payments.byReference(provider, id);
    if (found) return found;
  }
  return undefined;
}

function sideOf({ kind, payment, refund }: Known): Side | undefined {
  if (kind === 'refund') return refund && sideOfRefund(refund);
  return payment && sideOfPayment(payment);
}

type Finding = { transaction: TransactionSnapshot; known: Known; outcome: NewLine['outcome']; difference: NewLine['difference'] };

function lineOf(ground: PaymentsGround, { provider, day }: DayRun, { transaction, known, outcome, difference }: Finding): NewLine {
  const { kind, providerId, at } = transaction;
  const ours = sideOf(known);
  const theirs = theirSide(transaction);
  return {
    id: ground.newId('rec'),
    provider,
    day,
    kind,
    subject: (kind === 'refund' ? known.refund?.id : known.payment?.id) ?? providerId,
    outcome,
    difference,
    payment_id: known.payment?.id ?? null,
    refund_id: known.refund?.id ?? null,
    provider_id: providerId,
    at,
    ours_state: ours?.state ?? null,
    ours_amount: ours?.amount ?? null,
    ours_currency: ours?.currency ?? null,
    theirs_state: theirs.state,
    theirs_amount: theirs.amount,
    theirs_currency: theirs.currency,
  };
}
