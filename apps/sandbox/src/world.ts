import { randomBytes, randomUUID } from 'node:crypto';
import { createDeliveries, type Deliveries, postWebhook } from './deliveries.ts';
import type { SimulatorWorld } from './simulator.ts';

/** The world all simulators share, with a clock that practice can set back to play a week that has passed. */
export type World = SimulatorWorld & {
  deliveries: Deliveries;
  travel: (offsetMs: number) => void;
  /** Whether the clock stands elsewhere than now. */
  travelling: () => boolean;
  /** Changes with every start. */
  name: string;
};

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

export function createWorld(): World {
  let offset = 0;
  const later = (milliseconds: number, action: () => void) => void setTimeout(action, milliseconds).unref();
  const deliveries = createDeliveries({ send: postWebhook, later });
  return {
    name: randomUUID(),
    now: () => new Date(Date.now() + offset),
    id: (length) => [...randomBytes(length)].map((byte) => LETTERS[byte % LETTERS.length]).join(''),
    random: Math.random,
    deliver: deliveries.deliver,
    later,
    deliveries,
    travel: (offsetMs) => {
      offset = offsetMs;
    },
    travelling: () => offset !== 0,
  };
}
