import { connectors } from '@banrimkwae/connectors';
import type { Foundation } from './foundation.ts';
import { createGateway, type Gateway } from './gateway/index.ts';
import { hostRule } from './hosts.ts';
import {
  baseAddressOf,
  createProviders,
  createProviderTable,
  type ProviderDirectory,
  type ProviderTable,
  seedProviders,
} from './providers/index.ts';

/** Everything that reaches providers: their rows, their connectors, and the one way out. */
export type Outside = { table: ProviderTable; providers: ProviderDirectory; gateway: Gateway };

export function openOutside({ config, clock, newId, log, database, requestLog, masterKey }: Foundation): Outside {
  seedProviders(
    database,
    [...connectors.values()].map(({ manifest }) => manifest),
    clock.now().toISOString(),
  );
  const table = createProviderTable(database);
  const { profile, sandboxUrl } = config;
  const configured = () => table.all().flatMap((row) => baseAddressOf(row) ?? []);
  const gateway = createGateway({
    clock,
    newId,
    database,
    requestLog,
    log,
    random: Math.random,
    allowHost: hostRule({ profile, sandboxUrl, connectors, configured }),
    globalRateLimitPerMinute: config.callsPerMinute,
  });
  const providers = createProviders({ table, connectors, key: masterKey.key, gateway, profile, sandboxUrl, clock, newId });
  return { table, providers, gateway };
}
