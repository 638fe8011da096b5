import { mountAtRoot } from '../../server.ts';
import { playerOf, serveUntilTestEnds, standingWorld } from '../../standing-world-rig.ts';
import { SCB_PRACTICE, type ScbSettings } from './settings.ts';
import { scbSimulator } from './simulator.ts';

export type Answered = { status: { code: number; description: string }; data?: Record<string, unknown> };

/**
 * A bank served on a free port until the test ends. Its clock stands still until it is moved, which also runs what was put off;
 * deliveries are kept in `deliveries`.
 */
export async function openTestBank(change: Partial<ScbSettings> = {}) {
  const { world, deliveries, now, advance } = standingWorld();
  const settings = { ...SCB_PRACTICE, ...change };
  const simulator = scbSimulator(world, settings);
  const api = `http://127.0.0.1:${await serveUntilTestEnds(mountAtRoot(simulator, 'api'))}`;
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
    now,
    play: playerOf(simulator),
    advance,
  };
}
