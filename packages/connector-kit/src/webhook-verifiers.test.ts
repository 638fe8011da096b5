import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Delivery } from './connector.ts';
import { equalText, hmacVerifier, pathKeyVerifier, separateTimestampHmacVerifier, timestampedHmacVerifier } from './webhook-verifiers.ts';

const AT = new Date('2026-11-23T02:00:00.000Z');
const delivery = (body: string | Buffer, headers: Record<string, string> = {}, receivedAt = AT): Delivery => ({
  headers,
  rawBody: Buffer.from(body),
  query: {},
  receivedAt,
});
const refused = (reason: string) => ({ accepted: false, reason });

describe('an HMAC over the body', () => {
  // RFC 4231, test case 2.
  const BODY = 'what do ya want for nothing?';
  const SHA256 = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
  const SHA512 =
    '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737';
  const verify = hmacVerifier({ header: 'X-Signature', hash: 'sha256', encoding: 'hex', prefix: 'sha256=' });

  it.each([
    ['sha256 in hex', hmacVerifier({ header: 'X-Signature', hash: 'sha256', encoding: 'hex' }), SHA256],
    ['sha512 in hex', hmacVerifier({ header: 'X-Signature', hash: 'sha512', encoding: 'hex' }), SHA512],
    [
      'sha256 in base64',
      hmacVerifier({ header: 'X-Signature', hash: 'sha256', encoding: 'base64' }),
      Buffer.from(SHA256, 'hex').toString('base64'),
    ],
    ['sha256 with a prefix', verify, `sha256=${SHA256}`],
  ])('takes the published vector as %s', (_name, verifier, header) =>
    expect(verifier(delivery(BODY, { 'x-signature': header }), ['Jefe'])).toEqual({ accepted: true }),
  );

  it.each([
    ['no header', {}],
    ['an empty header', { 'x-signature': '' }],
    ['a header without its prefix', { 'x-signature': SHA256 }],
    ['half of it', { 'x-signature': `sha256=${SHA256.slice(0, 32)}` }],
    ['more than it', { 'x-signature': `sha256=${SHA256}00` }],
    ['a changed digit', { 'x-signature': `sha256=6${SHA256.slice(1)}` }],
    ['text of the same length in bytes', { 'x-signature': `sha256=${'ก'.repeat(21)}a` }],
  ])('refuses %s', (_name, headers) =>
    expect(verify(delivery(BODY, headers as Record<string, string>), ['Jefe'])).toEqual(refused('signature_invalid')),
  );

  it('reads bytes, not text: a body that is no UTF-8 is signed as it is', () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x80]);
    const header = `sha256=${createHmac('sha256', 's').update(bytes).digest('hex')}`;
    expect(verify(delivery(bytes, { 'x-signature': header }), ['s'])).toEqual({ accepted: true });
    expect(verify(delivery(bytes.toString('utf8'), { 'x-signature': header }), ['s'])).toEqual(refused('signature_invalid'));
  });

  it('believes no one without a secret, and does not take an empty one for a secret', () => {
    const unsigned = `sha256=${createHmac('sha256', '').update(BODY).digest('hex')}`;
    expect(verify(delivery(BODY, { 'x-signature': unsigned }), [])).toEqual(refused('webhook_not_set_up'));
    expect(verify(delivery(BODY, { 'x-signature': unsigned }), [''])).toEqual(refused('webhook_not_set_up'));
    expect(verify(delivery(BODY, { 'x-signature': unsigned }), ['', 'Jefe'])).toEqual(refused('signature_invalid'));
  });

  it('takes any of several secrets', () =>
    expect(verify(delivery(BODY, { 'x-signature': `sha256=${SHA256}` }), ['new', 'Jefe'])).toEqual({ accepted: true }));
});

