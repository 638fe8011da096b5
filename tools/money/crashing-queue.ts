import type { JobHandler, JobOutcome, JobQueue, JobRequest } from '../../apps/agent/src/jobs/port.ts';

type Waiting = JobRequest & { at: number; attempt: number };
export type CrashingQueue = {
  jobs: JobQueue;
  /** Runs what is due side by side, and what becomes due by it, until nothing is, or the process has died. */
  drain: (died: Promise<void>) => Promise<void>;
};

const RETRY_MS = 1000;
const MOST_ROUNDS = 200;

/** As much of the job queue as a room sees. What it holds dies with the process; the room rings again for what its rows say. */
export function crashingQueue(now: () => number): CrashingQueue {
  const handlers = new Map<string, JobHandler>();
  let waiting: Waiting[] = [];
  let ids = 0;
  const run = async (job: Waiting): Promise<void> => {
    ids += 1;
    const handler = handlers.get(job.kind);
    if (!handler) throw new Error(`Nobody handles ${job.kind}`);
    const running = { ...job, id: `job_${ids}`, signal: new AbortController().signal, progress: () => undefined };
    const outcome: JobOutcome | undefined = await handler(running).catch((fault: unknown) => {
      if (fault instanceof Error && fault.name === 'AppError') return undefined;
      throw fault;
    });
    if (outcome === undefined) waiting.push({ ...job, attempt: job.attempt + 1, at: now() + RETRY_MS });
    else if ('again' in outcome) waiting.push({ ...job, attempt: 1, at: now() + outcome.again.afterMs });
  };
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
    drain: async (died) => {
      let dead = false;
      void died.then(() => {
        dead = true;
      });
      for (let round = 0; round < MOST_ROUNDS && !dead; round += 1) {
        const due = waiting.filter((job) => job.at <= now());
        if (due.length === 0) return;
        waiting = waiting.filter((job) => job.at > now());
        await Promise.race([died, Promise.all(due.map(run))]);
      }
    },
  };
}
