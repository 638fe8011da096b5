import type { Clock } from '../clock.ts';

/** A clock that can stand in the past while the practice week is played, and then runs with the machine's. */
export type PracticeClock = Clock & { travelTo: (at: Date) => number; return: () => void };

export function createPracticeClock(base: Clock): PracticeClock {
  let offset = 0;
  return {
    now: () => new Date(base.now().getTime() + offset),
    /** Answers the distance to now, in milliseconds; negative in the past. */
    travelTo: (at) => {
      offset = at.getTime() - base.now().getTime();
      return offset;
    },
    return: () => {
      offset = 0;
    },
  };
}
