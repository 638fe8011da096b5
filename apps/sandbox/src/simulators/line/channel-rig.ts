import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { playerOf, standingWorld } from '../../standing-world-rig.ts';
import { LINE_PRACTICE, type LineSettings } from './settings.ts';
import { lineSimulator } from './simulator.ts';

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
  const { world, deliveries, advance } = standingWorld();
  const simulator = lineSimulator(world, settings);
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
    play: playerOf(simulator),
    advance,
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
