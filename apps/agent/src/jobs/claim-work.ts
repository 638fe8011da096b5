import type { ClaimedRow, JobTable } from './job-table.ts';

/** A wish to run one certain row. */
export type Request = { id: string; kind: string; answered: () => void };

export type Wanted = { requests: readonly Request[]; pulled: ReadonlySet<string> };
export type Places = { freeOf: (kind: string) => number };

/** What a claim came to; the caller acts on it after the commit. */
export type ClaimedWork = {
  begun: { row: ClaimedRow; answered: (() => void) | undefined }[];
  /** Nothing to run: taken already, cancelled, or not due. */
  refused: Request[];
  /** No free place yet. */
  postponed: Request[];
  /** Kinds of which no ready row is left. */
  exhausted: string[];
};

export const NOTHING_CLAIMED: ClaimedWork = { begun: [], refused: [], postponed: [], exhausted: [] };

/** Claims as many of the wanted rows as there are free places; within the caller's transaction. */
export function claimWork(wanted: Wanted, places: Places, { table, now }: { table: JobTable; now: string }): ClaimedWork {
  const work: ClaimedWork = { begun: [], refused: [], postponed: [], exhausted: [] };
  const taken = new Map<string, number>();
  const freeOf = (kind: string): number => places.freeOf(kind) - (taken.get(kind) ?? 0);
  const begin = (row: ClaimedRow, answered?: () => void): void => {
    taken.set(row.kind, (taken.get(row.kind) ?? 0) + 1);
    work.begun.push({ row, answered });
  };
  for (const request of wanted.requests) {
    const row = freeOf(request.kind) > 0 ? table.claimOne(request.id, now) : 'no place';
    if (row === 'no place') work.postponed.push(request);
    else if (row === undefined) work.refused.push(request);
    else begin(row, request.answered);
  }
  for (const kind of wanted.pulled) {
    const free = freeOf(kind);
    const rows = free > 0 ? table.claimReady(kind, free) : [];
    if (rows.length < free) work.exhausted.push(kind);
    for (const row of rows) begin(row);
  }
  return work;
}
