import type { SimulatorWorld, WebhookDelivery } from '../../apps/sandbox/src/simulator.ts';
import type { Random } from '../fuzz/random.ts';

/** A world whose clock stands until it is moved; what was put off runs then. Deliveries wait in `sent` for whoever plays the line. */
export type StandingWorld = {
  simulator: SimulatorWorld;
  sent: WebhookDelivery[];
  now: () => Date;
  advance: (milliseconds: number) => void;
};

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

export function standingWorld(start: Date, random: Random): StandingWorld {
  let time = start.getTime();
  let timers: { at: number; action: () => void }[] = [];
  const sent: WebhookDelivery[] = [];
  return {
    sent,
    now: () => new Date(time),
    advance: (milliseconds) => {
      time += milliseconds;
      const due = timers.filter(({ at }) => at <= time).sort((left, right) => left.at - right.at);
      timers = timers.filter(({ at }) => at > time);
      for (const { action } of due) action();
    },
    simulator: {
      now: () => new Date(time),
      id: (length) => Array.from({ length }, () => LETTERS[random.below(LETTERS.length)]).join(''),
      random: random.next,
      deliver: (delivery) => void sent.push(delivery),
      later: (milliseconds, action) => void timers.push({ at: time + milliseconds, action }),
    },
  };
}
