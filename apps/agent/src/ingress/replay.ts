import { AppError } from '@banrimkwae/contract/errors';
import type { WebhookEvent } from '@banrimkwae/contract/traffic';
import type { Actor, AppendAudit } from '../access/index.ts';
import type { JobQueue } from '../jobs/port.ts';
import type { Sqlite } from '../store/database.ts';
import type { InboxTable } from './inbox-table.ts';
import type { InboxWriter } from './inbox-writer.ts';
import { markEvent } from './process-event.ts';
import { MAX_ATTEMPTS, PROCESS } from './rings.ts';
import { isUnfinished } from './unfinished.ts';

export type ReplayDeps = {
  inbox: InboxTable;
  writer: Pick<InboxWriter, 'write'>;
  database: Sqlite;
  jobs: Pick<JobQueue, 'add'>;
  audit: AppendAudit;
};

/** Works through an event once more. Throws AppError `not_found`, or `conflict` while it is being worked through. */
export async function replayEvent(deps: ReplayDeps, id: string, actor: Actor): Promise<WebhookEvent> {
  const event = deps.inbox.find(id);
  if (!event) throw new AppError('not_found', { message: 'There is no such delivery.' });
  if (isUnfinished(event)) throw new AppError('conflict', { message: 'This delivery is being worked through already.' });
  const detail = { provider: event.provider, webhookId: event.webhookId, eventType: event.eventType, state: event.state };
  // Two files cannot share a transaction. Asked for is written down first; a row left pending by a crash is rung for at the next start.
  deps.database.transaction(() => deps.audit({ actor: actor.id, action: 'webhook.replay', subject: event.id, detail }))();
  await markEvent(deps.writer, event, { state: 'pending', attempts: 0 });
  // Without a dedupe key: the job that finished this event may still be on its way to the disk, and would swallow the ring.
  deps.database.transaction(() => deps.jobs.add({ kind: PROCESS, subjectId: event.id, maxAttempts: MAX_ATTEMPTS }))();
  return { ...event, state: 'pending', attempts: 0, error: null, processedAt: null };
}
