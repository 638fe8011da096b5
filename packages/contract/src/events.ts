import * as z from 'zod';
import { ApprovalState } from './approvals.ts';
import { DisputeState } from './disputes.ts';
import { PaymentState, RefundState } from './payments.ts';
import { Instant } from './primitives.ts';
import { ProviderMetrics } from './providers.ts';
import { JobState } from './traffic.ts';

/** What travels over /ws/integrations. A client that reconnects with `?after=<seq>` gets what it missed, or `resync` when that is gone. */
const body = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), epoch: z.string() }),
  z.object({ type: z.literal('resync') }),
  z.object({ type: z.literal('metrics_update'), provider_id: z.string(), metrics: ProviderMetrics }),
  z.object({ type: z.literal('provider_status'), provider_id: z.string(), status: z.string() }),
  z.object({
    type: z.literal('webhook_received'),
    provider_id: z.string(),
    provider_name: z.string(),
    event_type: z.string(),
    webhook_id: z.string(),
  }),
  z.object({ type: z.literal('webhook_processed'), provider_id: z.string(), webhook_id: z.string(), state: z.string() }),
  z.object({ type: z.literal('payment_changed'), paymentId: z.string(), state: PaymentState }),
  z.object({ type: z.literal('refund_changed'), refundId: z.string(), paymentId: z.string(), state: RefundState }),
  z.object({ type: z.literal('approval_changed'), approvalId: z.string(), paymentId: z.string(), state: ApprovalState }),
  z.object({ type: z.literal('dispute_changed'), disputeId: z.string(), paymentId: z.string().nullable(), state: DisputeState }),
  z.object({ type: z.literal('reconciliation_changed'), provider_id: z.string(), day: z.string() }),
  z.object({ type: z.literal('reservation_changed'), reservationId: z.string() }),
  z.object({ type: z.literal('channel_changed'), provider_id: z.string() }),
  z.object({ type: z.literal('conversation_changed'), conversationId: z.string() }),
  z.object({ type: z.literal('tunnel_changed'), state: z.string() }),
  z.object({ type: z.literal('replay_changed'), replayId: z.string(), state: z.string(), done: z.int(), total: z.int() }),
  z.object({ type: z.literal('outage_changed'), outageId: z.string(), state: z.string() }),
  /** Fetching what is missing, silences and dead letters: look again. */
  z.object({ type: z.literal('recovery_changed') }),
  z.object({ type: z.literal('job_changed'), jobId: z.string(), kind: z.string(), state: JobState, progress: z.number().nullable() }),
]);

export const LiveEvent = z.intersection(z.object({ seq: z.int(), at: Instant }), body);
export type LiveEvent = z.infer<typeof LiveEvent>;
export type LiveEventBody = z.infer<typeof body>;
