import { DisputeState, disputeStates } from '@banrimkwae/contract/disputes';
import * as z from 'zod';
import type { Sqlite } from '../store/database.ts';

const DisputeRow = z.object({
  id: z.string(),
  provider: z.string(),
  provider_dispute_id: z.string(),
  payment_id: z.string().nullable(),
  state: DisputeState,
  stage: z.enum(['inquiry', 'chargeback', 'arbitration']),
  reason: z.string(),
  currency: z.string(),
  amount: z.int(),
  due_at: z.string().nullable(),
  url: z.string().nullable(),
  opened_at: z.string(),
  updated_at: z.string(),
});
export type DisputeRow = z.infer<typeof DisputeRow>;
export type DisputeTable = ReturnType<typeof createDisputeTable>;
export type DisputeFilter = { open?: boolean | undefined; provider?: string | undefined; cursor?: string | undefined; limit: number };

const COLUMNS = Object.keys(DisputeRow.shape);
/** Those that must be answered first, by their due date; then what is under review; then what has ended, newest first. Text that sorts. */
const ORDER = `CASE state ${disputeStates.map((state, index) => `WHEN '${state}' THEN '${index < 2 ? index : 2}'`).join(' ')} END
  || CASE WHEN state IN ('needs_response', 'under_review') THEN coalesce(due_at, '9') ELSE printf('%013d', 9999999999999 - unixepoch(updated_at) * 1000) END || id`;

/** SQL of `disputes`. */
export function createDisputeTable(database: Sqlite) {
  const save = database.prepare(
    `INSERT INTO disputes (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map((column) => `@${column}`).join(', ')})
     ON CONFLICT (id) DO UPDATE SET ${COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ')}`,
  );
  const one = (sql: string) => {
    const statement = database.prepare(sql);
    return (...values: unknown[]) => {
      const row = statement.get(...values);
      return row === undefined ? undefined : DisputeRow.parse(row);
    };
  };
  const all = (sql: string) => {
    const statement = database.prepare(sql);
    return (...values: unknown[]) => statement.all(...values).map((row) => DisputeRow.parse(row));
  };
  const page = database.prepare(
    `SELECT *, ${ORDER} AS place FROM disputes
     WHERE (@open IS NULL OR (state IN ('needs_response', 'under_review')) = @open) AND (@provider IS NULL OR provider = @provider)
       AND (@cursor IS NULL OR ${ORDER} > @cursor)
     ORDER BY place LIMIT @limit`,
  );
  return {
    find: one('SELECT * FROM disputes WHERE id = ?'),
    byProviderId: one('SELECT * FROM disputes WHERE provider = ? AND provider_dispute_id = ?'),
    ofPayment: all('SELECT * FROM disputes WHERE payment_id = ? ORDER BY opened_at'),
    /** Still to be answered, the first due first. */
    due: all("SELECT * FROM disputes WHERE state = 'needs_response' ORDER BY coalesce(due_at, '9')"),
    save: (row: DisputeRow) => save.run(row),
    list: ({ open, provider, cursor, limit }: DisputeFilter): (DisputeRow & { place: string })[] =>
      page
        .all({ open: open === undefined ? null : Number(open), provider: provider ?? null, cursor: cursor ?? null, limit })
        .map((row) => DisputeRow.extend({ place: z.string() }).parse(row)),
  };
}
