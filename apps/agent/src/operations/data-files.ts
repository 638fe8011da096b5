import { join } from 'node:path';

/** What stands in the data folder. */
export type DataFiles = { agent: string; inbox: string; requests: string };

export function dataFiles(dataDir: string): DataFiles {
  return { agent: join(dataDir, 'agent.db'), inbox: join(dataDir, 'inbox.db'), requests: join(dataDir, 'requests.db') };
}
