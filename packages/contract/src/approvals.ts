import * as z from 'zod';
import { HoldReason } from './payments.ts';
import { Bilingual, ById, IdempotencyKey, Instant, Money, PageQuery, page } from './primitives.ts';
import { route } from './route.ts';

/**
 * `refund`: above the limit of who asked. `transfer`: a refund that a person must send from the bank. `received`: somebody says that money
 * came. `capture`: a held amount that looks wrong. `review`: money that was taken and looks wrong.
 */
export const approvalKinds = ['refund', 'transfer', 'received', 'capture', 'review'] as const;
export const ApprovalKind = z.enum(approvalKinds);
export type ApprovalKind = z.infer<typeof ApprovalKind>;
export const approvalStates = ['waiting', 'approved', 'rejected', 'withdrawn'] as const;
export const ApprovalState = z.enum(approvalStates);
export type ApprovalState = z.infer<typeof ApprovalState>;

export const Approval = z.object({
  id: z.string(),
  kind: ApprovalKind,
  state: ApprovalState,
  paymentId: z.string(),
  refundId: z.string().nullable(),
  amount: Money,
  guestName: z.string(),
  room: z.string().nullable(),
  provider: z.string(),
  /** Why a person is asked, in one sentence. */
  sentence: Bilingual,
  holdReasons: z.array(HoldReason),
  /** What the requester wrote. */
  note: z.string().nullable(),
  requestedBy: z.string(),
  requestedAt: Instant,
  /** Whether the caller may decide it; else why not. */
  canDecide: z.object({ allowed: z.boolean(), reason: Bilingual.nullable() }),
  decidedBy: z.string().nullable(),
  decidedAt: Instant.nullable(),
  reason: z.string().nullable(),
  bankReference: z.string().nullable(),
});
export type Approval = z.infer<typeof Approval>;

export const approvalsContract = {
  list: route('payments.read', 'GET /approvals', 'What waits for a second person, oldest first; or what was decided, newest first')
    .input(PageQuery.extend({ state: ApprovalState.default('waiting') }))
    .output(page(Approval)),
  get: route('payments.read', 'GET /approvals/{id}', 'One of them').input(ById).output(Approval),
  decide: route('payments.approve', 'POST /approvals/{id}/decision', 'Approve or reject; never one’s own request')
    .input(
      z
        .strictObject({
          id: z.string(),
          idempotencyKey: IdempotencyKey,
          approve: z.boolean(),
          reason: z.string().trim().max(500).nullable(),
          /** Of the transfer that was made, kind `transfer` only. */
          bankReference: z.string().trim().min(4).max(60).nullable(),
        })
        .refine((decision) => decision.approve || (decision.reason ?? '').length >= 3, { path: ['reason'], message: 'Say why' }),
    )
    .output(Approval),
};
