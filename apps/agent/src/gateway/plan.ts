import type { EndpointRequest } from '@banrimkwae/connector-kit/connector';
import { type AuthScheme, type EndpointManifest, endpointOf } from '@banrimkwae/connector-kit/manifest';
import { createRedactor, type Redactor } from '@banrimkwae/connector-kit/redact';
import { secretValues } from './authentication.ts';
import type { BreakerSubject } from './breakers.ts';
import type { CallableProvider } from './port.ts';
import type { RateSubject } from './rate-limit.ts';

/** Everything about calling one endpoint of one provider that is the same for every call, worked out once. */
export type CallPlan = {
  provider: CallableProvider;
  providerId: string;
  providerName: string;
  endpointName: string;
  endpoint: EndpointManifest;
  auth: AuthScheme;
  host: string;
  /** Scheme, host and port of the provider's base address, and its path without a slash at the end. */
  origin: string;
  basePath: string;
  hostAllowed: boolean;
  timeoutMs: number;
  /** Repeats after the first attempt. */
  retries: number;
  cacheTtlSeconds: number;
  staleSeconds: number;
  rate: RateSubject;
  breaker: BreakerSubject;
  redactor: (token: string | undefined) => Redactor;
};

export type Plans = { of: (provider: CallableProvider, endpoint: string) => CallPlan };

/** Plans live as long as the provider's snapshot: a change of settings or keys makes a new snapshot, and with it new plans. */
export function createPlans(allowHost: (url: URL) => boolean): Plans {
  const plans = new WeakMap<CallableProvider, Map<string, CallPlan>>();
  return {
    of: (provider, name) => {
      const known = plans.get(provider) ?? new Map<string, CallPlan>();
      const plan = known.get(name) ?? makePlan(provider, name, allowHost);
      plans.set(provider, known.set(name, plan));
      return plan;
    },
  };
}

/** How a call may be repeated once an attempt may have taken effect. */
export function repeatable(plan: CallPlan, request: EndpointRequest): 'freely' | 'with_key' | 'no' {
  if (plan.endpoint.retry === 'safe') return 'freely';
  return plan.endpoint.retry === 'with_key' && request.idempotencyKey !== undefined ? 'with_key' : 'no';
}

function makePlan(provider: CallableProvider, name: string, allowHost: (url: URL) => boolean): CallPlan {
  const { manifest } = provider.connector;
  const endpoint = endpointOf(manifest, name);
  const tuned = provider.endpoint(name);
  const base = new URL(provider.hosts[endpoint.host ?? 'api'] ?? '');
  const providerId = manifest.id;
  return {
    provider,
    providerId,
    providerName: manifest.name,
    endpointName: name,
    endpoint,
    auth: endpoint.anonymous ? { kind: 'none' } : manifest.auth,
    host: base.host,
    origin: base.origin,
    basePath: base.pathname.replace(/\/+$/, ''),
    hostAllowed: allowHost(base),
    timeoutMs: (tuned.timeoutSeconds ?? provider.timeoutSeconds) * 1000,
    retries: tuned.retryEnabled ? provider.retryAttempts : 0,
    // An answer to a call that moves money is that call's own.
    cacheTtlSeconds: endpoint.movesMoney ? 0 : tuned.cacheTtlSeconds,
    staleSeconds: endpoint.staleSeconds ?? 0,
    rate: {
      key: `${providerId}/${name}`,
      providerId,
      providerPerMinute: provider.rateLimitPerMinute,
      endpointPerMinute: tuned.rateLimitPerMinute,
    },
    breaker: { providerId, endpoint: name, providerRowId: provider.rowId, endpointRowId: tuned.rowId },
    redactor: redactorFor(provider, endpoint),
  };
}

/** The redactor is made anew only when the token changes. */
function redactorFor(provider: CallableProvider, endpoint: EndpointManifest): CallPlan['redactor'] {
  const { manifest } = provider.connector;
  const { auth } = manifest;
  const places =
    auth.kind === 'query'
      ? [auth.parameter]
      : auth.kind === 'header' || (auth.kind === 'token' && auth.header !== undefined)
        ? [auth.header ?? '']
        : [];
  const names = [...places, ...(endpoint.redact ?? [])];
  const values = secretValues(manifest, provider.config);
  let current: { token: string | undefined; redactor: Redactor } | undefined;
  return (token) => {
    if (!current || current.token !== token)
      current = { token, redactor: createRedactor({ names, values: token === undefined ? values : [...values, token] }) };
    return current.redactor;
  };
}
