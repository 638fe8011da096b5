import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { RequestLog } from '../request-log/port.ts';
import type { BreakerBoard } from './breakers.ts';
import type { AnswerCache } from './cache.ts';
import type { DeadlineSweep } from './deadline.ts';
import type { CallPlan, Plans } from './plan.ts';
import type { ProviderPools } from './pools.ts';
import type { RateLimits } from './rate-limit.ts';
import type { TokenStore } from './tokens.ts';
import type { Wait } from './wait.ts';

/** What a call passes on its way. */
export type GatewayParts = {
  clock: Clock;
  /** Milliseconds since 1970. */
  now: () => number;
  random: () => number;
  newRequestId: () => string;
  log: Pick<Logger, 'debug' | 'warn'>;
  wait: Wait;
  /** Longest wait for a turn within the rate limits. */
  patienceMs: number;
  plans: Plans;
  cache: AnswerCache;
  limits: RateLimits;
  breakers: BreakerBoard;
  tokens: TokenStore;
  /** The provider's current token, fetched when there is none. */
  token: (plan: CallPlan) => Promise<string>;
  pools: ProviderPools;
  sweep: DeadlineSweep;
  requestLog: Pick<RequestLog, 'push'>;
};
