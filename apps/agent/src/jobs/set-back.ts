import type { Clock } from '../clock.ts';

/** A clock is corrected by less than this all the time; waiting so much longer does no harm. */
const TOLERANCE_MS = 2000;

/**
 * The clock, watched: `tell` hears by how much it was set back, at the next turn of the event loop after somebody looked at it. `elapsedMs` is time
 * that nobody sets. A clock that was wrong for a moment only is noticed too, by whoever stored a time of that moment.
 */
export function watchSetBack({ clock, elapsedMs, tell }: { clock: Clock; elapsedMs: () => number; tell: (byMs: number) => void }): Clock {
  let ahead: number | undefined;
  return {
    now: () => {
      const now = clock.now();
      const before = ahead;
      ahead = now.getTime() - elapsedMs();
      const backMs = before === undefined ? 0 : before - ahead;
      if (backMs > TOLERANCE_MS) setImmediate(() => tell(Math.round(backMs)));
      return now;
    },
  };
}

/** How far in the future something was made: the clock was set back while nobody looked. 0 when it was not. */
export function madeAheadMs(newest: string | null, now: Date): number {
  const ahead = newest === null ? 0 : Date.parse(newest) - now.getTime();
  return ahead > TOLERANCE_MS ? ahead : 0;
}
