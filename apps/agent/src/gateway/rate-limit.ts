import type { Clock } from '../clock.ts';

const MINUTE_MS = 60_000;
/** Times remembered per limit. A higher limit is kept as the same number in a shorter window, which bounds a minute just as well. */
const MOST_REMEMBERED = 6000;
/** A provider's own request to stay away is obeyed for at most this long without asking again. */
const LONGEST_PAUSE_MS = 10 * MINUTE_MS;

/**
 * At most `perMinute` turns in any 60 seconds, exactly: a turn may be taken once the turn `perMinute` before it is a minute old.
 * A bucket that refills would let twice as many through in its first minute, and providers count.
 */
export class RateWindow {
  readonly perMinute: number;
  readonly #windowMs: number;
  readonly #turns: Float64Array;
  #next = 0;

  constructor(perMinute: number, previous?: RateWindow) {
    const size = Math.max(1, Math.min(perMinute, MOST_REMEMBERED));
    this.perMinute = perMinute;
    this.#windowMs = (MINUTE_MS * size) / perMinute;
    this.#turns = new Float64Array(size).fill(Number.NEGATIVE_INFINITY);
    for (const turn of previous?.latest(size) ?? []) this.take(turn);
  }

  /**
   * When the next turn may be taken, with `share` of the limit; not before `now`. A turn far ahead means that the clock was set back.
   */
  nextAt(now: number, share = 1): number {
    const size = this.#turns.length;
    const back = Math.max(1, Math.floor(size * share));
    const turn = Math.min(this.#turns[(this.#next - back + size) % size] ?? now, now + MINUTE_MS);
    return Math.max(now, turn + this.#windowMs);
  }

  take(at: number): void {
    this.#turns[this.#next] = at;
    this.#next = (this.#next + 1) % this.#turns.length;
  }

  latest(count: number): number[] {
    return [...this.#turns]
      .filter(Number.isFinite)
      .sort((left, right) => left - right)
      .slice(-count);
  }
}

/** `key`: of the endpoint, beginning with its provider's id and a slash. */
export type RateSubject = { key: string; providerId: string; providerPerMinute: number; endpointPerMinute: number | null };
/** `waitMs`: the turn is ours after this long. `refused`: it would take longer than we may wait; nothing was reserved. */
export type Turn = { waitMs: number } | { refused: { retryAfterMs: number } };

/**
 * Turns are given in the order they are asked for, each reserved in the window of its endpoint, its provider and the whole agent.
 * Waiting for one provider takes nothing from another but its share of the agent's limit.
 */
export class RateLimits {
  readonly #clock: Clock;
  readonly #all: RateWindow;
  readonly #windows = new Map<string, RateWindow>();
  readonly #pausedUntil = new Map<string, number>();
  #steadyMs: number;
  #wallMs: number;

  constructor(clock: Clock, perMinute: number) {
    this.#clock = clock;
    this.#all = new RateWindow(perMinute);
    this.#wallMs = clock.now().getTime();
    this.#steadyMs = this.#wallMs;
  }

  /** Reserves a turn that comes within `patienceMs`, in `share` of each limit. */
  reserve(subject: RateSubject, patienceMs: number, share = 1): Turn {
    const now = this.#now();
    const windows = [this.#all, this.#window(subject.providerId, subject.providerPerMinute)];
    if (subject.endpointPerMinute !== null) windows.push(this.#window(subject.key, subject.endpointPerMinute));
    let at = Math.max(now, this.#pausedUntil.get(subject.key) ?? now);
    for (const window of windows) at = Math.max(at, window.nextAt(now, share));
    if (at - now > patienceMs) return { refused: { retryAfterMs: at - now } };
    for (const window of windows) window.take(at);
    return { waitMs: at - now };
  }

  /** The provider asked us to stay away from an endpoint for a while. */
  pause(subject: RateSubject, forMs: number): void {
    const until = this.#now() + Math.min(forMs, LONGEST_PAUSE_MS);
    this.#pausedUntil.set(subject.key, Math.max(until, this.#pausedUntil.get(subject.key) ?? 0));
  }

  /** Ends the pauses of a provider; what was sent within the last minute still counts. */
  forget(providerId: string): void {
    for (const key of this.#pausedUntil.keys()) if (key.startsWith(`${providerId}/`)) this.#pausedUntil.delete(key);
  }

  /** Time that never runs backwards: a clock that was set back by hours must not keep every call waiting for hours. */
  #now(): number {
    const wallMs = this.#clock.now().getTime();
    this.#steadyMs += Math.max(0, wallMs - this.#wallMs);
    this.#wallMs = wallMs;
    return this.#steadyMs;
  }

  #window(key: string, perMinute: number): RateWindow {
    const known = this.#windows.get(key);
    if (known?.perMinute === perMinute) return known;
    const window = new RateWindow(perMinute, known);
    this.#windows.set(key, window);
    return window;
  }
}
