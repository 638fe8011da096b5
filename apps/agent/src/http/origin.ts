import type { IncomingMessage } from 'node:http';

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Why a request is not taken from where it comes, or undefined. A page of another site may not call us, whatever cookie its browser would add;
 * and on loopback only loopback names are ours, so that no name someone else points at us (DNS rebinding) is.
 */
export function refusedOrigin(request: IncomingMessage, listensOn: { loopback: boolean }): string | undefined {
  const host = request.headers.host ?? '';
  if (listensOn.loopback && !LOOPBACK_NAMES.has(host.replace(/:\d+$/, ''))) return 'This name is not one of this agent.';
  const { origin } = request.headers;
  if (origin !== undefined && URL.parse(origin)?.host !== host) return 'Pages of other sites may not call this agent.';
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return 'Pages of other sites may not call this agent.';
  return undefined;
}

/** Browsers name the page's origin on everything that changes something. Desktops and scripts do not. */
export function isBrowser(request: IncomingMessage): boolean {
  return request.headers.origin !== undefined || request.headers['sec-fetch-site'] !== undefined;
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}
