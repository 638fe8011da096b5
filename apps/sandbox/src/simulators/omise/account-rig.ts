import type { AddressInfo } from 'node:net';
import express from 'express';
import { onTestFinished } from 'vitest';
import { mountAtRoot } from '../../server.ts';
import type { SimulatorWorld, WebhookDelivery } from '../../simulator.ts';
import { OMISE_PRACTICE, type OmiseSettings } from './settings.ts';
import { omiseSimulator } from './simulator.ts';

/** The instant at which every test of this simulator begins: a Friday morning in Thailand. */
export const TEST_START = new Date('2026-11-20T03:15:00Z');
export const SECRET_KEY = OMISE_PRACTICE.secretKey;
export const PUBLIC_KEY = OMISE_PRACTICE.publicKey;

export type TestAccount = Awaited<ReturnType<typeof openTestAccount>>;
export type Answered = Record<string, unknown>;

/**
 * An account served on a free port until the test ends, API and vault together as their paths never meet. Its clock stands still until it is
 * moved, which also runs what was put off; deliveries are kept in `deliveries`.
 */
export async function openTestAccount(settings: Partial<OmiseSettings> = {}) {
  const clock: Clock = { time: TEST_START.getTime(), timers: [] };
  const deliveries: WebhookDelivery[] = [];
  const simulator = omiseSimulator(standingWorld(clock, deliveries), { ...OMISE_PRACTICE, ...settings });
  const app = express().use('/tokens', (request, response, next) => {
    request.url = request.originalUrl;
    return simulator.hosts.vault?.(request, response, next);
  });
  const port = await serve(app.use(mountAtRoot(simulator, 'api')));
  const pages = await serve(mountAtRoot(simulator, 'pay'));
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
    now: () => new Date(clock.time),
    /** A token of a card as a guest's browser makes it. */
    token: async (number = '4242424242424242', change: Record<string, unknown> = {}) => {
      const card = { name: 'Anna Berg', number, expiration_month: 12, expiration_year: 2030, security_code: '123', ...change };
      return String((await call('POST', '/tokens', { body: { card }, key: PUBLIC_KEY })).body.id);
    },
    play: async (scene: string, input?: unknown): Promise<Record<string, unknown>> => {
      const order = simulator.scenes[scene];
      if (!order) throw new RangeError(`There is no scene ${scene}`);
      return (await order(input)) as Record<string, unknown>;
    },
    /** Kinds of the webhooks since the last look. */
    told: () => deliveries.splice(0).map(({ body }) => (JSON.parse(body) as { key: string }).key),
    advance: (milliseconds: number) => {
      clock.time += milliseconds;
      const due = clock.timers.filter(({ at }) => at <= clock.time);
      clock.timers = clock.timers.filter(({ at }) => at > clock.time);
      for (const { action } of due) action();
    },
  };
}

type Asked = { body?: unknown; key?: string; headers?: Record<string, string> };
type Clock = { time: number; timers: { at: number; action: () => void }[] };

async function serve(app: express.Express): Promise<number> {
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

function standingWorld(clock: Clock, deliveries: WebhookDelivery[]): SimulatorWorld {
  let serial = 0;
  const next = (): number => {
    serial += 1;
    return serial;
  };
  return {
    now: () => new Date(clock.time),
    id: (length) => String(next()).padStart(length, 'x'),
    random: () => (next() * 0.618_033_988_7) % 1,
    deliver: (delivery) => void deliveries.push(delivery),
    later: (milliseconds, action) => void clock.timers.push({ at: clock.time + milliseconds, action }),
  };
}
