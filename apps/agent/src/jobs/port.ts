import type { Effect, Job } from '@banrimkwae/contract/traffic';
import type { Page } from '../store/page.ts';

/** Background work. A job holds an id, never the data: the row it points at is the truth, the queue only rings. */
export type JobQueue = {
  /**
   * Stores a job; call it inside the transaction of the change it belongs to (same database), so both or neither exist.
   * With a dedupe key a job that still waits or runs is returned instead of a second one. Returns the job's id.
   */
  add: (request: JobRequest) => string;
  /** One handler a kind; before `start`. */
  handle: (kind: string, handler: JobHandler, options?: HandlerOptions) => void;
  /** Adds a job of this kind at every beat, at most one waiting at a time. Before `start`. */
  schedule: (schedule: JobSchedule) => void;
  start: () => Promise<void>;
  /** Takes no new work, waits for what runs up to the deadline, gives the rest back to the queue. */
  stop: (deadlineMs: number) => Promise<void>;
  get: (id: string) => Job | undefined;
  list: (filter: JobFilter) => { items: Job[]; cursor?: string };
  /** Dead jobs only; undefined when there is no such dead job. Throws AppError `conflict` when a newer job with its dedupe key waits or runs. */
  retry: (id: string) => Job | undefined;
  discard: (id: string, reason: string) => Job | undefined;
  /** Waiting: gone at once. Running: its signal aborts. */
  cancel: (id: string) => Job | undefined;
  counts: () => { waiting: number; running: number; dead: number; oldestWaitingAt: string | null };
  /** What a kind was declared with. */
  effectOf: (kind: string) => Effect;
};

/** Dead jobs that share kind and the first sentence of their error. */
export type DeadJobGroup = { kind: string; reason: string };
export type DeadJobGroupCount = DeadJobGroup & { count: number; oldestAt: string; newestAt: string };
export type DeadJobs = {
  standing: () => { count: number; oldestAt: string | null };
  groups: () => DeadJobGroupCount[];
  /** Oldest first. */
  ids: (group: DeadJobGroup) => string[];
  /** Newest first. */
  items: (
    group: DeadJobGroup,
    page: { cursor?: string | undefined; limit: number },
  ) => Page<{ id: string; subjectId: string; error: string; at: string }>;
};

export type JobRequest = {
  kind: string;
  subjectId: string;
  /** 0 (first) to 9 (last); default 5. */
  priority?: number;
  delayMs?: number;
  dedupeKey?: string;
  /** Default 10. */
  maxAttempts?: number;
};

export type JobHandler = (job: RunningJob) => Promise<JobOutcome>;
export type RunningJob = {
  id: string;
  kind: string;
  subjectId: string;
  /** 1 on the first try. */
  attempt: number;
  signal: AbortSignal;
  progress: (done: number, note: string) => void;
};
/**
 * `again`: not an error, look later (attempts are not used up: their count starts anew). A thrown AppError is retried if its code is
 * retryable, else the job is dead. Anything else thrown is retried. After `cancel`, throwing means cancelled, `done` still means done.
 */
export type JobOutcome = { done: true } | { again: { afterMs: number; reason: string } };

/**
 * Defaults: 100 at once; retries after 1 s, doubling up to 5 minutes, with full jitter. `effect`: the worst that running such a job can
 * bring about outside the house, for whoever tries many again; `none` unless told.
 */
export type HandlerOptions = { concurrency?: number; backoff?: { firstMs: number; maximumMs: number }; effect?: Effect };
/** By seconds: beats at once when it is new. By cron: at its next time. Beats missed while the agent was off are one beat. */
export type JobSchedule = {
  name: string;
  kind: string;
  subjectId: string;
  every: { seconds: number } | { cron: string; timeZone: string };
  priority?: number;
};
export type JobFilter = {
  state?: Job['state'] | undefined;
  kind?: string | undefined;
  cursor?: string | undefined;
  limit: number;
};
