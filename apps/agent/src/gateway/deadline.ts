import type { Clock } from '../clock.ts';

export type Timed = { readonly deadlineAt: number; expire: () => void };

const EVERY_MS = 100;

/**
 * One timer for the deadlines of everything that is under way: an abort signal or a timer per call costs more than all other layers together
 * (docs/decisions/outbound-calls.md). A deadline is noticed up to 100 ms late. Sleeps while nothing is under way.
 */
export class DeadlineSweep {
  readonly #clock: Clock;
  readonly #timed = new Set<Timed>();
  #timer: NodeJS.Timeout | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(timed: Timed): void {
    this.#timed.add(timed);
    this.#timer ??= setInterval(() => this.sweep(), EVERY_MS).unref();
  }

  remove(timed: Timed): void {
    this.#timed.delete(timed);
  }

  /** Ends what is past its deadline. */
  sweep(): void {
    const now = this.#clock.now().getTime();
    for (const timed of this.#timed) if (timed.deadlineAt <= now) timed.expire();
    if (this.#timed.size === 0) this.close();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
