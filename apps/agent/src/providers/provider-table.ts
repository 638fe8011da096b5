import type { Manifest } from '@banrimkwae/connector-kit/manifest';
import type { ProviderStatus } from '@banrimkwae/contract/providers';
import * as z from 'zod';
import type { CallableEndpoint } from '../gateway/port.ts';
import { json } from '../store/columns.ts';
import type { Sqlite } from '../store/database.ts';
import { Sealed } from '../vault/cipher.ts';
import { webhookRecord } from './webhook-record.ts';

export const Configuration = z.object({
  values: z.record(z.string(), z.union([z.string(), z.boolean()])).default({}),
  ...webhookRecord,
});
export type Configuration = z.infer<typeof Configuration>;

const ProviderRow = z.object({
  id: z.number(),
  name: z.string(),
  status: z.enum(['active', 'inactive', 'maintenance']),
  status_reason: z.string().nullable(),
  api_base_url: z.string().nullable(),
  rate_limit_per_minute: z.number(),
  timeout_seconds: z.number(),
  retry_attempts: z.number(),
  configuration: json(Configuration),
  credentials_encrypted: z
    .string()
    .nullable()
    .transform((text) => (text === null ? {} : JSON.parse(text)))
    .pipe(z.record(z.string(), Sealed)),
  updated_at: z.string(),
});
export type ProviderRow = z.infer<typeof ProviderRow>;

/** The base address an administrator set in place of the published one: in the form's field for it, where a provider has one. */
export function baseAddressOf({ api_base_url: address, configuration }: ProviderRow): string | null {
  const { apiBaseUrl } = configuration.values;
  return typeof apiBaseUrl === 'string' && apiBaseUrl !== '' ? apiBaseUrl : address;
}

const EndpointRow = z.object({
  id: z.number(),
  endpoint_name: z.string(),
  rate_limit_per_minute: z.number().nullable(),
  timeout_seconds: z.number().nullable(),
  retry_enabled: z.number().transform(Boolean),
  cache_ttl_seconds: z.number(),
});

export type ProviderTable = ReturnType<typeof createProviderTable>;

/** SQL of `integration_providers` and `integration_endpoints`. */
export function createProviderTable(database: Sqlite) {
  return { ...providerStatements(database), ...endpointStatements(database) };
}

function providerStatements(database: Sqlite) {
  const byName = database.prepare('SELECT * FROM integration_providers WHERE name = ?');
  const setStatus = database.prepare('UPDATE integration_providers SET status = ?, status_reason = ?, updated_at = ? WHERE name = ?');
  const setConfiguration = database.prepare(
    'UPDATE integration_providers SET configuration = ?, credentials_encrypted = ?, updated_at = ? WHERE name = ?',
  );
  return {
    find: (name: string): ProviderRow | undefined => {
      const row = byName.get(name);
      return row === undefined ? undefined : ProviderRow.parse(row);
    },
    all: (): ProviderRow[] =>
      database
        .prepare('SELECT * FROM integration_providers ORDER BY name')
        .all()
        .map((row) => ProviderRow.parse(row)),
    setStatus: (name: string, change: { status: ProviderStatus; reason: string | null; at: string }) =>
      setStatus.run(change.status, change.reason, change.at, name),
    save: (name: string, change: { configuration: Configuration; credentials: Record<string, Sealed>; at: string }) =>
      setConfiguration.run(JSON.stringify(change.configuration), JSON.stringify(change.credentials), change.at, name),
  };
}