describe('an HMAC over time and body', () => {
  const verify = timestampedHmacVerifier({ header: 'Acme-Signature', scheme: 'v1', maximumAgeSeconds: 300 });
  const seconds = AT.getTime() / 1000;
  const digest = (at: number, secret = 'secret') => createHmac('sha256', secret).update(`${at}.body`).digest('hex');
  const verdict = (header: string, secrets: readonly string[] = ['secret']) =>
    verify(delivery('body', { 'acme-signature': header }), secrets);

  it.each([
    ['fresh', `t=${seconds},v1=${digest(seconds)}`],
    ['with spaces', `t=${seconds}, v1=${digest(seconds)}`],
    ['with two digests', `t=${seconds},v1=${digest(seconds, 'old')},v1=${digest(seconds)}`],
    ['just in time', `t=${seconds - 300},v1=${digest(seconds - 300)}`],
    ['from a clock ahead of ours', `t=${seconds + 600},v1=${digest(seconds + 600)}`],
    ['with parts that mean nothing', `x,t=${seconds},=,v1=${digest(seconds)},y=`],
  ])('takes one %s', (_name, header) => expect(verdict(header)).toEqual({ accepted: true }));

  it.each([
    ['an empty header', ''],
    ['no time', `v1=${digest(seconds)}`],
    ['no digest', `t=${seconds}`],
    ['another scheme', `t=${seconds},v0=${digest(seconds)}`],
    ['a time that was changed', `t=${seconds + 1},v1=${digest(seconds)}`],
    ['a negative time', `t=-1,v1=${digest(-1)}`],
    ['a time that is none', `t=NaN,v1=${createHmac('sha256', 'secret').update('NaN.body').digest('hex')}`],
    ['a forged stale one', `t=1,v1=${digest(seconds)}`],
  ])('refuses %s', (_name, header) => expect(verdict(header)).toEqual(refused('signature_invalid')));

  it('says of a genuine old one that it is old', () =>
    expect(verdict(`t=${seconds - 301},v1=${digest(seconds - 301)}`)).toEqual(refused('delivery_stale')));

  it('believes no one without a secret', () => {
    expect(verdict(`t=${seconds},v1=${digest(seconds, '')}`, [])).toEqual(refused('webhook_not_set_up'));
    expect(verdict(`t=${seconds},v1=${digest(seconds, '')}`, [''])).toEqual(refused('webhook_not_set_up'));
  });
});

describe('a signature and its time in headers of their own', () => {
  const SECRET = Buffer.from('the resort’s own').toString('base64');
  const digest = (time: string, key = Buffer.from(SECRET, 'base64')) => createHmac('sha256', key).update(`${time}.body`).digest('hex');
  const verify = separateTimestampHmacVerifier({
    header: 'Acme-Signature',
    timestampHeader: 'Acme-Time',
    secretEncoding: 'base64',
    maximumAgeSeconds: 300,
  });
  const seconds = Math.floor(AT.getTime() / 1000);
  const now = `${seconds}`;
  const verdict = (header: string, time = now, secrets: readonly string[] = [SECRET]) =>
    verify(delivery('body', { 'acme-signature': header, 'acme-time': time }), secrets);

  it.each([
    ['alone', digest(now), now],
    ['second, with a space', `${'0'.repeat(64)}, ${digest(now)}`, now],
    ['just in time', digest(`${seconds - 300}`), `${seconds - 300}`],
  ])('takes one that stands %s', (_name, header, time) => expect(verdict(header, time)).toEqual({ accepted: true }));

  it.each([
    ['none', '', now],
    ['no time', digest(''), ''],
    ['another time', digest(now), `${seconds - 1}`],
    ['a secret that was not decoded', digest(now, Buffer.from(SECRET)), now],
  ])('refuses %s', (_name, header, time) => expect(verdict(header, time)).toEqual(refused('signature_invalid')));

  it('says of a genuine old one that it is old', () =>
    expect(verdict(digest(`${seconds - 301}`), `${seconds - 301}`)).toEqual(refused('delivery_stale')));

  it.each([[[]], [['']], [['==']], [[`${SECRET} `]]])('believes no one where the secrets are %j', (secrets) =>
    expect(verdict(digest(now), now, secrets)).toEqual(refused('webhook_not_set_up')),
  );

  it('takes a secret as it is written where it is text', () => {
    const asText = separateTimestampHmacVerifier({ header: 'a', timestampHeader: 't', secretEncoding: 'text', maximumAgeSeconds: 300 });
    expect(asText(delivery('body', { a: digest(now, Buffer.from(SECRET)), t: now }), [SECRET])).toEqual({ accepted: true });
  });
});

describe('a secret in the address', () => {
  const verdict = (pathKey: string | undefined, secrets: readonly string[]) =>
    pathKeyVerifier({ ...delivery('body', {}), ...(pathKey === undefined ? {} : { pathKey }) }, secrets);

  it('takes the right one, and either of two', () => {
    expect(verdict('key', ['key'])).toEqual({ accepted: true });
    expect(verdict('old', ['new', 'old'])).toEqual({ accepted: true });
  });
  it.each([undefined, '', 'Key', 'ke', 'keys', 'new'])('refuses %s', (key) =>
    expect(verdict(key, ['key'])).toEqual(refused('signature_invalid')),
  );
  it('believes no one without a secret', () => {
    expect(verdict('key', [])).toEqual(refused('webhook_not_set_up'));
    expect(verdict('', [''])).toEqual(refused('webhook_not_set_up'));
    expect(verdict('', ['', 'key'])).toEqual(refused('signature_invalid'));
  });
});

describe('equalText', () => {
  it.each([
    ['a', 'a', true],
    ['', '', true],
    ['a', 'b', false],
    ['a', 'aa', false],
    ['é', 'e\u0301', false],
  ])('compares %s with %s', (left, right, equal) => expect(equalText(left, right)).toBe(equal));
});
