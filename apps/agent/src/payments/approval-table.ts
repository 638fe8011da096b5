import { ApprovalKind, ApprovalState } from '@banrimkwae/contract/approvals';
import { HoldReason } from '@banrimkwae/contract/payments';
import * as z from 'zod';
import { json } from '../store/columns.ts';
import type { Sqlite } from '../store/database.ts';

export const ApprovalRow = z.object({
  id: z.string(),
  kind: ApprovalKind,
  state: ApprovalState,
  payment_id: z.string(),
  refund_id: z.string().nullable(),
  currency: z.string(),
  amount: z.int(),
  hold_reasons: json(z.array(HoldReason)),
  note: z.string().nullable(),
  slip: z.string().nullable(),
  requested_by: z.string(),
  requested_by_id: z.string(),
  requested_at: z.string(),
  decision_key: z.string().nullable(),
  decided_by: z.string().nullable(),
  decided_by_id: z.string().nullable(),
  decided_at: z.string().nullable(),
  reason: z.string().nullable(),
  bank_reference: z.string().nullable(),
});
export type ApprovalRow = z.infer<typeof ApprovalRow>;
export type NewApproval = Pick<
  ApprovalRow,
  | 'id'
  | 'kind'
  | 'payment_id'
  | 'refund_id'
  | 'currency'
  | 'amount'
  | 'hold_reasons'
  | 'note'
  | 'slip'
  | 'requested_by'
  | 'requested_by_id'
  | 'requested_at'
>;
export type ApprovalEnd = Pick<
  ApprovalRow,
  'state' | 'decision_key' | 'decided_by' | 'decided_by_id' | 'decided_at' | 'reason' | 'bank_reference'
>;
export type ApprovalFilter = { state: ApprovalState; cursor?: string | undefined; limit: number };
export type ApprovalTable = ReturnType<typeof createApprovalTable>;

/** SQL of `approvals`. At most one of a kind waits for a refund or a payment. */
export function createApprovalTable(database: Sqlite) {
  const insert = database.prepare(
    `INSERT INTO approvals (id, kind, state, payment_id, refund_id, currency, amount, hold_reasons, note, slip, requested_by, requested_by_id, requested_at)
     VALUES (@id, @kind, 'waiting', @payment_id, @refund_id, @currency, @amount, @hold_reasons, @note, @slip, @requested_by, @requested_by_id, @requested_at)`,
  );
  const end = database.prepare(
    `UPDATE approvals SET state = @state, decision_key = @decision_key, decided_by = @decided_by, decided_by_id = @decided_by_id, decided_at = @decided_at,
       reason = @reason, bank_reference = @bank_reference
     WHERE id = @id AND state = 'waiting'`,
  );
  const one = (sql: string) => {
    const statement = database.prepare(sql);
    return (...values: unknown[]) => {
      const row = statement.get(...values);
      return row === undefined ? undefined : ApprovalRow.parse(row);
    };
  };
  return {
    find: one('SELECT * FROM approvals WHERE id = ?'),
    byDecisionKey: one('SELECT * FROM approvals WHERE decision_key = ?'),
    /** The one of this kind that waits for a refund or, without one, for a payment. */
    waitingFor: one("SELECT * FROM approvals WHERE state = 'waiting' AND kind = ? AND COALESCE(refund_id, payment_id) = ?"),
    insert: (row: NewApproval) => insert.run({ ...row, hold_reasons: JSON.stringify(row.hold_reasons) }),
    /** False: it no longer waited. */
    end: (id: string, change: ApprovalEnd): boolean => end.run({ ...change, id }).changes === 1,
    /** Waiting ones oldest first, decided ones newest first; `limit` + 1 rows tell whether there are more. */
    list: ({ state, cursor, limit }: ApprovalFilter): ApprovalRow[] => {
      const waits = state === 'waiting';
      const sql = `SELECT * FROM approvals WHERE state = @state AND (@cursor IS NULL OR id ${waits ? '>' : '<'} @cursor) ORDER BY id ${waits ? 'ASC' : 'DESC'} LIMIT @limit`;
      return database
        .prepare(sql)
        .all({ state, cursor: cursor ?? null, limit })
        .map((row) => ApprovalRow.parse(row));
    },
  };
}
