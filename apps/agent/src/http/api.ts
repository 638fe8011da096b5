import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '@banrimkwae/contract/errors';
import { OpenAPIHandler } from '@orpc/openapi/node';
import { BodyLimitPlugin } from '@orpc/server/node';
import type { Logger } from 'pino';
import type { RequestContext } from '../access/index.ts';
import { asAppError, errorReply, retryAfter } from './error-reply.ts';
import { type ContextDeps, contextOf, languageOf } from './request-context.ts';
import type { ApiRouter } from './router.ts';

const LARGEST_BODY = 1_000_000;
type ApiContext = RequestContext & { language: 'en' | 'th'; path: string };

export type ApiDeps = ContextDeps & { router: ApiRouter; log: Pick<Logger, 'error' | 'info'> };

/** Answers /api. Every refusal has the one error form, whoever refused. */
export function createApi(deps: ApiDeps) {
  const handler = new OpenAPIHandler<ApiContext>(deps.router, {
    plugins: [new BodyLimitPlugin({ maxBodySize: LARGEST_BODY })],
    interceptors: [
      async ({ next, context }) => {
        try {
          return await next();
        } catch (fault) {
          const error = asAppError(fault);
          tell(deps.log, error, context);
          const body = errorReply(error, context);
          return { matched: true, response: { status: error.status, headers: retryAfter(error), body } };
        }
      },
    ],
  });
  /** Undefined once it has answered; else why it did not: no such call, or nobody who may know. */
  return async (request: IncomingMessage, response: ServerResponse, requestId: string): Promise<AppError | undefined> => {
    const context = await contextOf(deps, { request, response, requestId });
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const { matched } = await handler.handle(request, response, {
      prefix: '/api',
      context: { ...context, language: languageOf(request), path },
    });
    if (matched) return undefined;
    return typeof context.caller === 'string'
      ? new AppError(context.caller)
      : new AppError('not_found', { message: 'There is no such call.' });
  };
}

/** Faults of ours are errors; what a caller did wrong is not. */
export function tell(log: ApiDeps['log'], error: AppError, { requestId, path }: { requestId: string; path: string }): void {
  if (error.code === 'internal' || error.code === 'storage_unavailable')
    log.error({ requestId, path, err: error.details.cause ?? error }, 'A call of the operator API failed');
  else log.info({ requestId, path, code: error.code }, 'A call of the operator API was refused');
}
