/** One thing to measure: answers its rate (per second), time or size, of one slice. */
export type Contender = { name: string; slice: () => Promise<number> };
/** What was measured, in order of the rounds, by the contender's name. */
export type Measured = Readonly<Record<string, readonly number[]>>;
export type Ratio = { median: number; lowest: number; highest: number };

/**
 * Measures all contenders in every round, in an order that rotates: a machine that is busy for a while then slows both sides of a ratio.
 * One round before the first is thrown away.
 */
export async function measureRounds(contenders: readonly Contender[], rounds: number): Promise<Measured> {
  const measured = contenders.map((): number[] => []);
  for (let round = -1; round < rounds; round += 1) {
    for (let place = 0; place < contenders.length; place += 1) {
      const index = (place + Math.max(0, round)) % contenders.length;
      const value = (await contenders[index]?.slice()) ?? 0;
      if (round >= 0) measured[index]?.push(value);
    }
  }
  return Object.fromEntries(contenders.map(({ name }, index) => [name, measured[index] ?? []]));
}

/** Each round's ratio of one contender to another of the same round. */
export function ratioOf(measured: Measured, name: string, base: string): Ratio {
  const ratios = (measured[name] ?? []).map((value, round) => value / (measured[base]?.[round] ?? Number.NaN));
  return { median: median(ratios), lowest: Math.min(...ratios), highest: Math.max(...ratios) };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
