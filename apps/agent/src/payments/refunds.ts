import { AppError } from '@banrimkwae/contract/errors';
import type { Actor } from '../access/index.ts';
import type { JobQueue } from '../jobs/port.ts';
import { mapPage, pageOf } from '../store/page.ts';
import type { ApprovalFilter } from './approval-table.ts';
import { type CancelRefund, cancelRefund, sendRefundCancel } from './cancel-refund.ts';
import { type DecideApproval, decideApproval } from './decide-approval.ts';
import { JOB, type PaymentsGround } from './ground.ts';
import { importRefunds } from './refresh-payment.ts';
import type { RefundRow } from './refund-table.ts';
import { type RefundPayment, requestRefund } from './request-refund.ts';
import { sendRefund } from './send-refund.ts';
import { required } from './settle-payment.ts';
import { showApproval } from './show-approval.ts';
import { showRefund } from './show-refund.ts';
import { waitUntil } from './waiting.ts';

/** How long an API call waits for the provider before it answers with what is known. */
const PATIENCE_MS = 8000;

/** Giving money back, and what a second person decides. */
export function createRefunds(ground: PaymentsGround) {
  const show = (row: RefundRow) => showRefund(ground, row, required(ground, row.payment_id));
  const find = (id: string) => {
    const row = ground.refunds.find(id);
    if (!row) throw new AppError('not_found', { message: 'There is no such refund.' });
    return row;
  };
  return {
    refund: (input: RefundPayment, actor: Actor) => show(requestRefund(ground, input, actor)),
    cancelRefund: async (input: CancelRefund, actor: Actor) => {
      const { id } = cancelRefund(ground, input, actor);
      const asked = () => find(id).state === 'pending' && find(id).cancel_key !== null;
      await waitUntil(ground.live, () => !asked(), PATIENCE_MS);
      return show(find(id));
    },
    getRefund: (id: string) => show(find(id)),
    refreshRefund: async (id: string) => {
      await importRefunds(ground, required(ground, find(id).payment_id));
      return show(find(id));
    },
    approvals: createApprovals(ground),
  };
}

function createApprovals(ground: PaymentsGround) {
  return {
    list: (filter: ApprovalFilter, actor: Actor) => {
      const rows = ground.approvals.list({ ...filter, limit: filter.limit + 1 });
      return mapPage(
        pageOf(rows, filter.limit, ({ id }) => id),
        (row) => showApproval(ground, row, actor),
      );
    },
    get: (id: string, actor: Actor) => {
      const row = ground.approvals.find(id);
      if (!row) throw new AppError('not_found');
      return showApproval(ground, row, actor);
    },
    decide: (input: DecideApproval, actor: Actor) => showApproval(ground, decideApproval(ground, input, actor), actor),
  };
}

export function registerRefundJobs(ground: PaymentsGround, jobs: JobQueue): void {
  jobs.handle(JOB.sendRefund, (job) => sendRefund(ground, job), { concurrency: 8, effect: 'money' });
  jobs.handle(JOB.cancelRefund, (job) => sendRefundCancel(ground, job), { concurrency: 4, effect: 'money' });
}

/** Rings for every refund that is on its way; call it inside a transaction. */
export function resumeRefunds(ground: PaymentsGround): void {
  for (const { id, state, way, cancel_key } of ground.refunds.open()) {
    const kind = state === 'pending' ? (cancel_key === null ? undefined : JOB.cancelRefund) : JOB.sendRefund;
    if (kind === undefined || state === 'requested' || way !== 'provider') continue;
    ground.jobs.add({ kind, subjectId: id, priority: 0, dedupeKey: `${kind}:${id}` });
  }
}
