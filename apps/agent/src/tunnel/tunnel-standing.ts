import type { TunnelState } from '@banrimkwae/contract/tunnel';
import type { Sqlite } from '../store/database.ts';
import { type CarriersDeps, createCarriers } from './carriers/index.ts';
import { createTunnelTable } from './tunnel-table.ts';

export type TunnelStanding = {
  /** Of the chosen way in; null: none is chosen. */
  name: string | null;
  /** The address that last led here. */
  address: string | null;
  /** What must be installed first; null: nothing. */
  missing: string | null;
  /** The newest word on it, which may be of an agent that has ended. */
  last: { at: string; state: TunnelState; sentence: string } | null;
};

/** How the way in stands, read beside a running agent. Starts nothing. */
export function readTunnelStanding(database: Sqlite, deps: CarriersDeps): TunnelStanding {
  const table = createTunnelTable(database);
  const kind = table.chosen();
  if (kind === null) return { name: null, address: null, missing: null, last: null };
  const { name, missing } = createCarriers(deps)[kind];
  const proved = table.provedAddress();
  const [newest] = table.history();
  return {
    name,
    address: proved?.kind === kind ? proved.url : null,
    missing: missing()?.en ?? null,
    last: newest === undefined ? null : { at: newest.at, state: newest.state, sentence: newest.sentence.en },
  };
}
