import { hkdfSync } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import type { Logger } from 'pino';
import { migrationsFolder } from './assets.ts';
import { type Clock, createNewId, type NewId } from './clock.ts';
import type { Config } from './config.ts';
import { createLiveEvents, type LiveEvents } from './live/live-events.ts';
import { dataFiles } from './operations/index.ts';
import { createRequestLog, type RequestLog } from './request-log/index.ts';
import { type ResortConfiguration, readResort } from './resort.ts';
import { openDatabase, type Sqlite } from './store/database.ts';
import { migrate } from './store/migrate.ts';
import { readSetting, writeSetting } from './store/settings.ts';
import { osKeychain } from './vault/keychain.ts';
import { type FoundMasterKey, findMasterKey } from './vault/master-key.ts';

/** What every room stands on. */
export type Foundation = {
  config: Config;
  clock: Clock;
  newId: NewId;
  log: Logger;
  database: Sqlite;
  requestLog: RequestLog;
  live: LiveEvents;
  masterKey: FoundMasterKey;
  agentId: string;
  resort: ResortConfiguration;
  close: () => void;
};

/** Opens the data folder, making it at the first start. The caller holds its lock. */
export async function openFoundation({ config, clock, log }: Pick<Foundation, 'config' | 'clock' | 'log'>): Promise<Foundation> {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const files = dataFiles(config.dataDir);
  const newId = createNewId(clock);
  const resort = readResort(config.dataDir);
  const database = openDatabase(files.agent, 'FULL');
  migrate(database, migrationsFolder);
  const agentId = ownId(database, clock, newId);
  const masterKey = await findOwnMasterKey(config, agentId, newId);
  const requestLog = createRequestLog({ path: files.requests, clock, log, retentionDays: resort.retention.providerCalls });
  return {
    config,
    clock,
    newId,
    log,
    database,
    requestLog,
    live: createLiveEvents(clock, newId('epoch')),
    masterKey,
    agentId,
    resort,
    close: () => {
      requestLog.close();
      database.close();
    },
  };
}

export function findOwnMasterKey(config: Config, agentId: string, newId: NewId): Promise<FoundMasterKey> {
  return findMasterKey({
    keychain: osKeychain(),
    fromEnvironment: config.masterKey,
    dataDir: config.dataDir,
    account: agentId,
    canary: newId('canary'),
  });
}

/** A secret for one purpose, drawn from the master key: whoever learns it learns nothing of the key or of another one. */
export function derivedSecret({ key }: FoundMasterKey, purpose: string): string {
  return Buffer.from(hkdfSync('sha256', key.bytes, '', `banrimkwae ${purpose}`, 32)).toString('base64url');
}

/** Made once: desktops and the keychain know this agent by it. */
function ownId(database: Sqlite, clock: Clock, newId: NewId): string {
  const known = readSetting(database, 'agent_id');
  if (known !== undefined) return known;
  const made = newId('agt');
  writeSetting(database, { name: 'agent_id', value: made, at: clock.now().toISOString() });
  return made;
}
