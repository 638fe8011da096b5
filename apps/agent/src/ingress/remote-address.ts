import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** Who called, for staff to look at. Behind a tunnel on this machine it is who the tunnel says it was. */
export function remoteAddressOf(request: Pick<IncomingMessage, 'socket' | 'headers'>): string | null {
  return callerOf(request) ?? peerOf(request);
}

/**
 * The address a budget may be kept for; null: not known, since all that a tunnel brings comes from this machine. A caller can make an
 * address up only where the tunnel adds none, and there genuine deliveries bear none: they are never taken for the caller.
 */
export function callerOf(request: Pick<IncomingMessage, 'socket' | 'headers'>): string | null {
  const peer = peerOf(request);
  if (peer !== '127.0.0.1' && peer !== '::1') return peer;
  // Each proxy adds at the end: the last one is the tunnel's own word. Only cloudflared sets the other header, and it sets both: alone
  // it would let whoever comes by another tunnel speak for an address that is not theirs.
  const forwarded = request.headers['x-forwarded-for'] ?? request.headers['cf-connecting-ip'];
  if (forwarded === undefined) return null;
  const told = String(forwarded);
  const last = told.slice(told.lastIndexOf(',') + 1).trim();
  return isIP(last) === 0 ? null : last;
}

function peerOf({ socket }: Pick<IncomingMessage, 'socket'>): string | null {
  const peer = socket.remoteAddress ?? null;
  return peer?.startsWith('::ffff:') ? peer.slice('::ffff:'.length) : peer;
}
