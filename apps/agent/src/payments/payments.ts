import { AppError } from '@banrimkwae/contract/errors';
import type { TimelineEntry } from '@banrimkwae/contract/payments';
import type { RequestEntry } from '@banrimkwae/contract/traffic';
import type { Actor } from '../access/index.ts';
import type { JobQueue } from '../jobs/port.ts';
import { mapPage, pageOf } from '../store/page.ts';
import { type ActOnPayment, actOnPayment, sendAct } from './act-on-payment.ts';
import { createEventApplier } from './apply-event.ts';
import { createApprovalTable } from './approval-table.ts';
import { JOB, type PaymentsGround } from './ground.ts';
import type { PaymentRow } from './payment-row.ts';
import { createPaymentTable, type PaymentFilter } from './payment-table.ts';
import { importRefunds, type RefundPayment, refreshPayment, requestRefund, sendRefund } from './refund-payment.ts';
import { refundRules } from './refund-rules.ts';
import { createRefundTable } from './refund-table.ts';
import { required } from './settle-payment.ts';
import { showPayment, showRefund } from './show-payment.ts';
import { createStory } from './story.ts';
import { paymentOptions, sendPayment, type TakePayment, takePayment } from './take-payment.ts';
import { waitUntil } from './waiting.ts';
import { askOpen, watchOpen } from './watch-open.ts';

export type PaymentsDeps = Omit<PaymentsGround, 'payments' | 'refunds' | 'approvals' | 'story'> & {
  /** Calls of a payment, for its timeline. */
  requestsOf: (paymentId: string) => readonly RequestEntry[];
};
export type PaymentsRoom = ReturnType<typeof createPayments>;

/** How long an API call waits for the provider before it answers with what is known. */
const PATIENCE_MS = 8000;
/** Open payments and refunds are read anew at this beat, in case a webhook never comes. */
const WATCH_SECONDS = 60;

/** The payments room: its use cases, jobs and event handling over one set of tables. */
export function createPayments({ requestsOf, ...deps }: PaymentsDeps) {
  const ground: PaymentsGround = {
    ...deps,
    payments: createPaymentTable(deps.database),
    refunds: createRefundTable(deps.database),
    approvals: createApprovalTable(deps.database),
    story: createStory(deps.database),
  };
  registerJobs(ground, deps.jobs);
  return {
    ...reading(ground, requestsOf),
    ...acting(ground),
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
    options: () => paymentOptions(ground, ground.providers.all('payments')),
    search: (filter: PaymentFilter) => {
      const rows = ground.payments.search({ ...filter, limit: filter.limit + 1 });
      return mapPage(
        pageOf(rows, filter.limit, ({ id }) => id),
        (row) => showPayment(row, ground.refunds),
      );
    },
    get: (id: string) => {
      const row = find(ground, id);
      const refunds = ground.refunds.ofPayment(id).map((refund) => showRefund(refund, row));
      return {
        ...showPayment(row, ground.refunds),
        refunds,
        canRefund: refundRules(ground, row),
        warnings: [],
        disputes: [],
        canConfirmReceived: false,
      };
    },
    getRefund: (id: string) => showRefundById(ground, id),
    timeline: (id: string): TimelineEntry[] =>
      [...ground.story.of(find(ground, id).id), ...requestsOf(id).map(requestLine)].sort((left, right) => left.at.localeCompare(right.at)),
    paymentOf: (eventId: string) => ground.story.paymentOf(eventId),
    summary: (since: string, currency: string) => summary(ground, since, currency),
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
      const before = find(ground, input.paymentId).state;
      actOnPayment(ground, input, actor);
      await waitUntil(ground.live, () => required(ground, input.paymentId).state !== before, PATIENCE_MS);
      return show(input.paymentId);
    },
    refund: (input: RefundPayment, actor: Actor) => {
      const row = requestRefund(ground, input, actor);
      return showRefund(row, required(ground, row.payment_id));
    },
    refresh: async (id: string) => {
      await refreshPayment(ground, find(ground, id).id);
      return show(id);
    },
    refreshRefund: async (id: string) => {
      const refund = ground.refunds.find(id);
      if (!refund) throw new AppError('not_found');
      await importRefunds(ground, required(ground, refund.payment_id));
      return showRefundById(ground, id);
    },
  };
}

function registerJobs(ground: PaymentsGround, jobs: JobQueue): void {
  jobs.handle(JOB.create, (job) => sendPayment(ground, job), { concurrency: 8, effect: 'money' });
  jobs.handle(JOB.act, (job) => sendAct(ground, job), { concurrency: 4, effect: 'money' });
  jobs.handle(JOB.sendRefund, (job) => sendRefund(ground, job), { concurrency: 8, effect: 'money' });
  jobs.handle(JOB.refresh, () => watchOpen(ground));
  jobs.schedule({ name: 'payments.watch', kind: JOB.refresh, subjectId: 'open', every: { seconds: WATCH_SECONDS }, priority: 8 });
}

function resume(ground: PaymentsGround): void {
  ground.database.transaction(() => {
    for (const { id, state } of ground.payments.open()) {
      if (state === 'creating' || state === 'unknown')
        ground.jobs.add({ kind: JOB.create, subjectId: id, dedupeKey: `${JOB.create}:${id}` });
    }
    for (const { id, state } of ground.refunds.open()) {
      if (state !== 'pending') ground.jobs.add({ kind: JOB.sendRefund, subjectId: id, priority: 0, dedupeKey: `${JOB.sendRefund}:${id}` });
    }
  })();
}

function find(ground: PaymentsGround, id: string): PaymentRow {
  const row = ground.payments.find(id);
  if (!row) throw new AppError('not_found', { message: 'There is no such payment.' });
  return row;
}

function showRefundById(ground: PaymentsGround, id: string) {
  const row = ground.refunds.find(id);
  if (!row) throw new AppError('not_found', { message: 'There is no such refund.' });
  return showRefund(row, required(ground, row.payment_id));
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
