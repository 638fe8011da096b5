import { RefundReason, RefundState } from '@banrimkwae/contract/payments';
import * as z from 'zod';
import { flag } from '../store/columns.ts';
import type { Sqlite } from '../store/database.ts';

export const RefundRow = z.object({
  id: z.string(),
  payment_id: z.string(),
  provider_refund_id: z.string().nullable(),
  idempotency_key: z.string(),
  state: RefundState,
  currency: z.string(),
  amount: z.int(),
  reason: RefundReason,
  note: z.string().nullable(),
  way: z.enum(['provider', 'manual_transfer']),
  bank_reference: z.string().nullable(),
  pending_reason: z.string().nullable(),
  failure_reason: z.string().nullable(),
  cancellable: flag,
  requested_by: z.string(),
  requested_by_id: z.string().nullable(),
  unknown_since: z.string().nullable(),
  sent_at: z.string().nullable(),
  lost_at: z.string().nullable(),
  cancel_key: z.string().nullable(),
  created_at: z.string(),
  settled_at: z.string().nullable(),
  updated_at: z.string(),
});
export type RefundRow = z.infer<typeof RefundRow>;
export type RefundTable = ReturnType<typeof createRefundTable>;

const COLUMNS = Object.keys(RefundRow.shape) as readonly (keyof RefundRow)[];
const CHANGED = [
  'state',
  'provider_refund_id',
  'amount',
  'bank_reference',
  'pending_reason',
  'failure_reason',
  'cancellable',
  'unknown_since',
  'sent_at',
  'lost_at',
  'cancel_key',
  'settled_at',
] as const satisfies readonly (keyof RefundRow)[];
const stored = (row: RefundRow) => ({ ...row, cancellable: Number(row.cancellable) });

const held = "state NOT IN ('failed', 'cancelled')";

/** SQL of `refunds`. */
export function createRefundTable(database: Sqlite) {
  const insert = database.prepare(
    `INSERT INTO refunds (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map((column) => `@${column}`).join(', ')})`,
  );
  // A word that is known already leaves the row as it is, its time included: an old failure does not become news.
  const update = database.prepare(
    `UPDATE refunds SET ${CHANGED.map((column) => `${column} = @${column}`).join(', ')}, updated_at = @updated_at
     WHERE id = @id AND (${CHANGED.join(', ')}) IS NOT (${CHANGED.map((column) => `@${column}`).join(', ')})`,
  );
  const sums = database.prepare(
    `SELECT COALESCE(SUM(amount) FILTER (WHERE state = 'succeeded'), 0) AS refunded, COALESCE(SUM(amount) FILTER (WHERE ${held} AND state <> 'succeeded'), 0) AS refunding FROM refunds WHERE payment_id = ?`,
  );
  const givenAlone = database
    .prepare<[string, string], number>(
      `SELECT COALESCE(SUM(amount), 0) FROM refunds WHERE payment_id = ? AND requested_by_id = ? AND ${held}
       AND NOT EXISTS (SELECT 1 FROM approvals WHERE approvals.refund_id = refunds.id)`,
    )
    .pluck();
  const remove = database.prepare('DELETE FROM refunds WHERE id = ?');
  const ofPayment = database.prepare('SELECT * FROM refunds WHERE payment_id = ? ORDER BY id');
  const open = database.prepare(
    "SELECT * FROM refunds WHERE state IN ('requested', 'approved', 'sending', 'unknown', 'pending') ORDER BY id",
  );
  const one = (sql: string) => {
    const statement = database.prepare(sql);
    return (...values: unknown[]) => {
      const row = statement.get(...values);
      return row === undefined ? undefined : RefundRow.parse(row);
    };
  };
  return {
    find: one('SELECT * FROM refunds WHERE id = ?'),
    byIdempotencyKey: one('SELECT * FROM refunds WHERE idempotency_key = ?'),
    byProviderId: one('SELECT * FROM refunds WHERE payment_id = ? AND provider_refund_id = ?'),
    ofPayment: (paymentId: string): RefundRow[] => ofPayment.all(paymentId).map((row) => RefundRow.parse(row)),
    open: (): RefundRow[] => open.all().map((row) => RefundRow.parse(row)),
    insert: (row: RefundRow) => insert.run(stored(row)),
    change: (row: RefundRow) => update.run(stored(row)),
    /** A row that turned out to be another of ours. */
    remove: (id: string) => remove.run(id),
    /** What somebody gave back of a payment and no second person saw. Minor units. */
    givenAlone: (paymentId: string, actorId: string): number => givenAlone.get(paymentId, actorId) ?? 0,
    /** `refunded`: confirmed by the provider. `refunding`: reserved, so that nobody refunds it a second time. Minor units. */
    sums: (paymentId: string) => z.object({ refunded: z.int(), refunding: z.int() }).parse(sums.get(paymentId)),
  };
}
