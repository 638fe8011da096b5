import { useState } from 'react';
import { type Steady, steadyRows } from './steady-rows.ts';

type Memory<Row> = Steady<Row> & { latest: readonly Row[]; scope: string; held: boolean };

export type SteadyList<Row> = Steady<Row> & {
  /** Lets the waiting rows in. */
  showNew: () => void;
};

type Input<Row> = {
  latest: readonly Row[];
  /** Changes with the filter: another list, so nothing to hold still. */
  scope: string;
  /** Whether somebody points at the list or has scrolled in it. */
  held: boolean;
  idOf: (row: Row) => string;
};

/** Keeps rows still under the pointer; new ones wait behind a button. */
export function useSteadyRows<Row>({ latest, scope, held, idOf }: Input<Row>): SteadyList<Row> {
  const [memory, setMemory] = useState<Memory<Row>>({ latest, scope, held, rows: latest, waiting: 0 });
  let current = memory;
  if (memory.latest !== latest || memory.scope !== scope || memory.held !== held) {
    const still = held && memory.scope === scope;
    current = { latest, scope, held, ...(still ? steadyRows(memory.rows, latest, idOf) : { rows: latest, waiting: 0 }) };
    setMemory(current);
  }
  return {
    rows: current.rows,
    waiting: current.waiting,
    showNew: () => setMemory({ ...current, rows: current.latest, waiting: 0 }),
  };
}
