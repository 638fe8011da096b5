/** A generator of pseudo-random numbers that always gives the same ones for the same seed. */
export type Random = {
  /** From 0 up to, not including, 1. */
  next: () => number;
  /** A whole number from 0 up to, not including, `below`. */
  below: (below: number) => number;
  pick: <Item>(items: readonly [Item, ...Item[]]) => Item;
  chance: (share: number) => boolean;
};

/** Every case has numbers of its own, so that it can be repeated alone. `stream` tells apart what is drawn for different purposes. */
export function randomOf(seed: number, stream: string, caseNumber: number): Random {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(caseNumber + 1, 0xc2b2ae35);
  for (let index = 0; index < stream.length; index += 1) state = Math.imul(state ^ stream.charCodeAt(index), 0x01000193);
  /** Mulberry32: https://github.com/cprosche/mulberry32 */
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    pick: ([first, ...rest]) => {
      const index = below(rest.length + 1);
      return index === 0 ? first : (rest[index - 1] ?? first);
    },
    chance: (share) => next() < share,
  };
}

export function randomBytes(random: Random, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let index = 0; index < length; index += 1) bytes[index] = random.below(256);
  return bytes;
}
