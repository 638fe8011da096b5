import { randomBytes } from 'node:crypto';

/** Time as an argument, so that tests decide what time it is. */
export type Clock = { now: () => Date };
export const systemClock: Clock = { now: () => new Date() };

/** Makes sortable unique ids with a prefix: `pay_01kb…`. */
export type NewId = (prefix: string) => string;

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_LETTERS = 10;
const RANDOM_LETTERS = 16;

/** ULID in lower case: 48 bits of time, 80 of chance. Sortable by the millisecond. */
export function createNewId(clock: Clock, random: (size: number) => Uint8Array = pooledRandom()): NewId {
  return (prefix) => {
    let rest = clock.now().getTime();
    let time = '';
    for (let letter = 0; letter < TIME_LETTERS; letter += 1) {
      time = ALPHABET.charAt(rest % 32) + time;
      rest = Math.floor(rest / 32);
    }
    let chance = '';
    for (const byte of random(RANDOM_LETTERS)) chance += ALPHABET.charAt(byte % 32);
    return `${prefix}_${time}${chance}`;
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
