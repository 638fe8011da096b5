import { createHash, timingSafeEqual } from 'node:crypto';
import { Refusal } from './refusal.ts';

/** The account's key as bearer, or as user name of Basic. https://docs.stripe.com/api/authentication */
export function checkKey(secretKey: string, authorization: string | undefined): void {
  const given = keyIn(authorization);
  if (given === undefined) {
    const message =
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').";
    throw new Refusal(401, { type: 'invalid_request_error', message }, false);
  }
  if (!timingSafeEqual(digest(given), digest(secretKey)))
    throw new Refusal(401, { type: 'invalid_request_error', message: `Invalid API Key provided: ${masked(given)}` }, false);
}

function keyIn(authorization = ''): string | undefined {
  const [scheme = '', value = ''] = authorization.split(' ');
  const key = /^basic$/i.test(scheme) ? Buffer.from(value, 'base64').toString().split(':')[0] : /^bearer$/i.test(scheme) ? value : '';
  return key === '' ? undefined : key;
}

/** `sk_test_****tice`: enough to see which key it was. */
function masked(key: string): string {
  const prefix = /^[a-z]+_[a-z]+_/.exec(key)?.[0] ?? '';
  return `${prefix}${'*'.repeat(Math.max(4, key.length - prefix.length - 4))}${key.length > prefix.length + 4 ? key.slice(-4) : ''}`;
}

function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
