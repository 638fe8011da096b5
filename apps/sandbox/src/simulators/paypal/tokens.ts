import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import type { Account } from './account.ts';
import { envelope, Refusal } from './refusal.ts';
import { type Answer, ok } from './route.ts';

const SCOPE = [
  'https://uri.paypal.com/services/checkout/one-click-with-merchant-issued-token',
  'https://uri.paypal.com/services/disputes/read-seller',
  'https://uri.paypal.com/services/payments/payment',
  'https://uri.paypal.com/services/payments/refund',
  'https://uri.paypal.com/services/reporting/search/read',
  'https://uri.paypal.com/services/applications/webhooks',
].join(' ');

type Tokens = { grant: (request: Request) => Answer; check: (request: Request) => void };

/** https://developer.paypal.com/api/rest/authentication/ */
export function createTokens({ world, settings }: Account): Tokens {
  const granted = new Map<string, number>();
  return {
    grant: (request) => {
      const [user = '', password = ''] = credentials(request.get('authorization'));
      if (!same(user, settings.clientId) || !same(password, settings.clientSecret))
        throw new Refusal(401, { error: 'invalid_client', error_description: 'Client Authentication failed' });
      const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
      if (form.get('grant_type') !== 'client_credentials')
        throw new Refusal(400, { error: 'unsupported_grant_type', error_description: 'unsupported grant_type' });
      const token = `A21AA${world.id(60)}`;
      granted.set(token, world.now().getTime() + settings.tokenLifetime);
      return ok(() => ({
        scope: SCOPE,
        access_token: token,
        token_type: 'Bearer',
        app_id: 'APP-80W284485P519543T',
        expires_in: settings.tokenLifetime / 1000,
        nonce: `${world.now().toISOString()}${world.id(8)}`,
      }));
    },
    check: (request) => {
      const token = /^Bearer (\S+)$/.exec(request.get('authorization') ?? '')?.[1] ?? '';
      const until = granted.get(token);
      if (until !== undefined && world.now().getTime() < until) return;
      if (token === '') throw new Refusal(401, envelope(401));
      throw new Refusal(401, { error: 'invalid_token', error_description: 'Token signature verification failed' });
    },
  };
}

function credentials(authorization = ''): string[] {
  const encoded = /^Basic (\S+)$/i.exec(authorization)?.[1];
  return encoded === undefined ? [] : Buffer.from(encoded, 'base64').toString().split(':');
}

function same(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
