import { Outage, Repair } from '@banrimkwae/contract/recovery';
import * as z from 'zod';
import { json } from '../store/columns.ts';
import type { Sqlite } from '../store/database.ts';

export const Cause = Outage.shape.cause;
export type Cause = Outage['cause'];

const causes = json(z.array(Cause));
const OutageRow = z
  .object({ id: z.string(), causes, open_causes: causes, began_at: z.string(), ended_at: z.string().nullable() })
  .transform((row) => ({ id: row.id, causes: row.causes, openCauses: row.open_causes, beganAt: row.began_at, endedAt: row.ended_at }));
export type OutageRow = z.output<typeof OutageRow>;

const RepairRow = z.object({
  provider: z.string(),
  state: Repair.shape.state.exclude(['running']),
  found: z.int(),
  recovered: z.int(),
  error: z.string().nullable(),
});
export type RepairRow = z.infer<typeof RepairRow>;
const OpenRepair = z
  .object({ outage_id: z.string(), began_at: z.string(), ended_at: z.string() })
  .transform((row) => ({ outageId: row.outage_id, beganAt: row.began_at, endedAt: row.ended_at }));
export type OpenRepair = z.output<typeof OpenRepair>;

export type OutageTable = ReturnType<typeof createOutageTable>;

/** SQL of `outages` and `outage_repairs`. */
export function createOutageTable(database: Sqlite) {
  return { ...outageRows(database), ...repairRows(database) };
}

function outageRows(database: Sqlite) {
  const one = (sql: string) => {
    const statement = database.prepare(sql);
    return (...values: unknown[]): OutageRow | undefined => OutageRow.optional().parse(statement.get(...values));
  };
  const save = database.prepare(
    `INSERT INTO outages (id, causes, open_causes, began_at, ended_at) VALUES (@id, @causes, @openCauses, @beganAt, @endedAt)
     ON CONFLICT (id) DO UPDATE SET causes = excluded.causes, open_causes = excluded.open_causes, began_at = excluded.began_at, ended_at = excluded.ended_at`,
  );
  const page = database.prepare('SELECT * FROM outages WHERE id < coalesce(?, char(127)) ORDER BY id DESC LIMIT ?');
  const overlapping = database.prepare("SELECT * FROM outages WHERE began_at < ? AND coalesce(ended_at, '9') > ? LIMIT 1");
  const incomplete = database.prepare(
    `SELECT * FROM outages WHERE ended_at > ? AND EXISTS
       (SELECT 1 FROM outage_repairs WHERE outage_id = outages.id AND state IN ('failed', 'out_of_reach')) ORDER BY id DESC LIMIT 20`,
  );
  return {
    open: one('SELECT * FROM outages WHERE ended_at IS NULL'),
    find: one('SELECT * FROM outages WHERE id = ?'),
    lastEnded: one('SELECT * FROM outages WHERE ended_at IS NOT NULL ORDER BY ended_at DESC LIMIT 1'),
    save: ({ causes: ever, openCauses, ...row }: OutageRow): void =>
      void save.run({ ...row, causes: JSON.stringify(ever), openCauses: JSON.stringify(openCauses) }),
    /** Newest first. */
    page: ({ cursor, limit }: { cursor?: string | undefined; limit: number }): OutageRow[] =>
      z.array(OutageRow).parse(page.all(cursor ?? null, limit)),
    overlaps: (from: string, until: string): boolean => overlapping.get(until, from) !== undefined,
    /** Ended since, with a provider that could not be asked. */
    incompleteSince: (since: string): OutageRow[] => z.array(OutageRow).parse(incomplete.all(since)),
  };
}

function repairRows(database: Sqlite) {
  const addRepair = database.prepare('INSERT INTO outage_repairs (outage_id, provider, state) VALUES (?, ?, ?)');
  const setRepair = database.prepare(
    'UPDATE outage_repairs SET state = @state, found = @found, recovered = @recovered, error = @error WHERE outage_id = @outageId AND provider = @provider',
  );
  const repairs = database.prepare(
    'SELECT provider, state, found, recovered, error FROM outage_repairs WHERE outage_id = ? ORDER BY provider',
  );
  const openOf = database.prepare(
    `SELECT outage_id, began_at, ended_at FROM outage_repairs JOIN outages ON outages.id = outage_id
     WHERE provider = ? AND state <> 'not_possible' AND (state IN ('waiting', 'failed') OR ended_at > ?) ORDER BY began_at`,
  );
  const withState = (states: string) =>
    database.prepare<[], string>(`SELECT DISTINCT provider FROM outage_repairs WHERE state IN (${states})`).pluck();
  const waiting = withState("'waiting'");
  const unrepaired = withState("'waiting', 'failed'");
  return {
    addRepair: (outageId: string, provider: string, state: RepairRow['state']): void => void addRepair.run(outageId, provider, state),
    setRepair: (outageId: string, provider: string, change: Omit<RepairRow, 'provider'>): void =>
      void setRepair.run({ ...change, outageId, provider }),
    repairs: (outageId: string): RepairRow[] => z.array(RepairRow).parse(repairs.all(outageId)),
    /** Those of a provider that wait or failed, and those of outages that ended after a moment; by their beginning. */
    repairsOf: (provider: string, endedAfter: string): OpenRepair[] => z.array(OpenRepair).parse(openOf.all(provider, endedAfter)),
    /** Providers with a repair that no run has taken up. */
    waiting: (): string[] => waiting.all(),
    /** Also those whose last run failed. */
    unrepaired: (): string[] => unrepaired.all(),
  };
}
