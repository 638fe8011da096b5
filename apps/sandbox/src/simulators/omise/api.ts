import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, Response, Router } from 'express';
import express from 'express';
import { parse } from 'qs';
import { qrSvg } from '../qr-image.ts';
import type { Account } from './account.ts';
import { API_VERSION } from './objects.ts';
import { errorObject, Refusal, refuse } from './refusal.ts';
import type { Route } from './route.ts';

const PAY_HOST = 'https://pay.omise.co';

/** The API over the account: picture downloads need no key; everything else key, version, parameters, operation, in this order. */
export function apiRouter(account: Account, routes: readonly Route[]): Router {
  const router = express.Router();
  router.use(express.text({ type: () => true, limit: '1mb' }));
  router.get('/charges/:charge/documents/:document/downloads/:download', (request, response) => sendQr(account, request, response));
  for (const route of routes)
    router[route.method](route.path, (request, response) => answer(response, () => operate(account, route, request)));
  router.use((request, response) =>
    answer(response, () => {
      requireKey(request, [account.settings.secretKey]);
      throw new Refusal(404, 'not_found', 'the requested object was not found');
    }),
  );
  return router;
}

function operate(account: Account, route: Route, request: Request): unknown {
  const { settings } = account;
  requireKey(request, route.publicKey ? [settings.secretKey, settings.publicKey] : [settings.secretKey]);
  const version = request.get('omise-version');
  if (version !== undefined && !/^20\d\d-\d\d-\d\d$/.test(version)) throw refuse('bad_request', 'Omise-Version is not a known version');
  account.sweep();
  const raw = route.method === 'get' ? parse(queryText(request)) : bodyOf(request);
  const operation = route.prepare(raw, { ids: request.params as Record<string, string>, pages: pagesAt(request) });
  const broken = route.asksBank ? account.brokenLines.shift() : undefined;
  if (broken?.applied === false) throw refuse('backend_error', 'backend error');
  const result = structuredClone(operation(account));
  if (broken) throw refuse('backend_error', 'backend error');
  return result;
}

/** What came of it, a refusal in Omise's form included. Anything else thrown is a mistake of the simulator and stays one. */
export function answer(response: Response, act: () => unknown): void {
  response.set({ 'omise-version': API_VERSION, 'cache-control': 'no-store' });
  try {
    response.json(act());
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault;
    response.status(fault.status).json(errorObject(fault.code, fault.message));
  }
}

/** The key is the user name of Basic; there is no password. https://docs.omise.co/authentication */
export function requireKey(request: Request, keys: readonly string[]): void {
  const [scheme = '', value = ''] = (request.get('authorization') ?? '').split(' ');
  const given = /^basic$/i.test(scheme) ? (Buffer.from(value, 'base64').toString().split(':')[0] ?? '') : '';
  if (!keys.some((key) => timingSafeEqual(digest(given), digest(key))))
    throw new Refusal(401, 'authentication_failure', 'authentication failed');
}

/** JSON, as the SDKs send it, or a form, as the documents show it. */
export function bodyOf(request: Request): unknown {
  const text = typeof request.body === 'string' ? request.body : '';
  if (text === '') return {};
  if (!request.is('json')) return parse(text, { depth: 5, parameterLimit: 500 });
  try {
    return JSON.parse(text);
  } catch {
    throw refuse('bad_request', 'the request body is not valid JSON');
  }
}

function sendQr(account: Account, request: Request, response: Response): void {
  account.sweep();
  const { charge, document, download } = request.params as Record<string, string>;
  const image = account.charges.get(charge ?? '')?.source?.scannable_code?.image;
  const text = account.qrTexts.get(download ?? '');
  if (text === undefined || image?.id !== document || !image?.download_uri.endsWith(`/${download}`))
    return answer(response, () => {
      throw new Refusal(404, 'not_found', 'the requested object was not found');
    });
  response.type('svg').send(qrSvg(text));
}

function pagesAt(request: Request): string {
  const { baseUrl } = request;
  return baseUrl.endsWith('/api') ? `${request.protocol}://${request.get('host')}${baseUrl.slice(0, -'api'.length)}pay` : PAY_HOST;
}

function queryText(request: Request): string {
  const at = request.originalUrl.indexOf('?');
  return at < 0 ? '' : request.originalUrl.slice(at + 1);
}

function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
