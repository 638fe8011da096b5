import { statSync } from 'node:fs';
import { openDatabase } from '../store/database.ts';
import { createInboxFigures } from './inbox-figures.ts';

export type InboxStanding = {
  /** Of the file and its log. */
  bytes: number;
  unfinished: number;
  oldestUnfinishedAt: string | null;
  /** Neither retried nor given up by staff. */
  failed: number;
  newestAt: Date | undefined;
  lastReceivedAt: Readonly<Record<string, string | null>>;
};

/** How the inbox stands, read beside a running agent. Throws when the file cannot be opened, or an older release wrote it. */
export function readInboxStanding(file: string, providerIds: readonly string[]): InboxStanding {
  const database = openDatabase(file, 'FULL');
  try {
    const inbox = createInboxFigures(database);
    const { pending, processing, failed } = inbox.counts();
    return {
      bytes: statSync(file).size + (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0),
      unfinished: pending + processing,
      oldestUnfinishedAt: inbox.oldestUnfinishedAt(),
      failed,
      newestAt: inbox.newestReceivedAt(),
      lastReceivedAt: Object.fromEntries(providerIds.map((id) => [id, inbox.lastReceivedAt(id)])),
    };
  } finally {
    database.close();
  }
}
