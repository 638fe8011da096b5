import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestExtranet, type TestExtranet } from './extranet-rig.ts';

const CREDENTIALS = { client_id: 'practice-machine-account', client_secret: 'practice-booking-secret' };

describe('Booking.com token exchange', () => {
  let extranet: TestExtranet;
  beforeEach(async () => {
    extranet = await openTestExtranet();
  });
  afterEach(() => extranet.close());

  it('answers a JWT whose claims say one hour', async () => {
    const [, payload = ''] = extranet.token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    expect(claims.iss).toBe('urn://connectivity-modern-auth/v1');
    expect(claims.exp - claims.iat).toBe(3600);
  });

  it('accepts the token for one hour and not longer', async () => {
    expect((await extranet.post('/supply/hotels/xml/roomrates', '<request/>')).status).toBe(200);
    extranet.advance(3_599_000);
    expect((await extranet.post('/supply/hotels/xml/roomrates', '<request/>')).status).toBe(200);
    extranet.advance(1000);
    const late = await extranet.post('/supply/hotels/xml/roomrates', '<request/>');
    expect(late.status).toBe(401);
    expect(late.text).toContain('Unauthorized');
  });

  it('gives at most 30 tokens in an hour, then 429 until the hour has passed', async () => {
    const statuses: number[] = [];
    for (let count = 0; count < 30; count += 1) statuses.push((await extranet.exchange(CREDENTIALS)).status);
    expect(statuses.slice(0, 29)).toEqual(Array.from({ length: 29 }, () => 200));
    expect(statuses.at(-1)).toBe(429);
    extranet.advance(3_600_000);
    expect((await extranet.exchange(CREDENTIALS)).status).toBe(200);
  });

  it.each([
    ['a wrong secret', { ...CREDENTIALS, client_secret: 'wrong' }, 401],
    ['a missing secret', { client_id: 'practice-machine-account' }, 400],
    ['an unknown field', { ...CREDENTIALS, grant_type: 'client_credentials' }, 400],
    ['something that is not JSON', '{"client_id":', 400],
  ])('refuses %s', async (_name, body, status) => {
    const response = await extranet.exchange(body);
    expect(response.status).toBe(status);
    expect(await response.text()).not.toContain('practice-booking-secret');
  });

  it('refuses every other call without a token, with Basic authentication or with a foreign token', async () => {
    for (const authorization of ['', 'Basic dXNlcjpwYXNz', 'Bearer eyJhbGciOiJub25lIn0.e30.']) {
      const answer = await extranet.call('/secure/hotels/ota/OTA_HotelResNotif', { headers: { authorization } });
      expect(answer.status).toBe(401);
      expect(answer.xml.name).toBe('OTA_HotelResNotifRS');
      expect(answer.text).toContain('Code="497"');
    }
  });
});
