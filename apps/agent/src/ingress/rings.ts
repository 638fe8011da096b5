import type { Logger } from 'pino';
import type { JobQueue } from '../jobs/port.ts';
import type { Sqlite } from '../store/database.ts';

export const PROCESS = 'webhook.process';
/** With the queue's back-off about half an hour of trying. */
export const MAX_ATTEMPTS = 10;
const RETRY_MS = 1000;

export type RingsDeps = { database: Sqlite; jobs: Pick<JobQueue, 'add'>; log: Pick<Logger, 'error'> };

/** Rings the job queue for events on the disk, many at once. A ring that cannot be stored is tried again: the inbox keeps the event. */
export class Rings {
  readonly #deps: RingsDeps;
  readonly #addAll: (ids: readonly string[]) => void;
  #due: string[] = [];
  #again: NodeJS.Timeout | undefined;

  constructor(deps: RingsDeps) {
    this.#deps = deps;
    this.#addAll = deps.database.transaction((ids: readonly string[]) => {
      for (const id of ids) deps.jobs.add({ kind: PROCESS, subjectId: id, dedupeKey: `${PROCESS}:${id}`, maxAttempts: MAX_ATTEMPTS });
    });
  }

  /** At the next turn of the event loop, with all that is asked for until then. */
  ring(ids: readonly string[]): void {
    if (ids.length === 0) return;
    if (this.#due.length === 0) setImmediate(() => this.flush());
    this.#due.push(...ids);
  }

  flush(): void {
    clearTimeout(this.#again);
    const ids = this.#due;
    if (ids.length === 0 || !this.#deps.database.open) return;
    try {
      this.#addAll(ids);
      this.#due = [];
    } catch (fault) {
      this.#deps.log.error({ err: fault, events: ids.length }, 'Events wait: their jobs cannot be stored; it is tried again');
      this.#again = setTimeout(() => this.flush(), RETRY_MS);
      this.#again.unref();
    }
  }
}
