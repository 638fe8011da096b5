import type { RequestHandler } from 'express';
import express from 'express';
import { z } from 'zod';
import { refuse } from './answer.ts';
import type { LineSettings } from './settings.ts';

/** A stateless token lives 15 minutes and cannot be revoked. */
const STATELESS_LIFETIME = 15 * 60_000;

const bySecret = z.strictObject({
  grant_type: z.literal('client_credentials'),
  client_id: z.string().min(1),
  client_secret: z.string().min(1),
});

const byAssertion = z.strictObject({
  grant_type: z.literal('client_credentials'),
  client_assertion_type: z.literal('urn:ietf:params:oauth:client-assertion-type:jwt-bearer'),
  client_assertion: z.string().min(1),
});

export type AccessTokens = { check: RequestHandler; router: express.Router };

/**
 * Channel access tokens: the console's long-lived one, and stateless ones from `POST /oauth2/v3/token`
 * (https://developers.line.biz/en/reference/messaging-api/#issue-stateless-channel-access-token).
 * Assertions are refused, since the practice channel has no assertion signing key.
 */
export function createAccessTokens(deps: { now: () => Date; id: (length: number) => string; settings: LineSettings }): AccessTokens {
  const stateless = new Map<string, number>();
  const accepts = (token: string): boolean =>
    token === deps.settings.channelAccessToken || (stateless.get(token) ?? 0) > deps.now().getTime();

  const check: RequestHandler = (request, response, next) => {
    const token = /^Bearer (\S+)$/.exec(request.get('authorization') ?? '')?.[1];
    if (token !== undefined && accepts(token)) return next();
    refuse(response, 401, 'Authentication failed. Confirm that the access token in the authorization header is valid.');
  };

  const router = express.Router();
  router.post('/oauth2/v3/token', express.urlencoded({ extended: false }), (request, response) => {
    const given = bySecret.safeParse(request.body);
    const problem = oauthProblem(request.body, given, deps.settings);
    if (problem !== undefined) {
      response.status(400).json(problem);
      return;
    }
    const token = deps.id(64);
    stateless.set(token, deps.now().getTime() + STATELESS_LIFETIME);
    response.json({ token_type: 'Bearer', access_token: token, expires_in: STATELESS_LIFETIME / 1000 - 1 });
  });
  return { check, router };
}

/** OAuth endpoints have OAuth's error form, not the Messaging API's. */
function oauthProblem(
  body: unknown,
  given: z.ZodSafeParseResult<z.infer<typeof bySecret>>,
  settings: LineSettings,
): { error: string; error_description: string } | undefined {
  if (!given.success) {
    return byAssertion.safeParse(body).success
      ? { error: 'invalid_client', error_description: 'invalid client_assertion' }
      : {
          error: 'invalid_request',
          error_description: given.error.issues.map((issue) => issue.path.join('.') || issue.message).join(', '),
        };
  }
  const known = given.data.client_id === settings.channelId && given.data.client_secret === settings.channelSecret;
  return known ? undefined : { error: 'invalid_client', error_description: 'invalid client_id or client_secret' };
}
