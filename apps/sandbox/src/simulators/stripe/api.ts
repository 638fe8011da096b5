import { setTimeout as pause } from 'node:timers/promises';
import type { Request, Response, Router } from 'express';
import express from 'express';
import type { Account } from './account.ts';
import { checkKey } from './authentication.ts';
import { expand, readExpand } from './expand.ts';
import { parseForm } from './form.ts';
import { type Answer, createIdempotencyKeys, type IdempotencyKeys } from './idempotency.ts';
import { API_VERSION } from './objects.ts';
import { bodyOf, invalid, Refusal } from './refusal.ts';
import type { Route } from './route.ts';

const FORM = 'application/x-www-form-urlencoded';
const CHECKOUT_HOST = 'https://checkout.stripe.com';

/** How long the coming requests take, so that two can be under way at once. */
export type Slowness = { milliseconds: number; requests: number };
type Deps = { account: Account; routes: readonly Route[]; slowness: Slowness };

/** The API over the account: key, idempotency, parameters, operation, expansion, in Stripe's order. */
export function apiRouter({ account, routes, slowness }: Deps): Router {
  const router = express.Router();
  const keys = createIdempotencyKeys(account.world.now);
  router.use(express.text({ type: () => true, limit: '1mb' }));
  for (const route of routes) {
    router[route.method](route.path, async (request, response) => {
      const requestId = account.id('req');
      const answer = await answerTo({ account, route, keys, slowness, request, requestId });
      send(request, response, { ...answer, requestId }, answer.requestId);
    });
  }
  router.use((request, response) => {
    const requestId = account.id('req');
    const unknown = () => {
      checkKey(account.settings.secretKey, request.get('authorization'));
      throw new Refusal(404, {
        type: 'invalid_request_error',
        message: `Unrecognized request URL (${request.method}: ${request.path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
      });
    };
    send(request, response, answered(requestId, unknown), requestId);
  });
  return router;
}

type Work = { account: Account; route: Route; keys: IdempotencyKeys; slowness: Slowness; request: Request; requestId: string };

async function answerTo(work: Work): Promise<Answer> {
  const { account, request, requestId, keys } = work;
  const key = request.method === 'POST' ? request.get('idempotency-key') : undefined;
  const asked = { method: request.method, path: request.path, body: parseForm(bodyText(request)) };
  const checked = answered(requestId, () => {
    checkKey(account.settings.secretKey, request.get('authorization'));
    checkForm(request);
    return key === undefined ? undefined : keys.begin(key, asked);
  });
  if (checked.status !== 200) return checked;
  if (checked.body !== undefined) return checked.body as Answer;
  if (work.slowness.requests > 0) {
    work.slowness.requests -= 1;
    await pause(work.slowness.milliseconds);
  }
  const { reached, ...answer } = operate(work, { ...parseForm(queryText(request)), ...asked.body });
  if (key !== undefined) keys.end(key, reached ? answer : undefined);
  return answer;
}

function operate({ account, route, request, requestId }: Work, parameters: Record<string, unknown>): Answer & { reached: boolean } {
  const { expand: paths, ...raw } = parameters;
  const cause = { id: requestId, idempotency_key: request.get('idempotency-key') ?? null };
  return answered(requestId, () => {
    account.sweep();
    const expansions = readExpand(paths, route.answers, route.list);
    const operation = route.prepare(raw, { id: String(request.params.id ?? ''), pages: pagesAt(request) });
    return expand(
      account,
      account.during(request.method === 'GET' ? { id: null, idempotency_key: null } : cause, () => operation(account)),
      expansions,
    );
  });
}

/** What came of it, a refusal in Stripe's form included. Anything else thrown is a mistake of the simulator and stays one. */
function answered(requestId: string, act: () => unknown): Answer & { reached: boolean } {
  try {
    return { status: 200, body: act(), requestId, reached: true };
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault;
    return { status: fault.status, body: bodyOf(fault.error), requestId, reached: fault.reached };
  }
}

function send(request: Request, response: Response, { status, body, requestId }: Answer, firstRequestId: string): void {
  const key = request.get('idempotency-key');
  response.set({ 'request-id': requestId, 'stripe-version': API_VERSION, 'cache-control': 'no-cache, no-store' });
  if (key !== undefined) response.set({ 'idempotency-key': key, 'original-request': firstRequestId });
  if (firstRequestId !== requestId) response.set('idempotent-replayed', 'true');
  response
    .status(status)
    .type('application/json')
    .send(JSON.stringify(body, null, 2));
}

function bodyText(request: Request): string {
  return typeof request.body === 'string' ? request.body : '';
}

function queryText(request: Request): string {
  const start = request.url.indexOf('?');
  return start < 0 ? '' : request.url.slice(start + 1);
}

function checkForm(request: Request): void {
  if (bodyText(request) === '' || request.is(FORM)) return;
  throw invalid(
    `Invalid request (check that your POST content type is ${FORM}). If you have any questions, we can help at https://support.stripe.com/.`,
  );
}

/** Hosted pages stand beside this API where it is played under a path, else where Stripe has them. */
function pagesAt(request: Request): string {
  const { baseUrl } = request;
  return baseUrl.endsWith('/api')
    ? `${request.protocol}://${request.get('host')}${baseUrl.slice(0, -'api'.length)}checkout`
    : CHECKOUT_HOST;
}
