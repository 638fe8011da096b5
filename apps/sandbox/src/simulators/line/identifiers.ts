const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A ULID (48 bits of time, 80 random bits), the form of `webhookEventId`. */
export function ulid(time: number, random: () => number): string {
  let remaining = time;
  let stamp = '';
  for (let place = 0; place < 10; place += 1) {
    stamp = CROCKFORD.charAt(remaining % 32) + stamp;
    remaining = Math.floor(remaining / 32);
  }
  return stamp + digits(16, CROCKFORD, random);
}

/** A version 4 UUID from the given randomness, the form of request ids. */
export function uuid(random: () => number): string {
  const hex = hexadecimal(32, random);
  const variant = '89ab'.charAt(Math.floor(random() * 4));
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function hexadecimal(length: number, random: () => number): string {
  return digits(length, '0123456789abcdef', random);
}

function digits(length: number, alphabet: string, random: () => number): string {
  return Array.from({ length }, () => alphabet.charAt(Math.floor(random() * alphabet.length))).join('');
}
