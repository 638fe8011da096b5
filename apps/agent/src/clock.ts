import { randomBytes } from 'node:crypto';

/** Time as an argument, so that tests decide what time it is. */
export type Clock = { now: () => Date };
export const systemClock: Clock = { now: () => new Date() };

/** Makes sortable unique ids with a prefix: `pay_01kb…`. */
export type NewId = (prefix: string) => string;

const ALPHABET = Buffer.from('0123456789abcdefghjkmnpqrstvwxyz', 'latin1');
const TIME_LETTERS = 10;
const RANDOM_LETTERS = 16;

/** ULID in lower case: 48 bits of time, 80 of chance. Sortable by the millisecond. */
export function createNewId(clock: Clock, random: (size: number) => Uint8Array = pooledRandom()): NewId {
  const letters = Buffer.alloc(TIME_LETTERS + RANDOM_LETTERS);
  return (prefix) => {
    let rest = clock.now().getTime();
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
