import type { ClaimedRow } from './job-table.ts';
import type { RunningJob } from './port.ts';

/** One attempt at a job, from its claim to the commit of what came of it. Also what the handler gets to see. */
export class Run implements RunningJob {
  readonly row: ClaimedRow;
  readonly startedAtMs: number;
  /** Called once when the outcome is stored. */
  readonly stored: () => void;
  latestProgress: { done: number; note: string } | undefined;
  progressToStore = false;
  progressToTell = false;
  progressStoredAtMs = 0;
  /** Whether the live stream has heard of this run, and when last. */
  toldAtMs: number | undefined;
  /** Given back to the queue while its handler still ran: whatever the handler answers comes too late. */
  givenUp = false;
  // Made on demand: most handlers never look at it.
  #controller: AbortController | undefined;

  constructor(row: ClaimedRow, startedAtMs: number, stored: () => void) {
    this.row = row;
    this.startedAtMs = startedAtMs;
    this.stored = stored;
  }

  get id(): string {
    return this.row.id;
  }

  get kind(): string {
    return this.row.kind;
  }

  get subjectId(): string {
    return this.row.subjectId;
  }

  get attempt(): number {
    return this.row.attempt;
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    return this.#controller.signal;
  }

  abort(reason: Error): void {
    this.#controller ??= new AbortController();
    this.#controller.abort(reason);
  }

  progress = (done: number, note: string): void => {
    this.latestProgress = { done: Math.min(1, Math.max(0, done)), note };
    this.progressToStore = true;
    this.progressToTell = true;
  };
}
