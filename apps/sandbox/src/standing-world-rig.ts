import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { onTestFinished } from 'vitest';
import type { Simulator, SimulatorWorld, WebhookDelivery } from './simulator.ts';

/** The instant at which every test of a simulator begins: a Friday morning in Thailand. */
export const TEST_START = new Date('2026-11-20T03:15:00Z');

/** A world whose clock stands until it is moved, which also runs what was put off. What is sent is kept in `deliveries`. */
export function standingWorld() {
  let time = TEST_START.getTime();
  let timers: { at: number; action: () => void }[] = [];
  let serial = 0;
  const next = (): number => {
    serial += 1;
    return serial;
  };
  const deliveries: WebhookDelivery[] = [];
  const world: SimulatorWorld = {
    now: () => new Date(time),
    id: (length) => String(next()).padStart(length, 'x').slice(-length),
    random: () => (next() * 0.618_033_988_7) % 1,
    deliver: (delivery) => void deliveries.push(delivery),
    later: (milliseconds, action) => void timers.push({ at: time + milliseconds, action }),
  };
  return {
    world,
    deliveries,
    now: world.now,
    advance: (milliseconds: number) => {
      time += milliseconds;
      const due = timers.filter(({ at }) => at <= time);
      timers = timers.filter(({ at }) => at > time);
      for (const { action } of due) action();
    },
  };
}

/** Gives orders to a simulator; one it does not know is a mistake of the test. */
export function playerOf({ scenes }: Simulator) {
  return async (scene: string, input?: unknown): Promise<Record<string, unknown>> => {
    const order = scenes[scene];
    if (!order) throw new RangeError(`There is no scene ${scene}`);
    return (await order(input)) as Record<string, unknown>;
  };
}

/** Listens on a free port of this machine until the test ends; returns the port. */
export async function serveUntilTestEnds(app: Express): Promise<number> {
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}
