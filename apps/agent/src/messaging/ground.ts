import type { AppendAudit } from '../access/index.ts';
import type { Clock, NewId } from '../clock.ts';
import type { JobQueue } from '../jobs/port.ts';
import type { LiveEvents } from '../live/live-events.ts';
import type { Providers } from '../providers/port.ts';
import type { Sqlite } from '../store/database.ts';
import type { ConversationTable } from './conversation-table.ts';
import type { MessageTable } from './message-table.ts';

/** What the use cases of this room work with. */
export type MessagingGround = {
  database: Sqlite;
  conversations: ConversationTable;
  messages: MessageTable;
  providers: Pick<Providers, 'find' | 'ready' | 'run'>;
  jobs: Pick<JobQueue, 'add' | 'handle'>;
  live: Pick<LiveEvents, 'publish'>;
  clock: Clock;
  newId: NewId;
  /** Appends to the audit log inside the caller's transaction. */
  audit: AppendAudit;
};

export const JOB = { send: 'message.send', profile: 'guest.profile' } as const;

export function tellChange(ground: MessagingGround, conversationId: string): void {
  ground.live.publish({ type: 'conversation_changed', conversationId });
}
