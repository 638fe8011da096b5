import { accessSync, constants, existsSync } from 'node:fs';
import { connectors } from '@banrimkwae/connectors';
import { ERRORS } from '@banrimkwae/contract/errors';
import { listOperators } from './access/index.ts';
import { openAccess } from './access-room.ts';
import { systemClock } from './clock.ts';
import type { Config } from './config.ts';
import type { Foundation } from './foundation.ts';
import { type InboxStanding, readInboxStanding } from './ingress/index.ts';
import { countDeadJobs } from './jobs/index.ts';
import { type DoctorDeps, dataFiles, lastBackupAt } from './operations/index.ts';
import { type Outside, openOutside } from './outside.ts';
import { webhookAddress } from './providers/index.ts';
import { publicAddress } from './public-address.ts';
import { readResort } from './resort.ts';
import { isDataFolderTaken } from './store/single-instance.ts';
import { readTunnelStanding } from './tunnel/index.ts';
import { tunnelFolder } from './tunnel-room.ts';
import { RELEASED_AT } from './version.ts';

/** What opening the data came to: they are open, they cannot be opened, or there are none. */
export type Opened = { foundation: Foundation } | { fault: unknown } | undefined;

/** Hands the doctor everything it looks at. */
export function doctorDeps(config: Config, opened: Opened): DoctorDeps {
  return {
    dataDir: config.dataDir,
    mayWrite,
    nodeVersion: process.versions.node,
    now: systemClock.now(),
    releasedAt: RELEASED_AT,
    masterKey: async () => keyOf(opened),
    readResort: () => readResort(config.dataDir),
    ports: [
      { name: 'API', host: config.apiHost, port: config.apiPort },
      { name: 'webhooks', host: '127.0.0.1', port: config.webhookPort },
    ],
    running: () => isDataFolderTaken(config.dataDir),
    redisUrl: config.redisUrl,
    webDir: config.webDir,
    data: opened && ('fault' in opened ? opened : dataOf(opened.foundation)),
  };
}

function mayWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function keyOf(opened: Opened): { source: string; notes: readonly string[] } {
  if (opened === undefined) return { source: 'place it will be made in at the first start', notes: [] };
  return 'fault' in opened ? { source: 'place it was in: not looked at, the data do not open', notes: [] } : opened.foundation.masterKey;
}

function dataOf(foundation: Foundation): DoctorDeps['data'] {
  const { config, database } = foundation;
  const outside = openOutside(foundation);
  const access = openAccess(foundation, null);
  const { profile, programs } = config;
  const tunnel = readTunnelStanding(database, { folder: tunnelFolder(config), programs, profile });
  const address = publicAddress(foundation, { webhookPort: () => config.webhookPort, tunnelUrl: () => tunnel.address });
  const inbox = inboxReader(foundation, outside);
  return {
    practice: profile === 'practice',
    providers: () =>
      outside.table.all().map(({ name: id }) => {
        const { name, whyNot } = outside.providers.find(id);
        return { name, whyNot: whyNot === null ? null : ERRORS[whyNot].message.en };
      }),
    operators: () => listOperators(access.ground).filter(({ disabled }) => !disabled).length,
    audit: () => access.auditLog.verify(),
    deadJobs: () => countDeadJobs(database),
    lastBackupAt: () => lastBackupAt(database),
    publicAddress: address.url,
    tunnel: () => tunnel,
    webhooks: () => webhooksOf(outside, { publicUrl: address.url(), lastReceivedAt: inbox()?.lastReceivedAt ?? {} }),
    inbox,
  };
}

/** Read once for all checks, when the first asks. */
function inboxReader({ config }: Foundation, { table }: Outside): () => InboxStanding | undefined {
  const file = dataFiles(config.dataDir).inbox;
  let standing: InboxStanding | undefined;
  return () => {
    if (!existsSync(file)) return undefined;
    standing ??= readInboxStanding(
      file,
      table.all().map(({ name }) => name),
    );
    return standing;
  };
}

type Ways = { publicUrl: string | null; lastReceivedAt: InboxStanding['lastReceivedAt'] };

function webhooksOf({ table, providers }: Outside, { publicUrl, lastReceivedAt }: Ways) {
  return table.all().flatMap(({ name: id, configuration }) => {
    const connector = connectors.get(id);
    if (!connector?.webhook || providers.find(id).whyNot !== null) return [];
    return {
      name: connector.manifest.name,
      hasSecret: connector.manifest.webhook?.secret === 'asked' || providers.webhookSecrets(id).length > 0,
      registeredAt: configuration.webhook?.url ?? null,
      belongsAt: publicUrl === null ? null : webhookAddress(publicUrl, id),
      canRegister: connector.webhook.register !== undefined,
      lastDeliveryAt: lastReceivedAt[id] ?? null,
    };
  });
}
