import express from 'express';
import { mountAtRoot } from '../../server.ts';
import { playerOf, serveUntilTestEnds, standingWorld } from '../../standing-world-rig.ts';
import { OMISE_PRACTICE, type OmiseSettings } from './settings.ts';
import { omiseSimulator } from './simulator.ts';

export const SECRET_KEY = OMISE_PRACTICE.secretKey;
export const PUBLIC_KEY = OMISE_PRACTICE.publicKey;

export type TestAccount = Awaited<ReturnType<typeof openTestAccount>>;
export type Answered = Record<string, unknown>;

/**
 * An account served on a free port until the test ends, API and vault together as their paths never meet. Its clock stands still until it is
 * moved, which also runs what was put off; deliveries are kept in `deliveries`.
 */
export async function openTestAccount(settings: Partial<OmiseSettings> = {}) {
  const { world, deliveries, now, advance } = standingWorld();
  const simulator = omiseSimulator(world, { ...OMISE_PRACTICE, ...settings });
  const app = express().use('/tokens', (request, response, next) => {
    request.url = request.originalUrl;
    return simulator.hosts.vault?.(request, response, next);
  });
  const port = await serveUntilTestEnds(app.use(mountAtRoot(simulator, 'api')));
  const pages = await serveUntilTestEnds(mountAtRoot(simulator, 'pay'));
  const url = `http://127.0.0.1:${port}`;
  const call = async (method: string, path: string, { body, key = SECRET_KEY, headers = {} }: Asked = {}) => {
    const json: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`, ...json, ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Answered };
  };
  return {
    simulator,
    deliveries,
    call,
    api: url,
    port,
    pages: `http://127.0.0.1:${pages}`,
    now,
    /** A token of a card as a guest's browser makes it. */
    token: async (number = '4242424242424242', change: Record<string, unknown> = {}) => {
      const card = { name: 'Anna Berg', number, expiration_month: 12, expiration_year: 2030, security_code: '123', ...change };
      return String((await call('POST', '/tokens', { body: { card }, key: PUBLIC_KEY })).body.id);
    },
    play: playerOf(simulator),
    /** Kinds of the webhooks since the last look. */
    told: () => deliveries.splice(0).map(({ body }) => (JSON.parse(body) as { key: string }).key),
    advance,
  };
}

type Asked = { body?: unknown; key?: string; headers?: Record<string, string> };
