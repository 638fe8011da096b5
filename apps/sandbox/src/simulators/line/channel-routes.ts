import type { Request, Response } from 'express';
import express from 'express';
import { z } from 'zod';
import { jsonBody, readBody, refuse } from './answer.ts';
import type { Conversations } from './conversations.ts';
import { testEndpoint } from './endpoint-test.ts';
import type { Quota } from './quota.ts';
import { noRetryKey } from './retry-keys.ts';
import type { LineSettings } from './settings.ts';
import { signedCall, type Webhooks } from './webhooks.ts';

type Deps = { now: () => Date; settings: LineSettings; conversations: Conversations; quota: Quota; webhooks: Webhooks };

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * LINE takes only HTTPS with a certificate of a known authority. The sandbox also takes plain HTTP on this very
 * machine, since that is where a practice agent listens.
 */
const webhookUrl = z
  .string()
  .max(500, 'Length must be between 0 and 500')
  .refine((text) => isReachable(text), 'Invalid webhook endpoint URL');

const setBody = z.strictObject({ endpoint: webhookUrl });
const testBody = z.strictObject({ endpoint: webhookUrl.optional() }).default({});

/** Webhook endpoint, profiles, allowance and the account itself. */
export function channelRouter(deps: Deps): express.Router {
  const router = express.Router();
  const json = jsonBody();
  router.use(noRetryKey);
  router.get('/v2/bot/channel/webhook/endpoint', (_request, response) => {
    const { url, active } = deps.webhooks.endpoint;
    if (url === undefined) return refuse(response, 404, 'Webhook endpoint is not found');
    response.json({ endpoint: url, active });
  });
  router.put('/v2/bot/channel/webhook/endpoint', json, (request, response) => {
    const body = readBody(setBody, request, response);
    if (body === undefined) return;
    deps.webhooks.endpoint.url = body.endpoint;
    response.json({});
  });
  router.post('/v2/bot/channel/webhook/test', optionalJson(json), (request, response) => test(deps, request, response));
  router.get('/v2/bot/profile/:userId', (request, response) => profile(deps, request.params.userId, response));
  router.get('/v2/bot/message/quota', (_request, response) => void response.json(deps.quota.limit()));
  router.get('/v2/bot/message/quota/consumption', (_request, response) => void response.json({ totalUsage: deps.quota.used() }));
  router.get('/v2/bot/info', (_request, response) => {
    response.json({ ...deps.settings.bot, chatMode: 'bot', markAsReadMode: 'auto' });
  });
  return router;
}

/** Tests the endpoint given, or the one that is set. The body holds no events, as after "Verify" in the console. */
async function test(deps: Deps, request: Request, response: Response): Promise<void> {
  const body = readBody(testBody, request, response);
  if (body === undefined) return;
  const url = body.endpoint ?? deps.webhooks.endpoint.url;
  if (url === undefined) return refuse(response, 404, 'Webhook endpoint is not found');
  response.json(await testEndpoint(url, { ...signedCall(deps.settings, []), now: deps.now, answerWithin: deps.settings.answerWithin }));
}

/** Only of guests who have the account as a friend; anybody else is not found. */
function profile(deps: Deps, userId: string, response: Response): void {
  const guest = deps.conversations.find(userId);
  if (guest === undefined || !guest.following) return refuse(response, 404, 'Not found');
  const { following, ...shown } = guest;
  response.json(shown);
}

/** The test call may come without a body, and then without a content type. */
function optionalJson(json: express.RequestHandler): express.RequestHandler {
  return (request, response, next) => (request.get('content-type') === undefined ? next() : json(request, response, next));
}

function isReachable(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname));
}
