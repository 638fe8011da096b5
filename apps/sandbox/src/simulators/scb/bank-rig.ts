import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { mountAtRoot } from '../../server.ts';
import type { SimulatorWorld, WebhookDelivery } from '../../simulator.ts';
import { SCB_PRACTICE, type ScbSettings } from './settings.ts';
import { scbSimulator } from './simulator.ts';

/** The instant at which every test of this simulator begins: a Friday morning in Thailand. */
export const TEST_START = new Date('2026-11-20T03:15:00Z');

export type Answered = { status: { code: number; description: string }; data?: Record<string, unknown> };
type Clock = { time: number; timers: { at: number; action: () => void }[] };

/**
 * A bank served on a free port until the test ends. Its clock stands still until it is moved, which also runs what was put off;
 * deliveries are kept in `deliveries`.
 */
export async function openTestBank(change: Partial<ScbSettings> = {}) {
  const clock: Clock = { time: TEST_START.getTime(), timers: [] };
  const deliveries: WebhookDelivery[] = [];
  const settings = { ...SCB_PRACTICE, ...change };
  const simulator = scbSimulator(standingWorld(clock, deliveries), settings);
  const server = mountAtRoot(simulator, 'api').listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const headers = { resourceOwnerId: settings.apiKey, requestUId: 'a'.repeat(32), 'accept-language': 'EN' };
  const call = async (
    method: string,
    path: string,
    { body, more = {} }: { body?: unknown; more?: Record<string, string | undefined> } = {},
  ) => {
    const given = { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...more };
    const response = await fetch(`${api}${path}`, {
      method,
      headers: Object.fromEntries(Object.entries(given).filter((pair): pair is [string, string] => pair[1] !== undefined)),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { http: response.status, body: (await response.json()) as Answered };
  };
  const signIn = async () => {
    const body = { applicationKey: settings.apiKey, applicationSecret: settings.apiSecret };
    const { body: answer } = await call('POST', '/v1/oauth/token', { body });
    return { authorization: `Bearer ${String(answer.data?.accessToken)}` };
  };
  return {
    ...{ simulator, settings, deliveries, api, call, signIn },
    now: () => new Date(clock.time),
    play: async (scene: string, input?: unknown): Promise<Record<string, unknown>> => {
      const order = simulator.scenes[scene];
      if (!order) throw new RangeError(`There is no scene ${scene}`);
      return (await order(input)) as Record<string, unknown>;
    },
    advance: (milliseconds: number) => {
      clock.time += milliseconds;
      const due = clock.timers.filter(({ at }) => at <= clock.time);
      clock.timers = clock.timers.filter(({ at }) => at > clock.time);
      for (const { action } of due) action();
    },
  };
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
