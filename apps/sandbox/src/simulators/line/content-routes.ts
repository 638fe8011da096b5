import express from 'express';
import { refuse } from './answer.ts';
import type { Conversations } from './conversations.ts';
import { noRetryKey } from './retry-keys.ts';

/** A picture of one grey pixel: what every guest of the practice channel photographs. */
const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mOcOXPmfwAGkgLKYFmzHQAAAABJRU5ErkJggg==', 'base64');

/** What guests sent, on api-data.line.me (https://developers.line.biz/en/reference/messaging-api/#get-content). */
export function contentRouter(conversations: Conversations): express.Router {
  const router = express.Router();
  router.use(noRetryKey);
  for (const path of ['/v2/bot/message/:messageId/content', '/v2/bot/message/:messageId/content/preview'] as const) {
    router.get(path, (request, response) => {
      const entry = conversations.entry(request.params.messageId);
      if (entry?.from !== 'guest' || entry.message.type !== 'image') return refuse(response, 404, 'Not found');
      response.type('image/png').send(PIXEL);
    });
  }
  return router;
}
