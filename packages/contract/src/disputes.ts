import * as z from 'zod';
import { ById, Instant, Money, PageQuery, page } from './primitives.ts';
import { route } from './route.ts';

/** `needs_response`: by `dueAt`, at the provider. final: won, lost, closed (without a judgement). */
export const disputeStates = ['needs_response', 'under_review', 'won', 'lost', 'closed'] as const;
export const DisputeState = z.enum(disputeStates);
export type DisputeState = z.infer<typeof DisputeState>;

export const Dispute = z.object({
  id: z.string(),
  /** Null: about a payment we do not have. */
  paymentId: z.string().nullable(),
  provider: z.string(),
  providerDisputeId: z.string(),
  state: DisputeState,
  stage: z.enum(['inquiry', 'chargeback', 'arbitration']),
  reason: z.string(),
  amount: Money,
  guestName: z.string().nullable(),
  room: z.string().nullable(),
  dueAt: Instant.nullable(),
  /** Where staff answer it. */
  url: z.url().nullable(),
  openedAt: Instant,
  updatedAt: Instant,
});
export type Dispute = z.infer<typeof Dispute>;

export const disputesContract = {
  list: route('payments.read', 'GET /disputes', 'Disputes: those that must be answered first, by their due date')
    .input(PageQuery.extend({ open: z.stringbool().optional(), provider: z.string().optional() }))
    .output(page(Dispute)),
  get: route('payments.read', 'GET /disputes/{id}', 'One dispute').input(ById).output(Dispute),
  refresh: route('payments.read', 'POST /disputes/{id}/refresh', 'Ask the provider how it stands').input(ById).output(Dispute),
};
