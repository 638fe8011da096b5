import { AppError } from '@banrimkwae/contract/errors';
import type { MoneyRules } from '@banrimkwae/contract/money-rules';
import type { TimelineEntry } from '@banrimkwae/contract/payments';
import type { Problem } from '@banrimkwae/contract/system';
import type { RequestEntry } from '@banrimkwae/contract/traffic';
import { type Actor, AGENT } from '../access/index.ts';
import type { JobQueue } from '../jobs/port.ts';
import { mapPage, pageOf } from '../store/page.ts';
import { actOnPayment, sendAct } from './act-on-payment.ts';
import { createEventApplier } from './apply-event.ts';
import type { DisputeFilter } from './dispute-table.ts';
import { disputeProblems, listDisputes, refreshDispute, showDispute, watchDisputes } from './disputes.ts';
import { expirePayments } from './expire-payments.ts';
import { feesOf } from './fees.ts';
import { type GroundDeps, JOB, openGround, type PaymentsGround } from './ground.ts';
import { changeMoneyRules, readMoneyRules } from './money-rules.ts';
import { type ActOnPayment, findAct, isEnded } from './payment-acts.ts';
import type { PaymentRow } from './payment-row.ts';
import type { PaymentFilter } from './payment-table.ts';
import { type ConfirmReceived, canConfirmReceived, confirmReceived } from './received.ts';
import { reconcileDay } from './reconciliation/reconcile-day.ts';
import * as reconciliation from './reconciliation/reconciliation.ts';
import { refreshPayment } from './refresh-payment.ts';
import { refundProblems } from './refund-problems.ts';
import { refundRules } from './refund-rules.ts';
import { createRefunds, registerRefundJobs, resumeRefunds } from './refunds.ts';
import { sendPayment } from './send-payment.ts';
import { required } from './settle-payment.ts';
import { showPayment } from './show-payment.ts';
import { showRefund } from './show-refund.ts';
import { paymentOptions, type TakePayment, takePayment } from './take-payment.ts';
import { takingProblems } from './taking-problems.ts';
import { waitUntil } from './waiting.ts';
import { warningsOf } from './warnings.ts';
import { askOpen, watchOpen } from './watch-open.ts';

export type PaymentsDeps = GroundDeps & {
  /** Calls of a payment, for its timeline. */
  requestsOf: (paymentId: string) => readonly RequestEntry[];
};
export type PaymentsRoom = ReturnType<typeof createPayments>;

/** How long an API call waits for the provider before it answers with what is known. */
const PATIENCE_MS = 8000;
/** Open payments and refunds are read anew at this beat, in case a webhook never comes. */
const WATCH_SECONDS = 60;
const DISPUTES_SECONDS = 3600;
const DAYS_SECONDS = 1800;

/** The payments room: its use cases, jobs and event handling over one set of tables. */
export function createPayments({ requestsOf, ...deps }: PaymentsDeps) {
  const ground = openGround(deps);
  registerJobs(ground, deps.jobs);
  return {
    ...reading(ground, requestsOf),
    ...acting(ground),
    ...comparing(ground),
    ...createRefunds(ground),
    applyEvent: createEventApplier(ground),
    /** For what no event told: asks a provider for each open payment. */
    askOpen: (provider: string) => askOpen(ground, provider),
    /** Rings for everything unfinished; at start. */
    resume: () => resume(ground),
  };
}

