import type { Clock } from '../clock.ts';
import type { JobQueue } from '../jobs/port.ts';
import type { Providers } from '../providers/port.ts';
import type { FxRateTable } from './fx-rate-table.ts';

/** What the use cases of exchange rates work with. */
export type FxGround = {
  rates: FxRateTable;
  providers: Pick<Providers, 'ready' | 'run'>;
  jobs: Pick<JobQueue, 'add' | 'handle' | 'schedule'>;
  clock: Clock;
  /** The resort's own currency: everything is quoted in it. */
  currency: string;
  /** Those its guests bring. */
  currencies: readonly string[];
  timeZone: string;
};

/** `round`: every source; `fetch`: one of them, by its id. */
export const JOB = { round: 'fx.round', fetch: 'fx.fetch' } as const;
