import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor, REDACTED, redactBody, redactHeaders, redactText, redactUrl } from './redact.ts';

describe('redaction', () => {
  it('empties headers that carry a proof of identity, any case', () => {
    expect(redactHeaders({ Authorization: 'Bearer abc', 'x-api-key': 'k', 'Set-Cookie': 'sid=1', 'stripe-version': '2026' })).toEqual({
      Authorization: REDACTED,
      'x-api-key': REDACTED,
      'Set-Cookie': REDACTED,
      'stripe-version': '2026',
    });
  });

  it('keeps an address readable without its key, user and password', () => {
    expect(redactUrl('https://user:pw@api.test/data?lat=7.9&appid=abc&token[1]=x#top')).toBe(
      'https://api.test/data?lat=7.9&appid=%5Bredacted%5D&token[1]=x#top',
    );
    expect(redactUrl('https://api.test/?access_token=a%26b&units=metric')).toBe(
      'https://api.test/?access_token=%5Bredacted%5D&units=metric',
    );
  });

  it('empties named fields of JSON at any depth, also numbers and escaped quotes', () => {
    expect(redactBody('{"a":{"client_secret":"x\\"y"},"cvc":123,"list":[{"Token": "t"}],"monkey":"stays"}')).toBe(
      `{"a":{"client_secret":"${REDACTED}"},"cvc":"${REDACTED}","list":[{"Token": "${REDACTED}"}],"monkey":"stays"}`,
    );
  });

  it('empties named fields of a form, also nested ones', () => {
    expect(redactBody('amount=100&card%5Bcvc%5D=123&card[number]=x&password=p%20w&monkey=1')).toBe(
      `amount=100&card%5Bcvc%5D=${REDACTED}&card[number]=x&password=${REDACTED}&monkey=1`,
    );
  });

  it('empties named elements and attributes of XML, whatever their prefix', () => {
    expect(redactBody('<r key="k" monkey="m"><ns:password type="x">p</ns:password><CardNumber>1</CardNumber><Monkey>1</Monkey></r>')).toBe(
      `<r key="${REDACTED}" monkey="m"><ns:password type="x">${REDACTED}</ns:password><CardNumber>${REDACTED}</CardNumber><Monkey>1</Monkey></r>`,
    );
  });

  it('takes a connector’s own names', () => {
    expect(redactBody('{"pin.code":"1","pinxcode":"2"}', { names: ['Pin.Code'] })).toBe(`{"pin.code":"${REDACTED}","pinxcode":"2"}`);
  });

  it('masks card numbers and leaves other long numbers', () => {
    expect(redactText('card 4242 4242 4242 4242, id 4242424242424241, at 1763899200000')).toBe(
      `card ${REDACTED}, id 4242424242424241, at 1763899200000`,
    );
  });

  it('removes a configured secret however it is spelt', () => {
    const secrets = fc.string({ unit: 'grapheme', minLength: 6, maxLength: 40 });
    fc.assert(
      fc.property(secrets, fc.string(), fc.string(), (secret, before, after) => {
        const { text, body, url, headers } = createRedactor({ values: [secret] });
        const found = [
          text(`${before}${secret}${after}`),
          body(JSON.stringify({ echo: `${before} ${secret}` })),
          body(new URLSearchParams({ echo: secret }).toString()),
          url(`https://api.test/?echo=${encodeURIComponent(secret)}`),
          headers({ 'x-echo': `${secret}` })['x-echo'] ?? '',
        ];
        const spelt = [
          secret,
          encodeURIComponent(secret),
          JSON.stringify(secret).slice(1, -1),
          new URLSearchParams({ '': secret }).toString().slice(1),
        ];
        // What is left may only contain the secret when the mark itself does.
        for (const line of found)
          for (const spelling of spelt)
            expect(line.replaceAll(REDACTED, '').includes(spelling) && !before.concat(after).includes(spelling)).toBe(false);
      }),
    );
  });

  it('removes a secret of PHP-style JSON, with its slashes escaped', () => {
    expect(redactText('{"k":"a\\/b\\/cdef"}', { values: ['a/b/cdef'] })).toBe(`{"k":"${REDACTED}"}`);
  });
});
