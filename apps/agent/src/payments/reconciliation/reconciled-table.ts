import { DifferenceKind, ReconciliationState } from '@banrimkwae/contract/reconciliation';
import * as z from 'zod';
import type { Sqlite } from '../../store/database.ts';

const DayRow = z.object({
  provider: z.string(),
  day: z.string(),
  state: ReconciliationState,
  /** Where the listing goes on; null: from its beginning, or it has ended. */
  cursor: z.string().nullable(),
  error: z.string().nullable(),
  ran_at: z.string().nullable(),
  updated_at: z.string(),
});
export type DayRow = z.infer<typeof DayRow>;

export const LineRow = z.object({
  id: z.string(),
  provider: z.string(),
  day: z.string(),
  kind: z.enum(['payment', 'refund']),
  subject: z.string(),
  outcome: z.enum(['matched', 'recovered', 'differing']),
  difference: DifferenceKind.nullable(),
  payment_id: z.string().nullable(),
  refund_id: z.string().nullable(),
  provider_id: z.string().nullable(),
  at: z.string(),
  ours_state: z.string().nullable(),
  ours_amount: z.int().nullable(),
  ours_currency: z.string().nullable(),
  theirs_state: z.string().nullable(),
  theirs_amount: z.int().nullable(),
  theirs_currency: z.string().nullable(),
  settled_by: z.string().nullable(),
  settled_at: z.string().nullable(),
  settled_note: z.string().nullable(),
});
export type LineRow = z.infer<typeof LineRow>;
export type NewLine = Omit<LineRow, 'settled_by' | 'settled_at' | 'settled_note'>;
export type LineCounts = { matched: number; recovered: number; differing: number; open: number };

const Counts = z.object({ matched: z.int(), recovered: z.int(), differing: z.int(), open: z.int() });
const COLUMNS = Object.keys(LineRow.shape).filter((column) => !column.startsWith('settled_'));
const REPLACED = COLUMNS.filter((column) => !['id', 'provider', 'day', 'kind', 'subject', 'outcome'].includes(column));
/** What once had to be taken over stays told so; a difference that a person settled stays settled while it is the same. */
const SAVE = `
  INSERT INTO reconciled_lines (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map((column) => `@${column}`).join(', ')})
  ON CONFLICT (provider, day, kind, subject) DO UPDATE SET
    outcome = CASE WHEN excluded.outcome = 'matched' AND outcome <> 'matched' THEN 'recovered' ELSE excluded.outcome END,
    settled_by = CASE WHEN excluded.difference IS difference THEN settled_by END,
    settled_at = CASE WHEN excluded.difference IS difference THEN settled_at END,
    settled_note = CASE WHEN excluded.difference IS difference THEN settled_note END,
    ${REPLACED.map((column) => `${column} = excluded.${column}`).join(', ')}`;

const OpenDifferences = z.object({ provider: z.string(), day: z.string(), count: z.int(), since: z.string() });
type OpenDifferences = z.infer<typeof OpenDifferences>;

export type ReconciledTable = ReturnType<typeof createReconciledTable>;

/** SQL of `reconciled_days` and `reconciled_lines`. */
export function createReconciledTable(database: Sqlite) {
  return { ...days(database), ...lines(database) };
}

function days(database: Sqlite) {
  const save = database.prepare(
    `INSERT INTO reconciled_days (provider, day, state, cursor, error, ran_at, updated_at) VALUES (@provider, @day, @state, @cursor, @error, @ran_at, @updated_at)
     ON CONFLICT (provider, day) DO UPDATE SET state = excluded.state, cursor = excluded.cursor, error = excluded.error, ran_at = excluded.ran_at, updated_at = excluded.updated_at`,
  );
  const find = database.prepare('SELECT * FROM reconciled_days WHERE provider = ? AND day = ?');
  const list = database.prepare(
    'SELECT * FROM reconciled_days WHERE day BETWEEN @from AND @to AND (@provider IS NULL OR provider = @provider) ORDER BY day DESC, provider',
  );
  return {
    day: (provider: string, day: string): DayRow | undefined => DayRow.optional().parse(find.get(provider, day)),
    saveDay: (row: DayRow) => save.run(row),
    days: ({ from, to, provider }: { from: string; to: string; provider?: string | undefined }): DayRow[] =>
      list.all({ from, to, provider: provider ?? null }).map((row) => DayRow.parse(row)),
  };
}

function lines(database: Sqlite) {
  const save = database.prepare(SAVE);
  const one = database.prepare('SELECT * FROM reconciled_lines WHERE id = ?');
  const ofDay = database.prepare(
    'SELECT * FROM reconciled_lines WHERE provider = @provider AND day = @day AND (@outcome IS NULL OR outcome = @outcome) ORDER BY at, kind, provider_id',
  );
  const agreed = database
    .prepare<[string, string], string>(
      "SELECT day FROM reconciled_lines WHERE provider = ? AND kind = 'payment' AND subject = ? AND outcome <> 'differing'",
    )
    .pluck();
  const counts = database.prepare(
    `SELECT COUNT(*) FILTER (WHERE outcome = 'matched') AS matched, COUNT(*) FILTER (WHERE outcome = 'recovered') AS recovered,
       COUNT(*) FILTER (WHERE outcome = 'differing') AS differing, COUNT(*) FILTER (WHERE outcome = 'differing' AND settled_at IS NULL) AS open
     FROM reconciled_lines WHERE provider = ? AND day = ?`,
  );
  const open = database.prepare(
    `SELECT provider, day, COUNT(*) AS count, MIN(at) AS since FROM reconciled_lines
     WHERE outcome = 'differing' AND settled_at IS NULL GROUP BY provider, day ORDER BY day`,
  );
  const settle = database.prepare('UPDATE reconciled_lines SET settled_by = ?, settled_at = ?, settled_note = ? WHERE id = ?');
  // What was compared under both ids is one line from now on.
  const replaceRefund = database.prepare(
    `UPDATE OR REPLACE reconciled_lines SET refund_id = @to, subject = CASE WHEN subject = @from THEN @to ELSE subject END WHERE refund_id = @from`,
  );
  return {
    /** One refund turned out to be another. */
    replaceRefund: (from: string, to: string) => replaceRefund.run({ from, to }),
    saveLine: (line: NewLine) => save.run(line),
    /** Days on which this payment agreed: one made before midnight may be listed after it. */
    agreedOn: (provider: string, paymentId: string): string[] => agreed.all(provider, paymentId),
    counts: (provider: string, day: string): LineCounts => Counts.parse(counts.get(provider, day)),
    lines: (provider: string, day: string, outcome?: LineRow['outcome']): LineRow[] =>
      ofDay.all({ provider, day, outcome: outcome ?? null }).map((row) => LineRow.parse(row)),
    line: (id: string): LineRow | undefined => LineRow.optional().parse(one.get(id)),
    settle: (id: string, by: { name: string; at: string; note: string }) => settle.run(by.name, by.at, by.note, id),
    /** Differences nobody has looked into, by day. `since`: when the first of them happened. */
    open: (): OpenDifferences[] => open.all().map((row) => OpenDifferences.parse(row)),
  };
}
