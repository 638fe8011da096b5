/** Answer times in milliseconds, and what became of each request. */
export type Tally = {
  times: number[];
  answered: number;
  /** 503: come again. Sent again until it was taken. */
  turnedAway: number;
  /** Failures of our own making: another 5xx, no answer in time, a broken connection. */
  failed: Map<string, number>;
};

export function createTally(): Tally {
  return { times: [], answered: 0, turnedAway: 0, failed: new Map() };
}

export function noteFailure({ failed }: Tally, reason: string): void {
  failed.set(reason, (failed.get(reason) ?? 0) + 1);
}

export function failures({ failed }: Tally): number {
  return [...failed.values()].reduce((sum, count) => sum + count, 0);
}

export type Times = { p50: number; p99: number; max: number };

export function timesOf({ times }: Tally): Times {
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}
