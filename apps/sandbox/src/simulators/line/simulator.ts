import express from 'express';
import type { Simulator, SimulatorWorld } from '../../simulator.ts';
import { createAccessTokens } from './access-tokens.ts';
import { badJson, errorBody, refuse, withRequestId } from './answer.ts';
import { channelRouter } from './channel-routes.ts';
import { contentRouter } from './content-routes.ts';
import { createConversations } from './conversations.ts';
import { hexadecimal, uuid } from './identifiers.ts';
import { createLimits } from './limits.ts';
import { createQuota } from './quota.ts';
import { createReplyTokens } from './reply-tokens.ts';
import { createRetryKeys } from './retry-keys.ts';
import { createScenes, type LineScenes } from './scenes.ts';
import { sendRouter } from './send-routes.ts';
import { LINE_PRACTICE, type LineSettings } from './settings.ts';
import type { Webhooks } from './webhooks.ts';

const SCENES = [
  'guestFollows',
  'guestWrites',
  'guestSendsSticker',
  'guestSendsImage',
  'guestTaps',
  'guestBlocks',
  'redeliver',
  'reachMonthlyLimit',
  'throttle',
  'useWebhook',
] as const satisfies (keyof LineScenes)[];

/** One LINE Official Account. Hosts: `api` (api.line.me) and `data` (api-data.line.me). */
export function lineSimulator(world: SimulatorWorld, settings: LineSettings = LINE_PRACTICE): Simulator {
  let channel = openChannel(world, settings);
  const host = (name: keyof typeof channel.hosts): express.Router => {
    const router = express.Router();
    router.use((request, response, next) => channel.hosts[name](request, response, next));
    return router;
  };
  return {
    id: 'line',
    hosts: { api: host('api'), data: host('data') },
    scenes: Object.fromEntries(SCENES.map((name) => [name, (input: unknown) => channel.scenes[name](input)])),
    state: () => channel.state(),
    reset: () => {
      channel = openChannel(world, settings);
    },
    errorBody: (status) => ({
      contentType: 'application/json',
      body: JSON.stringify(errorBody(FAULT_TEXT[status] ?? 'Internal server error')),
    }),
  };
}

const FAULT_TEXT: Record<number, string> = {
  400: 'Bad request',
  401: 'Authentication failed. Confirm that the access token in the authorization header is valid.',
  403: 'Access to this API is not available for your account',
  404: 'Not found',
  429: 'The API rate limit has been exceeded. Try again later.',
};

function openChannel(world: SimulatorWorld, settings: LineSettings) {
  const { now, id, random } = world;
  const token = () => hexadecimal(32, random);
  const conversations = createConversations({ now, id, guests: settings.guests });
  const quota = createQuota({ now, monthlyLimit: settings.monthlyLimit });
  const limits = createLimits(now);
  const replyTokens = createReplyTokens({ now, token });
  const webhooks: Webhooks = { world, settings, endpoint: { url: settings.webhookUrl, active: true }, sent: [] };
  const tokens = createAccessTokens({ now, id, settings });
  const parts = { conversations, quota, replyTokens, webhooks };

  const host = (open: express.RequestHandler[], guarded: express.Router[]): express.Router => {
    const router = express.Router();
    router.use(
      withRequestId(() => uuid(random)),
      limits.check,
      ...open,
    );
    router.use(tokens.check, ...guarded);
    router.use((_request, response) => refuse(response, 404, 'Not found'));
    router.use(badJson);
    return router;
  };
  return {
    hosts: {
      api: host([tokens.router], [sendRouter({ ...parts, retryKeys: createRetryKeys(now) }), channelRouter({ ...parts, now, settings })]),
      data: host([], [contentRouter(conversations)]),
    },
    scenes: createScenes({ ...parts, random, token, limits }),
    state: () => ({
      account: settings.bot,
      quota: { ...quota.limit(), totalUsage: quota.used() },
      webhook: webhooks.endpoint,
      guests: conversations.guests(),
      conversation: conversations.entries(),
      events: webhooks.sent.map(({ event, ...summary }) => summary),
    }),
  };
}
