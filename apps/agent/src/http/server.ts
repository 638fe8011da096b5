import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { AppError } from '@banrimkwae/contract/errors';
import express, { type ErrorRequestHandler, type Express, type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import { type ApiDeps, createApi, tell } from './api.ts';
import type { Certificate } from './certificate.ts';
import { asAppError, errorReply, retryAfter } from './error-reply.ts';
import { createLiveServer, type LiveServer, type LiveServerDeps } from './live-server.ts';
import { refusedOrigin } from './origin.ts';
import { languageOf } from './request-context.ts';
import { webSite } from './web-site.ts';

export type HttpServerDeps = Omit<ApiDeps, 'secure' | 'access'> &
  LiveServerDeps & {
    version: string;
    newId: (prefix: string) => string;
    /** Folder of the built control centre; undefined: the API only. */
    webDir: string | undefined;
    /** Needed beyond loopback. */
    certificate: Certificate | undefined;
    readiness: () => { ready: boolean; reasons: readonly string[] };
    metricsText: () => Promise<string>;
  };
export type HttpServer = {
  listen: (address: { host: string; port: number }) => Promise<{ port: number }>;
  liveListeners: () => number;
  /** Takes no new call, lets those under way end, then closes what is left. */
  close: (deadlineMs: number) => Promise<void>;
};

/** The operator API, its live stream, and the control centre for browsers. */
export function createHttp(deps: HttpServerDeps): HttpServer {
  const app = createApp(deps);
  const server =
    deps.certificate === undefined
      ? createHttpServer(app)
      : createHttpsServer({ key: deps.certificate.key, cert: deps.certificate.cert }, app);
  const liveServer = createLiveServer(deps);
  server.on('upgrade', liveServer.upgrade);
  return {
    listen: ({ host, port }) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.off('error', reject);
          resolve({ port: (server.address() as AddressInfo).port });
        });
      }),
    liveListeners: liveServer.listeners,
    close: (deadlineMs) => closeServer(server, liveServer, deadlineMs),
  };
}

function createApp(deps: HttpServerDeps): Express {
  const api = createApi({ ...deps, secure: deps.certificate !== undefined });
  const app = express();
  app.disable('x-powered-by');
  app.use(securityHeaders());
  app.get('/healthz', (_request, response) => void response.json({ alive: true }));
  app.get('/readyz', (_request, response) => {
    const state = deps.readiness();
    response.status(state.ready ? 200 : 503).json(state);
  });
  app.get('/metrics', async (_request, response) => void response.type('text/plain; version=0.0.4').send(await deps.metricsText()));
  app.use('/api', mountApi(deps, api));
  if (deps.webDir !== undefined) app.use(webSite(deps.webDir));
  app.use((_request: Request, _response: Response, next: NextFunction) => next(new AppError('not_found')));
  app.use(lastWord(deps));
  return app;
}

/** The API's description is made when someone reads it: its generator is needed for nothing else. */
function mountApi(deps: HttpServerDeps, api: ReturnType<typeof createApi>) {
  const router = express.Router();
  router.use((request, response, next) => {
    response.setHeader('cache-control', 'no-store');
    const refused = refusedOrigin(request, deps);
    next(
      refused === undefined
        ? undefined
        : new AppError('forbidden', { message: refused, hint: 'Open the control centre at its own address.' }),
    );
  });
  router.get('/openapi.json', async (_request, response) => {
    const { describeApi } = await import('./api-document.ts');
    response.json(await describeApi(deps.version));
  });
  router.get('/docs', async (_request, response) => {
    const { apiPage, describeApi } = await import('./api-document.ts');
    response.type('html').send(apiPage(await describeApi(deps.version)));
  });
  router.use(async (request, response, next) => {
    const requestId = deps.newId('req');
    response.setHeader('x-request-id', requestId);
    request.url = request.originalUrl;
    const refused = await api(request, response, requestId);
    if (refused) next(refused);
  });
  return router;
}

/** The page's own scripts only; Mantine adds style elements at run time. */
function securityHeaders() {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    frameguard: { action: 'deny' },
    hsts: false,
    referrerPolicy: { policy: 'no-referrer' },
  });
}

function lastWord(deps: HttpServerDeps): ErrorRequestHandler {
  return (fault, request, response, _next) => {
    const error = asAppError(fault);
    const requestId = String(response.getHeader('x-request-id') ?? deps.newId('req'));
    tell(deps.log, error, { requestId, path: request.path });
    response
      .status(error.status)
      .set(retryAfter(error))
      .json(errorReply(error, { requestId, language: languageOf(request) }));
  };
}

async function closeServer(server: Server, liveServer: LiveServer, deadlineMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  liveServer.close();
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), deadlineMs);
  await closed;
  clearTimeout(cut);
}
