import type { JobHandler, JobQueue, JobRequest } from './port.ts';

type Waiting = JobRequest & { at: number; attempt: number };
export type HandQueue = {
  jobs: JobQueue;
  /** Runs what is due, and what becomes due by it; after what another drain runs at the moment. */
  drain: () => Promise<void>;
};

/** As much of the job queue as a room sees, run by hand on a clock that the test moves. */
export function createHandQueue(now: () => number): HandQueue {
  const handlers = new Map<string, JobHandler>();
  let waiting: Waiting[] = [];
  let ids = 0;
  const run = async (job: Waiting): Promise<void> => {
    ids += 1;
    const handler = handlers.get(job.kind);
    if (!handler) throw new Error(`Nobody handles ${job.kind}`);
    const outcome = await handler({ ...job, id: `job_${ids}`, signal: new AbortController().signal, progress: () => undefined });
    if ('again' in outcome) waiting.push({ ...job, attempt: 1, at: now() + outcome.again.afterMs });
  };
  const drain = async (): Promise<void> => {
    for (let due = waiting.filter((job) => job.at <= now()); due.length > 0; due = waiting.filter((job) => job.at <= now())) {
      waiting = waiting.filter((job) => job.at > now());
      for (const job of due) await run(job);
    }
  };
  let running: Promise<void> = Promise.resolve();
  const jobs: Pick<JobQueue, 'add' | 'handle' | 'schedule'> = {
    add: (request) => {
      const same = request.dedupeKey !== undefined && waiting.some((job) => job.dedupeKey === request.dedupeKey);
      if (!same) waiting.push({ ...request, at: now() + (request.delayMs ?? 0), attempt: 1 });
      return request.kind;
    },
    handle: (kind, handler) => void handlers.set(kind, handler),
    schedule: () => undefined,
  };
  return {
    jobs: jobs as JobQueue,
    drain: () => {
      const mine = running.then(drain);
      running = mine.catch(() => undefined);
      return mine;
    },
  };
}
