import { randomBytes } from 'node:crypto';

/** Time as an argument, so that tests decide what time it is. */
export type Clock = { now: () => Date };
export const systemClock: Clock = { now: () => new Date() };

/** Makes sortable unique ids with a prefix: `pay_01kb…`. */
export type NewId = (prefix: string) => string;

const ALPHABET = Buffer.from('0123456789abcdefghjkmnpqrstvwxyz', 'latin1');
const TIME_LETTERS = 10;
const RANDOM_LETTERS = 16;

/**
 * ULID in lower case: 48 bits of time, 80 of chance. Sortable by the millisecond. When the clock is set back, ids go on a millisecond each
 * from the last one until it has caught up: what came later never sorts before what came earlier.
 */
export function createNewId(clock: Clock, random: (size: number) => Uint8Array = pooledRandom()): NewId {
  const letters = Buffer.alloc(TIME_LETTERS + RANDOM_LETTERS);
  let last = 0;
  return (prefix) => {
    const now = clock.now().getTime();
    last = now < last ? last + 1 : now;
    let rest = last;
    for (let place = TIME_LETTERS - 1; place >= 0; place -= 1) {
      letters[place] = ALPHABET[rest % 32] ?? 0;
      rest = Math.floor(rest / 32);
    }
    let place = TIME_LETTERS;
    for (const byte of random(RANDOM_LETTERS)) {
      letters[place] = ALPHABET[byte % 32] ?? 0;
      place += 1;
    }
    return `${prefix}_${letters.toString('latin1')}`;
  };
}

const POOL_BYTES = 4096;

/** Random bytes drawn from a larger draw, each used once: asking the system for every id would take longer than all the rest of it. */
function pooledRandom(): (size: number) => Uint8Array {
  let pool = new Uint8Array(0);
  let used = 0;
  return (size) => {
    if (used + size > pool.length) {
      pool = randomBytes(Math.max(POOL_BYTES, size));
      used = 0;
    }
    used += size;
    return pool.subarray(used - size, used);
  };
}
