import { AppError } from '@banrimkwae/contract/errors';
import type { Job } from '@banrimkwae/contract/traffic';
import type { Actor, AppendAudit } from '../access/index.ts';
import type { Ingress } from '../ingress/index.ts';
import type { JobQueue } from '../jobs/port.ts';
import type { RequestLog } from '../request-log/port.ts';
import type { Sqlite } from '../store/database.ts';

export type TrafficDeps = {
  inbox: Pick<Ingress['inbox'], 'list' | 'get' | 'replay' | 'refused'>;
  requestLog: Pick<RequestLog, 'list' | 'get'>;
  jobs: Pick<JobQueue, 'list' | 'get' | 'retry' | 'discard' | 'cancel'>;
  /** Where jobs and audit stand. */
  database: Sqlite;
  audit: AppendAudit;
  /** The payment an event changed, by the provider's id of the event. */
  paymentOf: (webhookId: string) => string | null;
};
export type TrafficRoom = ReturnType<typeof createTraffic>;

const NO_JOB = { message: 'There is no such job.' };

/** Everything that goes in and out, for staff to look at and to set going again. */
export function createTraffic({ inbox, requestLog, jobs, database, audit, paymentOf }: TrafficDeps) {
  const act = (id: string, by: { actor: Actor; action: string; detail?: Record<string, string> }, change: () => Job | undefined): Job =>
    database.transaction(() => {
      const before = jobs.get(id);
      if (!before) throw new AppError('not_found', NO_JOB);
      const changed = change();
      if (!changed) throw new AppError('conflict', { message: `This is not possible while the job is ${before.state}.` });
      const detail = { kind: before.kind, subjectId: before.subjectId, state: before.state, ...by.detail };
      audit({ actor: by.actor.id, action: by.action, subject: id, detail });
      return changed;
    })();
  return {
    webhooks: inbox.list,
    webhook: (id: string) => {
      const event = inbox.get(id);
      return { ...event, paymentId: paymentOf(event.webhookId) };
    },
    replay: inbox.replay,
    refused: inbox.refused,
    requests: requestLog.list,
    request: (id: string) => {
      const found = requestLog.get(id);
      if (!found) throw new AppError('not_found', { message: 'There is no such call, or it is past its retention.' });
      return found;
    },
    jobs: jobs.list,
    job: (id: string) => {
      const found = jobs.get(id);
      if (!found) throw new AppError('not_found', NO_JOB);
      return found;
    },
    retryJob: (id: string, actor: Actor) => act(id, { actor, action: 'job.retry' }, () => jobs.retry(id)),
    discardJob: (id: string, reason: string, actor: Actor) =>
      act(id, { actor, action: 'job.discard', detail: { reason } }, () => jobs.discard(id, reason)),
    cancelJob: (id: string, actor: Actor) => act(id, { actor, action: 'job.cancel' }, () => jobs.cancel(id)),
  };
}
