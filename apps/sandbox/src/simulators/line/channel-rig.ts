import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { SimulatorWorld, WebhookDelivery } from '../../simulator.ts';
import { LINE_PRACTICE, type LineSettings } from './settings.ts';
import { lineSimulator } from './simulator.ts';

/** The instant at which every test of this simulator begins: a Friday morning in Thailand. */
const TEST_START = new Date('2026-11-20T03:15:00Z');

export type JsonAnswer = { status: number; headers: Headers; body: Record<string, unknown> };

/** Guests of the practice channel; all but the last have the account as a friend. */
export const [SOMCHAI, ORATHAI, SIOBHAN, , HIROSHI] = LINE_PRACTICE.guests.map((guest) => guest.userId) as [
  string,
  string,
  string,
  string,
  string,
];

/**
 * A simulator listening on a free port. Its clock stands still until it is moved, which also runs what was put off with
 * `later`; deliveries are kept in `deliveries` and settled by the test.
 */
export async function openTestChannel(changes: Partial<LineSettings> = {}) {
  const settings: LineSettings = { ...LINE_PRACTICE, webhookUrl: 'http://127.0.0.1:9/webhooks/line', ...changes };
  const clock: Clock = { time: TEST_START.getTime(), timers: [] };
  const deliveries: WebhookDelivery[] = [];
  const simulator = lineSimulator(standingWorld(clock, deliveries), settings);
  const app = express();
  for (const [name, router] of Object.entries(simulator.hosts)) app.use(`/${name}`, router);
  const { url, close } = await listen(app);

  const call = async (path: string, init: RequestInit): Promise<JsonAnswer> => {
    const response = await fetch(`${url}${path}`, init);
    return { status: response.status, headers: response.headers, body: (await response.json()) as Record<string, unknown> };
  };
  const authorization = `Bearer ${settings.channelAccessToken}`;
  return {
    simulator,
    settings,
    url,
    deliveries,
    call,
    post: (path: string, body: unknown, headers: Record<string, string> = {}) =>
      call(path, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    get: (path: string) => call(path, { headers: { authorization } }),
    /** Gives an order; one the simulator does not know is a mistake of the test. */
    play: async (scene: string, input?: unknown): Promise<Record<string, unknown>> => {
      const order = simulator.scenes[scene];
      if (order === undefined) throw new RangeError(`There is no scene ${scene}`);
      return (await order(input)) as Record<string, unknown>;
    },
    advance: (milliseconds: number) => advance(clock, milliseconds),
    close,
  };
}

export type TestChannel = Awaited<ReturnType<typeof openTestChannel>>;

/** Serves an app on a free port of this machine. */
export async function listen(app: express.Express): Promise<{ url: string; close: () => Promise<void> }> {
  const server: Server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Clock = { time: number; timers: { at: number; action: () => void }[] };

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

function advance(clock: Clock, milliseconds: number): void {
  clock.time += milliseconds;
  const due = clock.timers.filter((timer) => timer.at <= clock.time);
  clock.timers = clock.timers.filter((timer) => timer.at > clock.time);
  for (const timer of due) timer.action();
}
