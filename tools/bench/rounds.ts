/** One thing to measure: answers its rate (per second) of one slice. */
export type Contender = { name: string; slice: () => Promise<number> };
export type Ratio = { name: string; median: number; lowest: number; highest: number; rate: number };

/**
 * Measures all contenders in every round, in an order that rotates, and compares each with the first one (the base) of the same round:
 * a machine that is busy for a while then slows both sides of a ratio. One round before the first is thrown away.
 */
export async function measureRounds(contenders: readonly Contender[], rounds: number): Promise<Ratio[]> {
  const rates = contenders.map((): number[] => []);
  for (let round = -1; round < rounds; round += 1) {
    for (let place = 0; place < contenders.length; place += 1) {
      const index = (place + Math.max(0, round)) % contenders.length;
      const rate = (await contenders[index]?.slice()) ?? 0;
      if (round >= 0) rates[index]?.push(rate);
    }
  }
  return contenders.map(({ name }, index) => {
    const ratios = (rates[index] ?? []).map((rate, round) => rate / (rates[0]?.[round] ?? Number.NaN));
    return { name, median: median(ratios), lowest: Math.min(...ratios), highest: Math.max(...ratios), rate: median(rates[index] ?? []) };
  });
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** `9.1 [8.0..9.9]`: median and range over the rounds. */
export function ratioText({ median: middle, lowest, highest }: Ratio): string {
  const digits = (value: number): string => value.toFixed(2);
  return `${digits(middle)} [${digits(lowest)}..${digits(highest)}]`;
}
