/** What a list shows now, while newer answers come in. */
export type Steady<Row> = {
  rows: readonly Row[];
  /** New rows that wait behind the button. */
  waiting: number;
};

/**
 * The next state of a list that must not move: rows change in place, older ones are added below, new ones wait.
 * A row that left the answer (it no longer matches the filter) stays until the list is free to move.
 */
export function steadyRows<Row>(shown: readonly Row[], latest: readonly Row[], idOf: (row: Row) => string): Steady<Row> {
  const known = new Set(shown.map(idOf));
  const fresh = new Map(latest.map((row) => [idOf(row), row]));
  const lastKnown = latest.findLastIndex((row) => known.has(idOf(row)));
  if (shown.length === 0 || lastKnown === -1)
    return shown.length === 0 ? { rows: latest, waiting: 0 } : { rows: shown, waiting: latest.length };
  const below = latest.slice(lastKnown + 1);
  return {
    rows: [...shown.map((row) => fresh.get(idOf(row)) ?? row), ...below],
    waiting: latest.slice(0, lastKnown).filter((row) => !known.has(idOf(row))).length,
  };
}
