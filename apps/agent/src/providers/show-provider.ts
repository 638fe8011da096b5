import { readFileSync } from 'node:fs';
import type { Connector } from '@banrimkwae/connector-kit/connector';
import { endpointOf } from '@banrimkwae/connector-kit/manifest';
import type { ConnectionState, EndpointSettings, Provider, ProviderDetail, ProviderHealth } from '@banrimkwae/contract/providers';
import type { ProviderFigures, TrafficSlice } from '../request-log/index.ts';
import type { ProvidersGround } from './ground.ts';
import { judge } from './health.ts';
import { baseAddressOf } from './provider-table.ts';
import { webhookSetup } from './show-webhook.ts';

type Traffic = { figures: ReadonlyMap<string, ProviderFigures>; recent: ReadonlyMap<string, readonly TrafficSlice[]> };

const SLICES = 24;
const QUIET: readonly TrafficSlice[] = Array.from({ length: SLICES }, () => ({ total: 0, failed: 0 }));

/** All providers, those that make trouble first, then by name. */
export function showProviders(ground: ProvidersGround): Provider[] {
  const traffic = readTraffic(ground);
  return [...ground.connectors.values()]
    .map((connector) => summarize(ground, connector, traffic))
    .sort((left, right) => RANK[left.health.state] - RANK[right.health.state] || left.name.localeCompare(right.name));
}

const RANK: Readonly<Record<ConnectionState, number>> = { down: 0, slow: 1, working: 2, paused: 3, not_set_up: 4 };

/** Throws AppError `not_found`. */
export function showProvider(ground: ProvidersGround, id: string): Provider {
  return summarize(ground, ground.providers.find(id).connector, readTraffic(ground));
}

/** Throws AppError `not_found`. */
export function showProviderDetail(ground: ProvidersGround, id: string): ProviderDetail {
  const { connector } = ground.providers.find(id);
  const { manifest } = connector;
  const row = ground.providers.row(id);
  return {
    ...showProvider(ground, id),
    apiBaseUrl: baseAddressOf(row),
    rateLimitPerMinute: row.rate_limit_per_minute,
    timeoutSeconds: row.timeout_seconds,
    retryAttempts: row.retry_attempts,
    endpoints: Object.keys(manifest.endpoints).map((name) => showEndpoint(ground, id, name)),
    webhook: manifest.webhook === undefined ? null : webhookSetup(ground, connector),
    setup: readFileSync(ground.setupFile(id), 'utf8'),
    docs: [...manifest.docs],
  };
}

/** Throws AppError `not_found` for an unknown provider or call. */
export function showEndpoint({ providers, breakers }: ProvidersGround, id: string, name: string): EndpointSettings {
  const callable = providers.callable(id);
  const { rowId: _rowId, ...tuning } = callable.endpoint(name);
  const { method, path } = endpointOf(callable.connector.manifest, name);
  return { name, method, path, ...tuning, breaker: breakers.state(callable, name) };
}

function summarize(ground: ProvidersGround, { manifest }: Connector, traffic: Traffic): Provider {
  const callable = ground.providers.callable(manifest.id);
  return {
    id: manifest.id,
    name: manifest.name,
    type: manifest.type,
    status: callable.status,
    capabilities: [...manifest.capabilities],
    configured: callable.configured,
    hasWebhook: manifest.webhook !== undefined,
    logo: manifest.logo ?? null,
    health: healthOf(ground, manifest.id, traffic),
  };
}

function healthOf(ground: ProvidersGround, id: string, traffic: Traffic): ProviderHealth {
  const { connector, status, configured } = ground.providers.callable(id);
  const callable = ground.providers.callable(id);
  const { name, capabilities, endpoints } = connector.manifest;
  const figures = traffic.figures.get(id);
  const today = { total: figures?.total ?? 0, failed: figures?.failed ?? 0, averageMs: figures?.averageMs ?? null };
  const recent = traffic.recent.get(id) ?? QUIET;
  const blocked = Object.keys(endpoints).filter((endpoint) => ground.breakers.state(callable, endpoint).state === 'open');
  const statusReason = ground.providers.row(id).status_reason;
  const { state, sentence } = judge({ name, capabilities, status, statusReason, configured, blocked, today, recent });
  return {
    state,
    since: ground.since(id, state),
    sentence,
    requestsToday: today.total,
    successRate: today.total === 0 ? null : (today.total - today.failed) / today.total,
    averageResponseMs: today.averageMs,
    lastError: figures?.lastError ?? null,
    recent: recent.map(({ total, failed }) => ({ total, failed })),
  };
}

function readTraffic({ requestLog, startOfToday }: ProvidersGround): Traffic {
  return {
    figures: new Map(requestLog.figures(startOfToday()).map((row) => [row.provider, row])),
    recent: requestLog.recent(),
  };
}
