import * as z from 'zod';
import { Bilingual, Day, Done, Instant, Money } from './primitives.ts';
import { route } from './route.ts';

/** `not_possible`: this provider lists nothing to compare with. `incomplete`: it broke off; what was compared counts, and it goes on by itself. */
export const reconciliationStates = ['waiting', 'running', 'complete', 'incomplete', 'not_possible'] as const;
export const ReconciliationState = z.enum(reconciliationStates);
export type ReconciliationState = z.infer<typeof ReconciliationState>;

/** One provider on one calendar day of the resort. expected = matched + recovered + differing. */
export const ReconciledDay = z.object({
  provider: z.string(),
  providerName: z.string(),
  day: Day,
  state: ReconciliationState,
  /** Payments and refunds that stand here or there on this day. */
  expected: z.int(),
  matched: z.int(),
  /** Known there only, or further on there; taken over. */
  recovered: z.int(),
  /** Of these, still to be looked into. */
  differing: z.int(),
  open: z.int(),
  received: z.array(Money),
  refunded: z.array(Money),
  ranAt: Instant.nullable(),
  note: Bilingual.nullable(),
});
export type ReconciledDay = z.infer<typeof ReconciledDay>;

export const differenceKinds = ['amount', 'currency', 'state', 'unknown_reference', 'missing_there'] as const;
export const DifferenceKind = z.enum(differenceKinds);
export type DifferenceKind = z.infer<typeof DifferenceKind>;

const side = z.object({ state: z.string(), amount: Money });
export const ReconciledLine = z.object({
  id: z.string(),
  kind: z.enum(['payment', 'refund']),
  outcome: z.enum(['matched', 'recovered', 'differing']),
  difference: DifferenceKind.nullable(),
  paymentId: z.string().nullable(),
  refundId: z.string().nullable(),
  providerId: z.string().nullable(),
  at: Instant,
  ours: side.nullable(),
  theirs: side.nullable(),
  /** A person has looked into the difference. */
  settled: z.object({ by: z.string(), at: Instant, note: z.string() }).nullable(),
});
export type ReconciledLine = z.infer<typeof ReconciledLine>;

export const reconciliationContract = {
  days: route('payments.read', 'GET /reconciliation', 'By day and provider, newest day first')
    .input(z.object({ from: Day, to: Day, provider: z.string().optional() }))
    .output(z.array(ReconciledDay)),
  lines: route('payments.read', 'GET /reconciliation/{provider}/{day}', 'Every line of one day')
    .input(z.object({ provider: z.string(), day: Day, outcome: z.enum(['matched', 'recovered', 'differing']).optional() }))
    .output(z.object({ day: ReconciledDay, lines: z.array(ReconciledLine) })),
  run: route('reconciliation.run', 'POST /reconciliation/run', 'Compare now; runs in the background')
    .input(z.strictObject({ provider: z.string().nullable(), from: Day, to: Day }))
    .output(Done),
  settle: route('reconciliation.run', 'POST /reconciliation/lines/{id}/settlement', 'A difference has been looked into')
    .input(z.strictObject({ id: z.string(), note: z.string().trim().min(3).max(500) }))
    .output(ReconciledLine),
};
