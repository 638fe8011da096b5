import type { RequestHandler } from 'express';
import { refuse } from './answer.ts';

/** LINE answers 429 for three reasons, told apart only by their text; the third, the monthly limit, is the quota's. */
export type Overload = 'rate' | 'concurrency';

const OVERLOAD_TEXT: Record<Overload, string> = {
  rate: 'The API rate limit has been exceeded. Try again later.',
  concurrency: 'The number of concurrent requests has exceeded the limit. Try again later.',
};

const SECOND = 1000;

/** Requests a window and endpoint (https://developers.line.biz/en/reference/messaging-api/#rate-limits). */
const RULES: { path: RegExp; requests: number; window: number }[] = [
  { path: /^\/v2\/bot\/channel\/webhook\/test$/, requests: 60, window: 3_600 * SECOND },
  { path: /^\/v2\/bot\/channel\/webhook\/endpoint$/, requests: 1000, window: 60 * SECOND },
  { path: /^\/v2\/bot\/message\/multicast$/, requests: 200, window: SECOND },
  { path: /^\/oauth2\/v3\/token$/, requests: 370, window: SECOND },
  { path: /^\//, requests: 2000, window: SECOND },
];

export type Limits = {
  check: RequestHandler;
  /** The next so many requests are answered 429 for that reason. */
  order: (overload: Overload, requests: number) => void;
};

/** Counts requests a channel and endpoint in fixed windows; LINE sends no rate headers and no Retry-After. */
export function createLimits(now: () => Date): Limits {
  const counts = new Map<string, { window: number; requests: number }>();
  let ordered: Overload[] = [];
  return {
    check: (request, response, next) => {
      const order = ordered.shift();
      if (order !== undefined) return refuse(response, 429, OVERLOAD_TEXT[order]);
      const rule = RULES.find(({ path }) => path.test(request.path));
      if (rule === undefined) return next();
      // Profiles of different guests are one endpoint.
      const endpoint = request.path.replace(/\/U[0-9a-f]{32}$/, '/{userId}');
      const window = Math.floor(now().getTime() / rule.window);
      const key = `${request.method} ${endpoint}`;
      const before = counts.get(key);
      const requests = before?.window === window ? before.requests + 1 : 1;
      counts.set(key, { window, requests });
      if (requests > rule.requests) return refuse(response, 429, OVERLOAD_TEXT.rate);
      next();
    },
    order: (overload, requests) => {
      ordered = [...ordered, ...Array.from({ length: requests }, () => overload)];
    },
  };
}
