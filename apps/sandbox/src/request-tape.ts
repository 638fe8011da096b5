import type { Request, RequestHandler } from 'express';

/** One call that reached a simulator: where it went and how it was answered. No header, no body: those hold secrets. */
export type TapedRequest = { at: string; provider: string; host: string; method: string; path: string; status: number };
export type RequestTape = { record: (provider: string, host: string) => RequestHandler; list: () => readonly TapedRequest[] };

const KEPT = 500;

export function createRequestTape(now: () => Date): RequestTape {
  const kept: TapedRequest[] = [];
  return {
    list: () => kept,
    record: (provider, host) => (request: Request, response, next) => {
      const { method, path } = request;
      response.once('close', () => {
        kept.push({ at: now().toISOString(), provider, host, method, path, status: response.writableFinished ? response.statusCode : 0 });
        if (kept.length > KEPT) kept.shift();
      });
      next();
    },
  };
}
