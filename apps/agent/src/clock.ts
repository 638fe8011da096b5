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
export function createNewId(clock: Clock, random: (size: number) => Uint8Array = randomBytes): NewId {
  return (prefix) => {
    let rest = clock.now().getTime();
    let time = '';
    for (let letter = 0; letter < TIME_LETTERS; letter += 1) {
      time = ALPHABET.charAt(rest % 32) + time;
      rest = Math.floor(rest / 32);
    }
    const chance = Array.from(random(RANDOM_LETTERS), (byte) => ALPHABET.charAt(byte % 32)).join('');
    return `${prefix}_${time}${chance}`;
  };
}