/** What only looks. */
function reading(ground: PaymentsGround, requestsOf: PaymentsDeps['requestsOf']) {
  return {
    options: () => paymentOptions(ground),
    search: (filter: PaymentFilter) => {
      const rows = ground.payments.search({ ...filter, limit: filter.limit + 1 });
      return mapPage(
        pageOf(rows, filter.limit, ({ id }) => id),
        (row) => showPayment(row, ground.refunds),
      );
    },
    /** To one caller: what somebody may refund alone is theirs. */
    get: (id: string, actor: Actor = AGENT) => {
      const row = find(ground, id);
      const refunds = ground.refunds.ofPayment(id).map((refund) => showRefund(ground, refund, row));
      return {
        ...showPayment(row, ground.refunds),
        refunds,
        canRefund: refundRules(ground, row, actor),
        warnings: warningsOf(ground, id),
        disputes: ground.disputes.ofPayment(id).map((dispute) => showDispute(ground, dispute)),
        canConfirmReceived: canConfirmReceived(ground, row),
      };
    },
    timeline: (id: string): TimelineEntry[] =>
      [...ground.story.of(find(ground, id).id), ...requestsOf(id).map(requestLine)].sort((left, right) => left.at.localeCompare(right.at)),
    paymentOf: (eventId: string) => ground.story.paymentOf(eventId),
    moneyRules: () => readMoneyRules(ground),
    summary: (since: string, currency: string) => summary(ground, since, currency),
    fees: (time: { from: string; to: string }) => feesOf(ground, time),
    /** What of the money waits for a person. */
    problems: (): Problem[] => [
      ...takingProblems(ground),
      ...refundProblems(ground),
      ...disputeProblems(ground),
      ...reconciliation.reconciliationProblems(ground),
    ],
  };
}

/** What a guest's bank or the provider's own books say against ours. */
function comparing(ground: PaymentsGround) {
  return {
    /** Looks for disputes that no webhook told of. */
    watchDisputes: () => watchDisputes(ground),
    disputes: {
      list: (filter: DisputeFilter) => listDisputes(ground, filter),
      get: (id: string) => {
        const row = ground.disputes.find(id);
        if (!row) throw new AppError('not_found', { message: 'There is no such dispute.' });
        return showDispute(ground, row);
      },
      refresh: async (id: string) => showDispute(ground, await refreshDispute(ground, id)),
    },
    reconciliation: {
      days: (range: Parameters<typeof reconciliation.listDays>[1]) => reconciliation.listDays(ground, range),
      lines: (of: Parameters<typeof reconciliation.linesOfDay>[1]) => reconciliation.linesOfDay(ground, of),
      run: (asked: Parameters<typeof reconciliation.runReconciliation>[1], actor: Actor) =>
        reconciliation.runReconciliation(ground, asked, actor),
      settle: (input: { id: string; note: string }, actor: Actor) => reconciliation.settleDifference(ground, input, actor),
    },
  };
}

/** What may change something, here or at the provider. */
function acting(ground: PaymentsGround) {
  const show = (id: string) => showPayment(required(ground, id), ground.refunds);
  return {
    take: async (input: TakePayment, actor: Actor) => {
      const { id } = takePayment(ground, input, actor);
      await waitUntil(ground.live, () => required(ground, id).state !== 'creating', PATIENCE_MS);
      return show(id);
    },
    act: async (input: ActOnPayment, actor: Actor) => {
      const id = actOnPayment(ground, input, actor);
      await waitUntil(ground.live, () => isEnded(findAct(ground, id) ?? { state: 'done' }), PATIENCE_MS);
      return show(input.paymentId);
    },
    received: async (input: ConfirmReceived, actor: Actor) => {
      await confirmReceived(ground, input, actor);
      return show(input.id);
    },
    setMoneyRules: (rules: MoneyRules, actor: Actor) => changeMoneyRules(ground, rules, actor),
    refresh: async (id: string) => {
      await refreshPayment(ground, find(ground, id).id);
      return show(id);
    },
  };
}

