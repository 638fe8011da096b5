import type { Request, Response, Router } from 'express';
import express from 'express';
import type { Account } from './account.ts';
import { envelope, invalid, Refusal, unprocessable } from './refusal.ts';
import { createRequestIds, type RequestIds } from './request-ids.ts';
import type { Answer, Route } from './route.ts';
import { createTokens } from './tokens.ts';

const WWW = 'https://www.sandbox.paypal.com';
const LONGEST_REQUEST_ID = 108;
const MOCK = 'paypal-mock-response';

/** The API over the account: token, request id, ordered refusals, parameters, operation, in PayPal's order. */
export function apiRouter(account: Account, routes: readonly Route[]): Router {
  const router = express.Router();
  const tokens = createTokens(account);
  const ids = createRequestIds(account.world.now);
  router.use(express.text({ type: () => true, limit: '1mb' }));
  router.post('/v1/oauth2/token', (request, response) =>
    send(
      response,
      answered(() => tokens.grant(request)),
    ),
  );
  for (const route of routes)
    router[route.method](route.path, (request, response) =>
      send(
        response,
        answered(() => {
          tokens.check(request);
          return perform({ account, route, ids, request });
        }),
        request,
      ),
    );
  router.use((request, response) =>
    send(
      response,
      answered(() => {
        tokens.check(request);
        throw new Refusal(404, envelope(404));
      }),
    ),
  );
  return router;
}

type Work = { account: Account; route: Route; ids: RequestIds; request: Request };

function perform({ account, route, ids, request }: Work): Answer {
  const id = String(request.params.id ?? '');
  const requestId = route.keysKeptMs === undefined ? undefined : request.get('paypal-request-id');
  if (requestId !== undefined && requestId.length > LONGEST_REQUEST_ID)
    throw invalid([{ issue: 'INVALID_STRING_MAX_LENGTH', field: 'PayPal-Request-Id' }]);
  const key = `${route.path}|${id}|${requestId}`;
  const before = requestId === undefined ? undefined : ids.find(key);
  if (before) return { status: 200, latest: before.latest };
  if (route.mockable) orderedRefusal(request);
  const text = typeof request.body === 'string' ? request.body : '';
  const answer = route.perform(account, { input: inputOf(request, text), id, pages: pagesAt(request), text });
  if (requestId !== undefined) ids.keep(key, answer, route.keysKeptMs ?? 0);
  return answer;
}

/** https://developer.paypal.com/api/rest/sandbox/negative-testing/request-headers/ */
function orderedRefusal(request: Request): void {
  const header = request.get(MOCK);
  if (header === undefined) return;
  const code = /"mock_application_codes"\s*:\s*"([A-Z_]+)"/.exec(header)?.[1];
  if (code === undefined) throw invalid([{ issue: 'INVALID_PARAMETER_SYNTAX', field: MOCK }]);
  if (code === 'INTERNAL_SERVER_ERROR' || code === 'INTERNAL_SERVICE_ERROR') throw new Refusal(500, envelope(500));
  throw unprocessable(code);
}

function inputOf(request: Request, text: string): unknown {
  if (request.method === 'GET' || request.method === 'DELETE') return { ...request.query };
  if (text === '') return {};
  if (!request.is('application/json'))
    throw new Refusal(415, {
      ...envelope(400),
      name: 'UNSUPPORTED_MEDIA_TYPE',
      message: 'The server does not support the request payload’s media type.',
    });
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, { ...envelope(400, [{ issue: 'MALFORMED_REQUEST_JSON' }]), name: 'INVALID_REQUEST' });
  }
}

function answered(act: () => Answer): Answer {
  try {
    const { status, latest } = act();
    const body = latest();
    return { status, latest: () => body };
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault;
    return { status: fault.status, latest: () => fault.body };
  }
}

/** Without `Prefer: return=representation` what a POST made is told by id, status and links. */
function send(response: Response, { status, latest }: Answer, request?: Request): void {
  response.set('paypal-debug-id', 'b2d1d8a5e6c0f').status(status);
  const body = latest();
  if (body === undefined) return void response.end();
  const isMade = request?.method === 'POST' && request.path.startsWith('/v2/') && status < 300;
  const minimal = isMade && !/return=representation/.test(request.get('prefer') ?? '');
  if (minimal && request.path.endsWith('/void')) return void response.status(204).end();
  response.json(minimal ? pick(body as Record<string, unknown>) : body);
}

function pick({ id, status, links }: Record<string, unknown>) {
  return { id, status, links };
}

/** PayPal's site stands beside this API where it is played under a path, else where PayPal has it. */
function pagesAt({ baseUrl, protocol, headers }: Request): string {
  return baseUrl.endsWith('/api') ? `${protocol}://${headers.host}${baseUrl.slice(0, -'api'.length)}www` : WWW;
}
