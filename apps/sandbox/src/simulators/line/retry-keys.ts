import type { RequestHandler } from 'express';
import { refuse } from './answer.ts';

const LIFETIME = 24 * 3_600_000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export type SentMessage = { id: string; quoteToken?: string };

type Accepted = { requestId: string; sentMessages: SentMessage[]; at: number };

export type RetryKeys = {
  /** Answers 400 to a malformed key, and 409 with the first request's id to one that was accepted before. */
  check: RequestHandler;
  /** To be called once a request was accepted; requests that failed leave their key unused. */
  remember: (key: string | undefined, accepted: Omit<Accepted, 'at'>) => void;
};

/** `X-Line-Retry-Key` (https://developers.line.biz/en/docs/messaging-api/retrying-api-request/). Keys are kept for 24 hours. */
export function createRetryKeys(now: () => Date): RetryKeys {
  const accepted = new Map<string, Accepted>();
  return {
    check: (request, response, next) => {
      const key = request.get('x-line-retry-key');
      if (key === undefined) return next();
      if (!UUID.test(key)) return refuse(response, 400, 'The retry key must be a UUID in hexadecimal notation');
      const first = accepted.get(key.toLowerCase());
      if (first === undefined || now().getTime() - first.at >= LIFETIME) return next();
      response
        .status(409)
        .set('x-line-accepted-request-id', first.requestId)
        .json({
          message: 'The retry key is already accepted',
          ...(first.sentMessages.length === 0 ? {} : { sentMessages: first.sentMessages }),
        });
    },
    remember: (key, first) => {
      if (key !== undefined) accepted.set(key.toLowerCase(), { ...first, at: now().getTime() });
    },
  };
}

/** Refuses the retry key where LINE does not support it, with 400. */
export const noRetryKey: RequestHandler = (request, response, next) => {
  if (request.get('x-line-retry-key') === undefined) return next();
  refuse(response, 400, 'The retry key is not supported by this endpoint');
};