function registerJobs(ground: PaymentsGround, jobs: JobQueue): void {
  jobs.handle(JOB.create, (job) => sendPayment(ground, job), { concurrency: 8, effect: 'money' });
  jobs.handle(JOB.act, (job) => sendAct(ground, job), { concurrency: 4, effect: 'money' });
  registerRefundJobs(ground, jobs);
  jobs.handle(JOB.expire, () => expirePayments(ground));
  jobs.handle(JOB.refresh, () => watchOpen(ground));
  jobs.handle(JOB.watchDisputes, () => watchDisputes(ground));
  jobs.handle(JOB.lookAtDays, () => reconciliation.lookAtDays(ground));
  jobs.handle(JOB.reconcileDay, (job) => reconcileDay(ground, job), { concurrency: 2 });
  jobs.schedule({ name: 'disputes.watch', kind: JOB.watchDisputes, subjectId: 'open', every: { seconds: DISPUTES_SECONDS }, priority: 8 });
  jobs.schedule({ name: 'reconciliation.look', kind: JOB.lookAtDays, subjectId: 'days', every: { seconds: DAYS_SECONDS }, priority: 9 });
  jobs.schedule({ name: 'payments.expire', kind: JOB.expire, subjectId: 'open', every: { seconds: WATCH_SECONDS }, priority: 7 });
  jobs.schedule({ name: 'payments.watch', kind: JOB.refresh, subjectId: 'open', every: { seconds: WATCH_SECONDS }, priority: 8 });
}

function resume(ground: PaymentsGround): void {
  ground.database.transaction(() => {
    for (const { id, state } of ground.payments.open()) {
      if (state === 'creating' || state === 'unknown')
        ground.jobs.add({ kind: JOB.create, subjectId: id, dedupeKey: `${JOB.create}:${id}` });
    }
    resumeRefunds(ground);
  })();
}

function find(ground: PaymentsGround, id: string): PaymentRow {
  const row = ground.payments.find(id);
  if (!row) throw new AppError('not_found', { message: 'There is no such payment.' });
  return row;
}

function requestLine(entry: RequestEntry): TimelineEntry {
  const outcome = entry.successful ? { en: 'answered', th: 'ตอบแล้ว' } : { en: 'failed', th: 'ไม่สำเร็จ' };
  return {
    at: entry.at,
    kind: 'request',
    title: { en: `${entry.provider} · ${entry.endpoint}: ${outcome.en}`, th: `${entry.provider} · ${entry.endpoint}: ${outcome.th}` },
    detail: [
      entry.status === null ? null : `HTTP ${entry.status}`,
      `${entry.durationMs} ms`,
      entry.attempts > 1 ? `${entry.attempts} attempts` : null,
      entry.error,
    ]
      .filter(Boolean)
      .join(' · '),
    actor: null,
    linkId: entry.id,
  };
}

function summary(ground: PaymentsGround, since: string, currency: string) {
  const paid = ground.database
    .prepare(
      "SELECT COALESCE(SUM(captured), 0) AS total, COUNT(*) AS count, MAX(paid_at) AS last FROM payments WHERE state = 'paid' AND paid_at >= ? AND currency = ?",
    )
    .get(since, currency) as { total: number; count: number; last: string | null };
  const count = (sql: string) => (ground.database.prepare(sql).get() as { n: number }).n;
  return {
    paid,
    waiting: count("SELECT COUNT(*) AS n FROM payments WHERE state IN ('waiting', 'processing', 'authorized')"),
    unknown: count(
      "SELECT (SELECT COUNT(*) FROM payments WHERE state = 'unknown') + (SELECT COUNT(*) FROM refunds WHERE state = 'unknown') AS n",
    ),
    approvals: count("SELECT COUNT(*) AS n FROM approvals WHERE state = 'waiting'"),
    disputes: count("SELECT COUNT(*) AS n FROM disputes WHERE state = 'needs_response'"),
    differences: count("SELECT COUNT(*) AS n FROM reconciled_lines WHERE outcome = 'differing' AND settled_at IS NULL"),
    failedRefunds: ground.database
      .prepare(
        "SELECT id, payment_id AS paymentId, updated_at AS at FROM refunds WHERE state = 'failed' AND updated_at >= ? ORDER BY updated_at DESC",
      )
      .all(since) as { id: string; paymentId: string; at: string }[],
    unknownRefunds: ground.database
      .prepare("SELECT id, payment_id AS paymentId, created_at AS at FROM refunds WHERE state = 'unknown' ORDER BY created_at")
      .all() as { id: string; paymentId: string; at: string }[],
  };
}
