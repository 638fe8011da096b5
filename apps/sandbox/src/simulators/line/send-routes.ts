import type { Request, Response } from 'express';
import express from 'express';
import { jsonBody, readBody, refuse, requestIdOf } from './answer.ts';
import type { Conversations } from './conversations.ts';
import { type Message, multicastBody, pushBody, replyBody, validateBody } from './messages.ts';
import type { Quota } from './quota.ts';
import type { ReplyTokens } from './reply-tokens.ts';
import { noRetryKey, type RetryKeys } from './retry-keys.ts';

type Deps = { conversations: Conversations; quota: Quota; retryKeys: RetryKeys; replyTokens: ReplyTokens };

/** Push, reply, multicast, and the checks of message objects that send nothing and cost nothing. */
export function sendRouter(deps: Deps): express.Router {
  const router = express.Router();
  const json = jsonBody();
  router.post('/v2/bot/message/push', deps.retryKeys.check, json, (request, response) => push(deps, request, response));
  router.post('/v2/bot/message/multicast', deps.retryKeys.check, json, (request, response) => multicast(deps, request, response));
  router.post('/v2/bot/message/reply', noRetryKey, json, (request, response) => reply(deps, request, response));
  for (const kind of ['push', 'reply', 'multicast']) {
    router.post(`/v2/bot/message/validate/${kind}`, noRetryKey, json, (request, response) => {
      if (readBody(validateBody, request, response) !== undefined) response.json({});
    });
  }
  return router;
}

/** A push to a guest who blocked the account is accepted; to somebody who never added it, it is not. */
function push(deps: Deps, request: Request, response: Response): void {
  const body = readBody(pushBody, request, response);
  if (body === undefined) return;
  if (deps.conversations.find(body.to) === undefined) return refuse(response, 400, 'Failed to send messages');
  deliver(deps, { receivers: [body.to], messages: body.messages, answer: 'with messages' }, { request, response });
}

/** Receivers that do not exist are skipped silently; the answer never says who was reached. */
function multicast(deps: Deps, request: Request, response: Response): void {
  const body = readBody(multicastBody, request, response);
  if (body === undefined) return;
  const known = [...new Set(body.to)].filter((userId) => deps.conversations.find(userId) !== undefined);
  deliver(deps, { receivers: known, messages: body.messages, answer: 'empty' }, { request, response });
}

function reply(deps: Deps, request: Request, response: Response): void {
  const body = readBody(replyBody, request, response);
  if (body === undefined) return;
  const userId = deps.replyTokens.redeem(body.replyToken);
  if (userId === undefined) return refuse(response, 400, 'Invalid reply token');
  response.json({ sentMessages: deps.conversations.send([userId], body.messages) });
}

type Sending = { receivers: string[]; messages: Message[]; answer: 'with messages' | 'empty' };

function deliver(deps: Deps, sending: Sending, http: { request: Request; response: Response }): void {
  // Guests who blocked the account do not count.
  const reached = sending.receivers.filter((userId) => deps.conversations.find(userId)?.following === true);
  if (!deps.quota.take(reached.length)) return refuse(http.response, 429, 'You have reached your monthly limit.');
  const sent = deps.conversations.send(sending.receivers, sending.messages);
  const sentMessages = sending.answer === 'with messages' ? sent : [];
  deps.retryKeys.remember(http.request.get('x-line-retry-key'), { requestId: requestIdOf(http.response), sentMessages });
  http.response.json(sending.answer === 'with messages' ? { sentMessages } : {});
}
