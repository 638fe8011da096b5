import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { mountAtRoot } from './server.ts';
import type { Simulator, SimulatorWorld } from './simulator.ts';

/** A simulator of exchange rates on free ports until the test ends, in a world whose clock the test moves. */
export async function openRates(create: (world: SimulatorWorld) => Simulator, start: string) {
  const time = { now: Date.parse(start) };
  const simulator = create({
    now: () => new Date(time.now),
    id: () => 'id',
    random: () => 0,
    deliver: () => undefined,
    later: () => undefined,
  });
  const ports = new Map<string, number>();
  for (const host of Object.keys(simulator.hosts)) {
    const server = mountAtRoot(simulator, host).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    ports.set(host, (server.address() as AddressInfo).port);
  }
  const get = async (path: string, { query = {}, headers = {}, host = 'api' }: Asked = {}) => {
    const answer = await fetch(`http://127.0.0.1:${ports.get(host)}${path}?${new URLSearchParams(query)}`, { headers });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as never };
  };
  return { simulator, time, get };
}

type Asked = { query?: Record<string, string>; headers?: Record<string, string>; host?: string };
