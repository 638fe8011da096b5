import { AppError } from '@banrimkwae/contract/errors';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { aProvider, faultOf, json, openGateway, paying, reading, type Seen, startProvider } from './gateway-rig.ts';

const TokenAnswer = z.object({ access_token: z.string(), expires_in: z.number() });

/** A provider with a two-step login: the n-th token is `token-n`. */
async function tokenProvider(
  options: { accepts?: (token: string) => boolean; failToken?: (count: number) => boolean; anonymous?: boolean } = {},
) {
  let tokens = 0;
  const server = await startProvider((seen, response) => {
    if (seen.url === '/token') {
      tokens += 1;
      if (options.failToken?.(tokens)) json(response, 401, { error: 'invalid_client' });
      else setTimeout(() => json(response, 200, { access_token: `token-${tokens}`, expires_in: 600 }), 5);
    } else if (options.accepts?.(seen.headers.authorization ?? '') === false) json(response, 401, {});
    else json(response, 200, { id: seen.headers.authorization });
  });
  const provider = aProvider({
    url: server.url,
    manifest: { auth: { kind: 'token' } },
    connector: {
      token: async (context) => {
        const { body } = await context.call(
          options.anonymous === false ? 'read' : 'token',
          { path: { id: 'x' }, body: { client_secret: context.config.secretKey } },
          TokenAnswer,
        );
        return { token: body.access_token, expiresInSeconds: body.expires_in };
      },
    },
  });
  const tokenCalls = () => server.seen.filter((seen: Seen) => seen.url === '/token').length;
  return { server, provider, tokenCalls };
}

describe('tokens of two-step logins', () => {
  it('are fetched once for all calls that need one', async () => {
    const { provider, tokenCalls } = await tokenProvider();
    const { gateway } = openGateway();
    const answers = await Promise.all(Array.from({ length: 20 }, () => gateway.call(reading(provider))));
    expect(new Set(answers.map(({ body }) => body.id))).toEqual(new Set(['Bearer token-1']));
    expect(tokenCalls()).toBe(1);
  });

  it('are renewed after five sixths of their life', async () => {
    const time = { now: Date.parse('2026-11-23T02:00:00Z') };
    const { provider, tokenCalls } = await tokenProvider();
    const { gateway } = openGateway({ clock: { now: () => new Date(time.now) } });
    await gateway.call(reading(provider));
    time.now += 499_000;
    expect((await gateway.call(reading(provider))).body.id).toBe('Bearer token-1');
    time.now += 1000;
    expect((await gateway.call(reading(provider))).body.id).toBe('Bearer token-2');
    expect(tokenCalls()).toBe(2);
  });

  it('are replaced once when the provider refuses one, also before a payment', async () => {
    const { provider, server } = await tokenProvider({ accepts: (header) => header !== 'Bearer token-1' });
    const { gateway, rows } = openGateway();
    expect((await gateway.call(paying(provider))).body.id).toBe('Bearer token-2');
    expect(server.seen.map(({ url }) => url)).toEqual(['/token', '/payments', '/token', '/payments']);
    expect(rows.at(-1)).toMatchObject({ endpoint: 'pay', attempts: 2, successful: true });
  });

  it('that are refused again end the call', async () => {
    const { provider, tokenCalls } = await tokenProvider({ accepts: () => false });
    const { gateway } = openGateway();
    expect(await faultOf(gateway.call(reading(provider)))).toMatchObject({ code: 'provider_credentials' });
    expect(tokenCalls()).toBe(2);
  });

  it('that could not be fetched are asked for again by the next call', async () => {
    const { provider, tokenCalls } = await tokenProvider({ failToken: (count) => count === 1 });
    const { gateway } = openGateway();
    const fault = await faultOf(gateway.call(reading(provider)));
    expect(fault).toMatchObject({ code: 'provider_credentials', providerMessage: 'HTTP 401' });
    expect((await gateway.call(reading(provider))).body.id).toBe('Bearer token-2');
    expect(tokenCalls()).toBe(2);
  });

  it('still good serve on while a new one cannot be fetched', async () => {
    const time = { now: Date.parse('2026-11-23T02:00:00Z') };
    const { provider } = await tokenProvider({ failToken: (count) => count > 1 });
    const { gateway } = openGateway({ clock: { now: () => new Date(time.now) } });
    await gateway.call(reading(provider));
    time.now += 599_000;
    expect((await gateway.call(reading(provider))).body.id).toBe('Bearer token-1');
    time.now += 1000;
    expect(await faultOf(gateway.call(reading(provider)))).toMatchObject({ code: 'provider_credentials' });
  });

  it('of old keys are not kept after the keys changed', async () => {
    const { provider, tokenCalls } = await tokenProvider();
    const { gateway } = openGateway();
    const first = gateway.call(reading(provider));
    await new Promise((resolve) => setTimeout(resolve, 2));
    gateway.forget('acme');
    await first;
    expect((await gateway.call(reading(provider))).body.id).toBe('Bearer token-2');
    expect(tokenCalls()).toBe(2);
  });

  it('never reach the log', async () => {
    const { provider } = await tokenProvider();
    const { gateway, rows } = openGateway();
    await gateway.call(reading(provider));
    expect(rows.length).toBe(2);
    expect(JSON.stringify(rows)).not.toMatch(/token-1|sk_test_very_secret/);
  });

  it('cannot be fetched by a call that needs one itself', async () => {
    const { provider, server } = await tokenProvider({ anonymous: false });
    const { gateway } = openGateway();
    expect(await faultOf(gateway.call(reading(provider)))).toMatchObject({ code: 'internal' });
    expect(server.seen).toEqual([]);
  });

  it('need a connector that can fetch them', async () => {
    const { gateway } = openGateway();
    expect(
      await faultOf(gateway.call(reading(aProvider({ url: 'http://127.0.0.1:9', manifest: { auth: { kind: 'token' } } })))),
    ).toMatchObject({ code: 'internal' });
    expect(new AppError('internal').status).toBe(500);
  });
});
