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
    if (!matches) return refused('signature_invalid');
    const ageSeconds = Math.floor(receivedAt.getTime() / 1000) - Number(timestamp);
    return ageSeconds > options.maximumAgeSeconds ? refused('delivery_stale') : { accepted: true };
  };
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
