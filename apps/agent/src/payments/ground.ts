import type { OutgoingType } from '@banrimkwae/contract/outgoing';
import type { AppendAudit } from '../access/index.ts';
import type { Clock, NewId } from '../clock.ts';
import type { JobQueue } from '../jobs/port.ts';
import type { LiveEvents } from '../live/live-events.ts';
import type { Providers } from '../providers/port.ts';
import type { Sqlite } from '../store/database.ts';
import type { ApprovalTable } from './approval-table.ts';
import type { PaymentTable } from './payment-table.ts';
import type { RefundTable } from './refund-table.ts';
import type { PaymentStory } from './story.ts';

/** What the use cases of this room work with. */
export type PaymentsGround = {
  database: Sqlite;
  payments: PaymentTable;
  refunds: RefundTable;
  approvals: ApprovalTable;
  story: PaymentStory;
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
  sendRefund: 'refund.send',
  refreshRefund: 'refund.refresh',
} as const;
