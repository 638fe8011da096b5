import type { OperationContext } from '@banrimkwae/connector-kit/connector';
import { AppError } from '@banrimkwae/contract/errors';
import type { Logger } from 'pino';
import type { Clock, NewId } from '../clock.ts';
import type { RequestLog } from '../request-log/port.ts';
import type { Sqlite } from '../store/database.ts';
import { createBreakerTable } from './breaker-table.ts';
import { BreakerBoard } from './breakers.ts';
import { AnswerCache } from './cache.ts';
import { call } from './call.ts';
import { DeadlineSweep } from './deadline.ts';
import type { GatewayParts } from './parts.ts';
import { type CallPlan, createPlans } from './plan.ts';
import { POOL_OPTIONS, type PoolOptions, ProviderPools } from './pools.ts';
import type { Gateway } from './port.ts';
import { RateLimits } from './rate-limit.ts';
import { type FetchedToken, TokenStore } from './tokens.ts';
import { systemWait, type Wait } from './wait.ts';

export type GatewayDeps = {
  clock: Clock;
  /** 0 (in) to 1 (out); spreads retries. */
  random: () => number;
  newId: NewId;
  /** Holds `integration_circuit_breaker`. */
  database: Sqlite;
  requestLog: Pick<RequestLog, 'push'>;
  /** Whether this base address may be called at all. Practice: the sandbox only. Live: hosts of manifests, and those an administrator configured. */
  allowHost: (url: URL) => boolean;
  /** Calls a minute over all providers together. */
  globalRateLimitPerMinute: number;
  log: Pick<Logger, 'debug' | 'warn'>;
  pool?: Partial<PoolOptions>;
  /** Longest wait for a turn within the rate limits, default 10 s. */
  patienceMs?: number;
  /** For tests. */
  wait?: Wait;
};

const PATIENCE_MS = 10_000;

/** The one way out of the house; see `Gateway`. */
export function createGateway(deps: GatewayDeps): Gateway {
  const parts = createParts(deps);
  const { breakers, cache, limits, tokens, pools, sweep } = parts;
  let closed = false;
  return {
    call: (asked) => (closed ? Promise.reject(new AppError('busy', { message: 'The agent is stopping.' })) : call(parts, asked)),
    breakers,
    forget: (providerId) => {
      cache.forget(providerId);
      tokens.forget(providerId);
      limits.forget(providerId);
      void pools.forget(providerId);
    },
    close: async () => {
      closed = true;
      await pools.close();
      sweep.close();
      breakers.close();
    },
  };
}

function createParts(deps: GatewayDeps): GatewayParts {
  const { clock, random, newId, log, requestLog } = deps;
  const tokens = new TokenStore(clock);
  const parts: GatewayParts = {
    clock,
    now: () => clock.now().getTime(),
    random,
    log,
    requestLog,
    newRequestId: () => newId('req'),
    wait: deps.wait ?? systemWait,
    patienceMs: deps.patienceMs ?? PATIENCE_MS,
    plans: createPlans(deps.allowHost),
    cache: new AnswerCache(clock),
    limits: new RateLimits(clock, deps.globalRateLimitPerMinute),
    breakers: new BreakerBoard({ table: createBreakerTable(deps.database), clock, log }),
    tokens,
    token: (plan) => tokens.get(plan.providerId, () => fetchToken(parts, plan, newId)),
    pools: new ProviderPools({ ...POOL_OPTIONS, ...deps.pool }),
    sweep: new DeadlineSweep(clock),
  };
  return parts;
}

/** Runs the connector's token exchange. Its calls must be anonymous: one that needed the token would wait for itself. */
async function fetchToken(parts: GatewayParts, { provider }: CallPlan, newId: NewId): Promise<FetchedToken> {
  const { connector } = provider;
  if (!connector.token) throw new AppError('internal', { message: `${connector.manifest.name} has no way to fetch a token.` });
  const context: OperationContext = {
    config: provider.config,
    now: parts.clock.now,
    newId: () => newId('msg'),
    call: (endpoint, request, schema) => {
      if (!connector.manifest.endpoints[endpoint]?.anonymous)
        throw new AppError('internal', { message: `${connector.manifest.name}: "${endpoint}" fetches a token and must be anonymous.` });
      return call(parts, { provider, endpoint, request, schema, trace: {} });
    },
  };
  return connector.token(context, undefined);
}
