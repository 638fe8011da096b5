import type { Connector, OperationContext } from '@banrimkwae/connector-kit/connector';
import { AppError } from '@banrimkwae/contract/errors';
import type { PaymentMethod } from '@banrimkwae/contract/payments';
import type { Capability } from '@banrimkwae/contract/provider-fields';
import type { Clock, NewId } from '../clock.ts';
import type { CallableProvider, Gateway, Trace } from '../gateway/port.ts';
import type { MasterKey } from '../vault/cipher.ts';
import { missingFields, readConfig } from './configuration.ts';
import type { Providers, ReadyProvider, WhyNotReady } from './port.ts';
import { baseAddressOf, type ProviderRow, type ProviderTable } from './provider-table.ts';
import { openWebhookSecrets, validSecrets, type WebhookSecrets } from './webhook-secrets.ts';

export type ProvidersDeps = {
  table: ProviderTable;
  connectors: ReadonlyMap<string, Connector>;
  key: MasterKey;
  gateway: Gateway;
  profile: 'practice' | 'live';
  sandboxUrl: string;
  clock: Clock;
  newId: NewId;
};

type Entry = { row: ProviderRow; callable: CallableProvider; secrets: WebhookSecrets };

export type ProviderDirectory = Providers & {
  callable: (id: string) => CallableProvider;
  row: (id: string) => ProviderRow;
  /** Every webhook secret with its dates, also those that have ended. */
  secrets: (id: string) => WebhookSecrets;
  /** After a change of row, endpoint or keys: reads anew and drops cached answers and tokens. */
  refresh: (id: string) => void;
};

/** The registry of providers as they stand now. Rows are read once and kept until `refresh`. */
export function createProviders(deps: ProvidersDeps): ProviderDirectory {
  const kept = new Map<string, Entry>();
  const connectorOf = (id: string): Connector => {
    const found = deps.connectors.get(id);
    if (!found) throw new AppError('not_found', { message: `There is no provider "${id}".` });
    return found;
  };
  const entry = (id: string): Entry => {
    const known = kept.get(id);
    if (known) return known;
    const made = load(deps, connectorOf(id));
    kept.set(id, made);
    return made;
  };
  const asReady = (id: string): ReadyProvider => ({ id, name: connectorOf(id).manifest.name, connector: connectorOf(id) });

  return {
    callable: (id) => entry(id).callable,
    row: (id) => entry(id).row,
    secrets: (id) => entry(id).secrets,
    rowId: (id) => entry(id).row.id,
    refresh: (id) => {
      kept.delete(id);
      deps.gateway.forget(id);
    },
    ready: (capability: Capability) =>
      [...deps.connectors.values()]
        .filter(({ manifest }) => manifest.capabilities.includes(capability) && whyNotReady(entry(manifest.id).callable) === null)
        .map(({ manifest }) => asReady(manifest.id)),
    all: (capability) =>
      [...deps.connectors.values()].filter(({ manifest }) => manifest.capabilities.includes(capability)).map(({ manifest }) => manifest.id),
    find: (id) => {
      const whyNot = whyNotReady(entry(id).callable);
      return { ...asReady(id), ready: whyNot === null, whyNot };
    },
    run: (providerId, operation, input, trace = {}) => operation(contextFor(deps, entry(providerId).callable, trace), input),
    downSince: (id, method) => {
      const { callable } = entry(id);
      const since = creatingCalls(callable.connector, method).flatMap((name) => deps.gateway.breakers.openSince(callable, name) ?? []);
      return since.sort()[0] ?? null;
    },
    // Asked at every delivery: opened once, only the ends are looked at anew.
    webhookSecrets: (providerId) => validSecrets(entry(providerId).secrets, deps.clock.now()),
  };
}

function load(deps: ProvidersDeps, connector: Connector): Entry {
  const row = deps.table.find(connector.manifest.id);
  if (!row) throw new AppError('not_found', { message: `There is no provider "${connector.manifest.id}".` });
  const endpoints = deps.table.endpointsOf(row.id);
  const callable: CallableProvider = {
    connector,
    rowId: row.id,
    status: row.status,
    configured: missingFields(connector.manifest, row).length === 0,
    config: readConfig(connector.manifest, row, deps.key),
    hosts: hostsOf(deps, connector, row),
    rateLimitPerMinute: row.rate_limit_per_minute,
    timeoutSeconds: row.timeout_seconds,
    retryAttempts: row.retry_attempts,
    endpoint: (name) => {
      const endpoint = endpoints.get(name);
      if (!endpoint) throw new AppError('not_found', { message: `${connector.manifest.name} has no call "${name}".` });
      return endpoint;
    },
  };
  return { row, callable, secrets: openWebhookSecrets(connector.manifest, row, deps.key) };
}

/** Practice: always the sandbox, whatever is configured. Live: the manifest's hosts; an administrator's address replaces the default one. */
function hostsOf(deps: ProvidersDeps, { manifest }: Connector, row: ProviderRow): Record<string, string> {
  const names = Object.keys(manifest.hosts);
  if (deps.profile === 'practice') return Object.fromEntries(names.map((name) => [name, `${deps.sandboxUrl}/${manifest.id}/${name}`]));
  const test = row.configuration.values.environment === 'test';
  return Object.fromEntries(
    Object.entries(manifest.hosts).map(([name, host]) => {
      const published = (test ? host.test : undefined) ?? host.live;
      return [name, (name === 'api' ? baseAddressOf(row) : null) ?? published];
    }),
  );
}

function contextFor(deps: ProvidersDeps, provider: CallableProvider, trace: Trace): OperationContext {
  return {
    config: provider.config,
    now: deps.clock.now,
    newId: () => deps.newId('msg'),
    call: (endpoint, request, schema) => deps.gateway.call({ provider, endpoint, request, schema, trace }),
  };
}

/** The call that creates a payment; of a connector that does not tell, each that moves money. */
function creatingCalls({ manifest, payments }: Connector, method: PaymentMethod): readonly string[] {
  const told = payments?.methods[method]?.createdBy;
  if (told !== undefined) return [told];
  return Object.entries(manifest.endpoints).flatMap(([name, { movesMoney }]) => (movesMoney ? [name] : []));
}

function whyNotReady(provider: CallableProvider): WhyNotReady | null {
  if (provider.status !== 'active') return 'provider_paused';
  return provider.configured ? null : 'provider_not_configured';
}
