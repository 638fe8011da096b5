import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Delivery, Verdict } from './connector.ts';

export type HmacOptions = {
  header: string;
  hash: 'sha256' | 'sha1' | 'sha512';
  encoding: 'hex' | 'base64';
  /** Text before the digest in the header, e.g. `sha256=`. */
  prefix?: string;
};

/** A check of one HMAC header over the raw body, in constant time. Any of several secrets may match. */
export function hmacVerifier(options: HmacOptions): (delivery: Delivery, secrets: readonly string[]) => Verdict {
  return ({ headers, rawBody }, secrets) => {
    const usable = secrets.filter((secret) => secret !== '');
    if (usable.length === 0) return refused('webhook_not_set_up');
    const given = headers[options.header.toLowerCase()];
    if (given === undefined || !given.startsWith(options.prefix ?? '')) return refused('signature_invalid');
    const signature = given.slice((options.prefix ?? '').length);
    const matches = usable.some((secret) =>
      equalText(signature, createHmac(options.hash, secret).update(rawBody).digest(options.encoding)),
    );
    return matches ? { accepted: true } : refused('signature_invalid');
  };
}

export type TimestampedHmacOptions = {
  header: string;
  /** Name of the scheme to believe; others in the same header are ignored. */
  scheme: string;
  /** Older deliveries are refused. */
  maximumAgeSeconds: number;
};

/**
 * `t=<unix seconds>,v1=<hex>[,v1=<hex>]` over `<t>.<raw body>`: age is checked after the signature, so a forged stale delivery reads as forged.
 */
export function timestampedHmacVerifier(options: TimestampedHmacOptions): (delivery: Delivery, secrets: readonly string[]) => Verdict {
  return ({ headers, rawBody, receivedAt }, secrets) => {
    const usable = secrets.filter((secret) => secret !== '');
    if (usable.length === 0) return refused('webhook_not_set_up');
    const parts = pairsOf(headers[options.header.toLowerCase()] ?? '');
    const timestamp = parts.find(([key]) => key === 't')?.[1];
    const signatures = parts.filter(([key]) => key === options.scheme).map(([, value]) => value);
    if (timestamp === undefined || !/^\d{1,12}$/.test(timestamp) || signatures.length === 0) return refused('signature_invalid');
    const matches = usable.some((secret) => {
      const expected = createHmac('sha256', secret).update(`${timestamp}.`).update(rawBody).digest('hex');
      return signatures.some((signature) => equalText(signature, expected));
    });
    return matches ? freshness(timestamp, receivedAt, options.maximumAgeSeconds) : refused('signature_invalid');
  };
}

export type SeparateTimestampHmacOptions = {
  /** Holds one or more hexadecimal signatures, by commas, while a secret is being rolled. */
  header: string;
  /** Holds the time that was signed, in Unix seconds. */
  timestampHeader: string;
  /** How the secret is written: `base64` is decoded before it is used. */
  secretEncoding: 'text' | 'base64';
  /** Older deliveries are refused. */
  maximumAgeSeconds: number;
};

/** HMAC-SHA256 over `<time>.<raw body>` with the time in a header of its own; like `timestampedHmacVerifier` otherwise. */
export function separateTimestampHmacVerifier(
  options: SeparateTimestampHmacOptions,
): (delivery: Delivery, secrets: readonly string[]) => Verdict {
  return ({ headers, rawBody, receivedAt }, secrets) => {
    const usable = secrets.map((secret) => keyOf(secret, options.secretEncoding)).filter(({ length }) => length > 0);
    if (usable.length === 0) return refused('webhook_not_set_up');
    const timestamp = headers[options.timestampHeader.toLowerCase()] ?? '';
    const signatures = (headers[options.header.toLowerCase()] ?? '').split(',').map((signature) => signature.trim());
    if (!/^\d{1,12}$/.test(timestamp)) return refused('signature_invalid');
    const matches = usable.some((key) => {
      const expected = createHmac('sha256', key).update(`${timestamp}.`).update(rawBody).digest('hex');
      return signatures.some((signature) => equalText(signature, expected));
    });
    return matches ? freshness(timestamp, receivedAt, options.maximumAgeSeconds) : refused('signature_invalid');
  };
}

/** Node skips what is no Base64, so a secret pasted with a space would work: better that it does not, as at every other provider. */
function keyOf(secret: string, encoding: 'text' | 'base64'): Buffer {
  if (encoding === 'text') return Buffer.from(secret, 'utf8');
  return /^[\w+/-]+={0,2}$/.test(secret) ? Buffer.from(secret, 'base64') : Buffer.alloc(0);
}

function freshness(timestamp: string, receivedAt: Date, maximumAgeSeconds: number): Verdict {
  const ageSeconds = Math.floor(receivedAt.getTime() / 1000) - Number(timestamp);
  return ageSeconds > maximumAgeSeconds ? refused('delivery_stale') : { accepted: true };
}

/** For those who sign nothing: the secret stands in the address. Whoever knows it may only say that there is something to be asked about. */
export function pathKeyVerifier({ pathKey }: Delivery, secrets: readonly string[]): Verdict {
  const usable = secrets.filter((secret) => secret !== '');
  if (usable.length === 0) return refused('webhook_not_set_up');
  return pathKey !== undefined && usable.some((secret) => equalText(pathKey, secret)) ? { accepted: true } : refused('signature_invalid');
}

/** Compares two texts without telling by its duration where they differ. */
export function equalText(left: string, right: string): boolean {
  const leftBytes = Buffer.from(left);
  const rightBytes = Buffer.from(right);
  return leftBytes.length === rightBytes.length && timingSafeEqual(leftBytes, rightBytes);
}

function pairsOf(header: string): readonly (readonly [string, string])[] {
  return header.split(',').map((part) => {
    const at = part.indexOf('=');
    return at < 0 ? (['', ''] as const) : ([part.slice(0, at).trim(), part.slice(at + 1).trim()] as const);
  });
}

function refused(reason: Extract<Verdict, { accepted: false }>['reason']): Verdict {
  return { accepted: false, reason };
}
