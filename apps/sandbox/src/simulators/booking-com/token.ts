import { createHmac } from 'node:crypto';
import express from 'express';
import { z } from 'zod';

const LIFETIME = 3_600_000;
const TOKENS_PER_HOUR = 30;

export type Credentials = { clientId: string; clientSecret: string };

export type TokenDesk = {
  /** True while the token was issued here and is younger than one hour. */
  accepts: (token: string) => boolean;
  issuedInLastHour: () => number;
  router: express.Router;
};

const exchangeBody = z.strictObject({ client_id: z.string().min(1), client_secret: z.string().min(1) });

/**
 * `POST /token-based-authentication/exchange` of connectivity-authentication.booking.com.
 *
 * Confirmed by https://developers.booking.com/connectivity/docs/token-based-authentication: address, one hour of
 * validity, at most 30 tokens an hour, a JWT with sub, aud, iss, exp and iat. Seen in several public clients:
 * JSON `{client_id, client_secret}` in, `{jwt, ruid}` out. Inferred: the bodies of the refusals (400, 401, 429).
 */
export function createTokenDesk(deps: { now: () => Date; id: (length: number) => string; credentials: Credentials }): TokenDesk {
  const expiries = new Map<string, number>();
  let issuedAt: number[] = [];
  const signingKey = deps.id(32);

  const issue = (): string => {
    const now = deps.now().getTime();
    const token = signedToken({ issuedAt: Math.floor(now / 1000), tokenId: deps.id(16), signingKey });
    issuedAt.push(now);
    expiries.set(token, now + LIFETIME);
    return token;
  };
  const issuedInLastHour = (): number => {
    const anHourAgo = deps.now().getTime() - LIFETIME;
    issuedAt = issuedAt.filter((at) => at > anHourAgo);
    return issuedAt.length;
  };

  const router = express.Router();
  router.post('/token-based-authentication/exchange', express.json({ type: 'application/json' }), (request, response) => {
    const refuse = (status: number, message: string): void => {
      response.status(status).json({ message, ruid: deps.id(24) });
    };
    const body = exchangeBody.safeParse(request.body);
    if (!body.success) return refuse(400, 'client_id and client_secret are required, and nothing else is accepted');
    if (!matches(body.data, deps.credentials)) return refuse(401, 'Invalid client credentials');
    if (issuedInLastHour() >= TOKENS_PER_HOUR) return refuse(429, 'At most 30 tokens can be created in an hour');
    response.json({ jwt: issue(), ruid: deps.id(24) });
  });
  router.use(malformedJson);

  return {
    accepts: (token) => (expiries.get(token) ?? 0) > deps.now().getTime(),
    issuedInLastHour,
    router,
  };
}

function matches(given: z.infer<typeof exchangeBody>, expected: Credentials): boolean {
  return given.client_id === expected.clientId && given.client_secret === expected.clientSecret;
}

function signedToken(claims: { issuedAt: number; tokenId: string; signingKey: string }): string {
  const header = encode({ alg: 'HS256', typ: 'JWT' });
  const payload = encode({
    sub: 'connectivity-auth-proxy',
    aud: 'connectivity',
    iss: 'urn://connectivity-modern-auth/v1',
    jti: claims.tokenId,
    iat: claims.issuedAt,
    exp: claims.issuedAt + LIFETIME / 1000,
  });
  const signature = createHmac('sha256', claims.signingKey).update(`${header}.${payload}`).digest('base64url');
  return `${header}.${payload}.${signature}`;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

const malformedJson: express.ErrorRequestHandler = (error, _request, response, next) => {
  if (!(error instanceof SyntaxError)) return next(error);
  response.status(400).json({ message: 'The request body is not JSON' });
};
