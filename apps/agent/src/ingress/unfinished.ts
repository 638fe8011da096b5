import type { LiveEvent } from '@banrimkwae/contract/events';
import type { WebhookEvent } from '@banrimkwae/contract/traffic';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { JobQueue } from '../jobs/port.ts';
import type { LiveEvents } from '../live/live-events.ts';
import type { InboxTable } from './inbox-table.ts';
import type { InboxWriter } from './inbox-writer.ts';
import { markEvent, tellProcessed } from './process-event.ts';
import { MAX_ATTEMPTS, PROCESS, type Rings } from './rings.ts';

export type UnfinishedDeps = {
  inbox: InboxTable;
  writer: InboxWriter;
  rings: Rings;
  jobs: Pick<JobQueue, 'get'>;
  live: Pick<LiveEvents, 'publish'>;
  clock: Clock;
  log: Pick<Logger, 'error'>;
};

/** An event that was begun this often and never ended, because the agent died each time, is taken for the cause. */
const GIVE_UP_AFTER = 2 * MAX_ATTEMPTS;
const POISON = { code: 'internal', message: 'The agent stopped each time it worked on this, so it is not tried again by itself.' };
const CANCELLED = { code: null, message: 'The job was cancelled.' };

/** Rings for every event that nobody has finished. */
export function resumeUnfinished(deps: UnfinishedDeps): void {
  for (const page of deps.inbox.unfinished()) {
    deps.rings.ring(page.filter(({ attempts }) => attempts < GIVE_UP_AFTER).map(({ id }) => id));
    for (const event of page) if (event.attempts >= GIVE_UP_AFTER) markFailed(deps, event, POISON);
  }
}

/** A job that ended without success, whoever ended it, leaves its event as failed. */
export function followJob(deps: UnfinishedDeps, event: LiveEvent): void {
  if (event.type !== 'job_changed' || event.kind !== PROCESS || (event.state !== 'dead' && event.state !== 'cancelled')) return;
  const job = deps.jobs.get(event.jobId);
  const row = job && deps.inbox.find(job.subjectId);
  if (row && isUnfinished(row)) markFailed(deps, row, reasonOf(row, job.error));
}

export function isUnfinished({ state }: WebhookEvent): boolean {
  return state === 'pending' || state === 'processing';
}

type Reason = { code: string | null; message: string };

function reasonOf(row: WebhookEvent, jobError: string | null): Reason {
  const message = jobError ?? row.error;
  return message === null ? CANCELLED : { code: row.errorCode, message };
}

function markFailed({ writer, live, clock, log }: UnfinishedDeps, event: WebhookEvent, error: Reason): void {
  const processedAt = clock.now().toISOString();
  const mark = { state: 'failed', attempts: event.attempts, error, processedAt, onlyFrom: ['pending', 'processing'] } as const;
  markEvent(writer, event, mark).then(
    () => tellProcessed(live, event, 'failed'),
    (fault: unknown) => log.error({ err: fault, eventId: event.id }, 'An event could not be marked as failed; the next start rings for it'),
  );
}
