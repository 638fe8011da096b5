import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** Who called, for staff to look at; nothing is decided by it. Behind a tunnel on this machine it is who the tunnel says it was. */
export function remoteAddressOf({ socket, headers }: IncomingMessage): string | null {
  const peer = socket.remoteAddress?.replace(/^::ffff:/, '') ?? null;
  if (peer !== '127.0.0.1' && peer !== '::1') return peer;
  const forwarded = headers['cf-connecting-ip'] ?? headers['x-forwarded-for'];
  // Each proxy adds at the end: the last one is the tunnel's own word.
  const told =
    String(forwarded ?? '')
      .split(',')
      .at(-1)
      ?.trim() ?? '';
  return isIP(told) === 0 ? peer : told;
}