function endpointStatements(database: Sqlite) {
  const endpoints = database.prepare(
    'SELECT id, endpoint_name, rate_limit_per_minute, timeout_seconds, retry_enabled, cache_ttl_seconds FROM integration_endpoints WHERE provider_id = ?',
  );
  const setEndpoint = database.prepare(
    'UPDATE integration_endpoints SET rate_limit_per_minute = ?, timeout_seconds = ?, retry_enabled = ?, cache_ttl_seconds = ? WHERE provider_id = ? AND endpoint_name = ?',
  );
  return {
    endpointsOf: (providerRowId: number): ReadonlyMap<string, CallableEndpoint> => {
      const rows = endpoints.all(providerRowId).map((row) => EndpointRow.parse(row));
      return new Map(
        rows.map((row) => [
          row.endpoint_name,
          {
            rowId: row.id,
            rateLimitPerMinute: row.rate_limit_per_minute,
            timeoutSeconds: row.timeout_seconds,
            retryEnabled: row.retry_enabled,
            cacheTtlSeconds: row.cache_ttl_seconds,
          },
        ]),
      );
    },
    tuneEndpoint: (providerRowId: number, name: string, change: Omit<CallableEndpoint, 'rowId'>) =>
      setEndpoint.run(
        change.rateLimitPerMinute,
        change.timeoutSeconds,
        change.retryEnabled ? 1 : 0,
        change.cacheTtlSeconds,
        providerRowId,
        name,
      ),
  };
}

/**
 * Gives every connector its rows. What an operator tuned stays; address, method and formats follow the manifest, so a release can correct them.
 */
export function seedProviders(database: Sqlite, manifests: readonly Manifest[], at: string): void {
  const provider = database.prepare(
    `INSERT INTO integration_providers (name, type, api_version, rate_limit_per_minute, timeout_seconds, retry_attempts, created_at, updated_at)
     VALUES (@id, @type, @apiVersion, @rateLimitPerMinute, @timeoutSeconds, @retryAttempts, @at, @at)
     ON CONFLICT (name) DO UPDATE SET type = excluded.type, api_version = excluded.api_version
     RETURNING id`,
  );
  const endpoint = database.prepare(
    `INSERT INTO integration_endpoints (provider_id, endpoint_name, endpoint_path, http_method, request_format, response_format, is_webhook,
       webhook_verification_method, rate_limit_per_minute, timeout_seconds, retry_enabled, cache_ttl_seconds, created_at)
     VALUES (@providerId, @name, @path, @method, @requestFormat, @responseFormat, @isWebhook, @verification, @rateLimit, @timeout, @retry, @cache, @at)
     ON CONFLICT (provider_id, endpoint_name) DO UPDATE SET endpoint_path = excluded.endpoint_path, http_method = excluded.http_method,
       request_format = excluded.request_format, response_format = excluded.response_format, webhook_verification_method = excluded.webhook_verification_method`,
  );
  database.transaction(() => {
    for (const manifest of manifests) {
      const { id, type, apiVersion = null, rateLimitPerMinute, timeoutSeconds, retryAttempts } = manifest;
      const { id: providerId } = z
        .object({ id: z.number() })
        .parse(provider.get({ id, type, apiVersion, rateLimitPerMinute, timeoutSeconds, retryAttempts, at }));
      for (const row of endpointRows(manifest)) endpoint.run({ providerId, at, ...row });
    }
  })();
}

function endpointRows(manifest: Manifest) {
  const calls = Object.entries(manifest.endpoints).map(([name, endpoint]) => ({
    name,
    path: endpoint.path,
    method: endpoint.method,
    requestFormat: endpoint.requestFormat,
    responseFormat: endpoint.responseFormat,
    isWebhook: 0,
    verification: null,
    rateLimit: endpoint.rateLimitPerMinute ?? null,
    timeout: endpoint.timeoutSeconds ?? null,
    retry: 1,
    cache: endpoint.cacheTtlSeconds ?? 0,
  }));
  if (!manifest.webhook) return calls;
  const hook = {
    name: 'webhook',
    path: `/webhooks/${manifest.id}`,
    method: 'POST',
    requestFormat: 'json',
    responseFormat: 'text',
    isWebhook: 1,
    verification: manifest.webhook.method,
    rateLimit: null,
    timeout: null,
    retry: 0,
    cache: 0,
  };
  return [...calls, hook];
}
