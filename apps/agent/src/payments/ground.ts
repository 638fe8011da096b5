import type { OutgoingType } from '@banrimkwae/contract/outgoing';
import type { AppendAudit } from '../access/index.ts';
import type { Clock, NewId } from '../clock.ts';
import type { JobQueue } from '../jobs/port.ts';
import type { LiveEvents } from '../live/live-events.ts';
import type { Providers } from '../providers/port.ts';
import type { Sqlite } from '../store/database.ts';
import { type ApprovalTable, createApprovalTable } from './approval-table.ts';
import { createDisputeTable, type DisputeTable } from './dispute-table.ts';
import { createPaymentTable, type PaymentTable } from './payment-table.ts';
import { createReconciledTable, type ReconciledTable } from './reconciliation/reconciled-table.ts';
import { createRefundTable, type RefundTable } from './refund-table.ts';
import { createSlipTable, type SlipTable } from './slip-table.ts';
import { createStory, type PaymentStory } from './story.ts';

/** What the use cases of this room work with. */
export type PaymentsGround = {
  database: Sqlite;
  payments: PaymentTable;
  refunds: RefundTable;
  approvals: ApprovalTable;
  disputes: DisputeTable;
  reconciled: ReconciledTable;
  story: PaymentStory;
  slips: SlipTable;
  providers: Providers;
  jobs: JobQueue;
  live: LiveEvents;
  clock: Clock;
  newId: NewId;
  /** Appends to the audit log inside the caller's transaction. */
  audit: AppendAudit;
  /** Where a guest comes back to after the provider's own page. */
  returnUrl: () => string;
  /** The daily rate: units of `to` for one of `from`, exact. Null: no source has it. */
  rateFor: (from: string, to: string) => { rate: string; source: string; at: string } | null;
  /** The resort's own currency, and its calendar. */
  currency: string;
  timeZone: string;
  /** What the resort's own systems are told of a change; called inside its transaction. */
  announce: (type: OutgoingType, subject: { id: string }) => void;
};

export const JOB = {
  create: 'payment.create',
  refresh: 'payment.refresh',
  act: 'payment.act',
  expire: 'payment.expire',
  sendRefund: 'refund.send',
  cancelRefund: 'refund.cancel',
  watchDisputes: 'dispute.watch',
  lookAtDays: 'reconciliation.look',
  reconcileDay: 'reconciliation.day',
} as const;

export type GroundDeps = Omit<PaymentsGround, 'payments' | 'refunds' | 'approvals' | 'disputes' | 'reconciled' | 'story' | 'slips'>;

/** Opens the room's tables over one database. */
export function openGround(deps: GroundDeps): PaymentsGround {
  const { database } = deps;
  return {
    ...deps,
    payments: createPaymentTable(database),
    refunds: createRefundTable(database),
    approvals: createApprovalTable(database),
    disputes: createDisputeTable(database),
    reconciled: createReconciledTable(database),
    story: createStory(database),
    slips: createSlipTable(database),
  };
}
