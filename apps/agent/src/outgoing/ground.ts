import type { AppendAudit } from '../access/index.ts';
import type { Clock, NewId } from '../clock.ts';
import type { JobQueue } from '../jobs/port.ts';
import type { Sqlite } from '../store/database.ts';
import type { MasterKey } from '../vault/cipher.ts';
import type { OutgoingTable } from './outgoing-table.ts';
import type { Post } from './post.ts';

/** What the use cases of this room work with. */
export type OutgoingGround = {
  database: Sqlite;
  table: OutgoingTable;
  jobs: JobQueue;
  clock: Clock;
  newId: NewId;
  audit: AppendAudit;
  key: MasterKey;
  /** In practice nothing leaves this computer. */
  profile: 'practice' | 'live';
  post: Post;
};

export const DELIVER = 'outgoing.deliver';
export const CLEAR = 'outgoing.clear';
