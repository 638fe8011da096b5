import type { Logger } from 'pino';
import type { Clock, NewId } from '../clock.ts';
import type { Ring } from './job-row.ts';
import type { JobTable } from './job-table.ts';

/** Tells the dispatcher that rows are ready. It may ring twice, late or for nothing: the row decides whether it runs. */
export type Bell = {
  /** Rings for everything unfinished, then for what is added. */
  start: () => Promise<void>;
  /** Called after the rows were committed. */
  ring: (rows: readonly Ring[]) => void;
  /** Starts no more work. */
  pause: () => void;
  close: () => Promise<void>;
};

export type BellFactory = (workplace: Workplace) => Bell;

/** What a bell may use. */
export type Workplace = {
  table: JobTable;
  clock: Clock;
  log: JobLog;
  newId: NewId;
  dispatcher: Claims;
  /** Kinds with a handler, and how many of each may run at once. */
  kinds: () => ReadonlyMap<string, { concurrency: number }>;
};

export type Claims = {
  /** Claims ready rows of these kinds, now and whenever a place is free, until none is left. */
  pull: (kinds: Iterable<string>) => void;
  /** Forgets what `pull` was asked for. */
  stopPulling: () => void;
  /** Claims this row if it is ready. Resolves when its run has ended and is stored, or at once when there is nothing to run. */
  claim: (job: { id: string; kind: string }) => Promise<void>;
};

export type JobLog = Pick<Logger, 'info' | 'warn' | 'error'>;
