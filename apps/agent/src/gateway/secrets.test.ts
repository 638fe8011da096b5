import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { aProvider, faultOf, json, openGateway, startProvider } from './gateway-rig.ts';

describe('the log', () => {
  it('never shows a configured secret, wherever connector or provider put it', async () => {
    const server = await startProvider((seen, response, count) =>
      json(
        response,
        count % 3 === 0 ? 500 : 200,
        { echo: seen.body, url: seen.url, all: seen.headers },
        { 'x-echo': encodeURIComponent(seen.body) },
      ),
    );
    const { gateway, rows } = openGateway({ wait: async () => undefined });
    // Printable, as keys are; at least as long as the shortest secret that is looked for.
    const secret = fc
      .string({ unit: fc.constantFrom(...'abcXYZ0189-_+/=.:&"\\<>% é'), minLength: 8, maxLength: 40 })
      .filter((text) => text.trim() === text && !text.includes('é'.repeat(2)));
    const place = fc.constantFrom('json', 'form', 'xml', 'query', 'path', 'header');
    const auth = fc.constantFrom(
      { kind: 'bearer', field: 'secretKey' } as const,
      { kind: 'basic', user: 'secretKey', password: 'other' } as const,
      { kind: 'header', header: 'x-acme-signature', field: 'secretKey' } as const,
      { kind: 'query', parameter: 'k', field: 'secretKey' } as const,
    );
    await fc.assert(
      fc.asyncProperty(secret, place, auth, async (value, where, scheme) => {
        rows.length = 0;
        const ascii = value.replaceAll('é', 'e');
        const format = where === 'form' || where === 'xml' || where === 'query' ? where : 'json';
        const provider = aProvider({
          url: server.url,
          config: { secretKey: ascii, other: 'password-of-acme' },
          manifest: {
            auth: scheme,
            retryAttempts: 0,
            fields: ['secretKey', 'other'].map((name) => ({
              name,
              label: { en: name, th: name },
              type: 'password' as const,
              secret: true,
            })),
          },
          endpoints: { leak: { method: 'POST', path: '/leak/{id}', requestFormat: format, responseFormat: 'json', retry: 'safe' } },
        });
        const escaped = ascii.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
        const body = where === 'xml' ? `<a b="${escaped}">${escaped}</a>` : { note: `before ${ascii} after`, deep: { list: [ascii] } };
        const request = {
          path: { id: where === 'path' ? `x${ascii}` : 'x' },
          ...(where === 'query' ? { query: { note: ascii } } : { body }),
          ...(where === 'header' ? { headers: { 'x-note': ascii } } : {}),
        };
        await gateway
          .call({ provider, endpoint: 'leak', request, schema: z.unknown(), trace: {} })
          .catch(async (fault: unknown) => faultOf(Promise.reject(fault)));
        gateway.breakers.hold(provider, 'leak', 'reset', 'next try');
        const logged = rows
          .map((row) => [row.url, row.requestBody, row.responseBody, row.error, row.requestHeaders, row.responseHeaders].join('\n'))
          .join('\n');
        expect(rows.length).toBe(1);
        for (const spelling of [
          ascii,
          encodeURIComponent(ascii),
          JSON.stringify(ascii).slice(1, -1),
          Buffer.from(`${ascii}:password-of-acme`).toString('base64'),
          'password-of-acme',
        ])
          expect(logged).not.toContain(spelling);
      }),
      { numRuns: 150 },
    );
  });

  it('does not show a secret in the middle of a body too long to be looked through', async () => {
    const server = await startProvider((_, response) =>
      json(response, 200, { pad: 'x'.repeat(65_526), echo: 'sk_test_very_secret', rest: 'y'.repeat(50_000) }),
    );
    const { gateway, rows } = openGateway();
    await gateway.call({
      provider: aProvider({ url: server.url }),
      endpoint: 'read',
      request: { path: { id: '1' } },
      schema: z.unknown(),
      trace: {},
    });
    expect(rows[0]?.responseBody).not.toMatch(/sk_test/);
    expect(rows[0]?.responseBody?.length).toBeGreaterThan(16 * 1024);
  });
});
