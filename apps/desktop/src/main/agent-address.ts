import { isIP } from 'node:net';
import { AppError } from '@banrimkwae/contract/errors';

const DEFAULT_PORT = '7300';

/** Turns what a person types (`frontdesk-server`, `192.0.2.20:7300`) into the agent's origin; https unless it is this very computer. */
export function agentAddress(typed: string): string {
  const url = parse(typed);
  if (
    !url ||
    !['http:', 'https:'].includes(url.protocol) ||
    url.username ||
    url.password ||
    url.pathname !== '/' ||
    url.search ||
    url.hash
  ) {
    throw refused('This is not an address. Write it like 192.168.1.20 or frontdesk-server:7300.');
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw refused('Without https an agent can only be reached on this very computer.');
  }
  return url.origin;
}

/** Whether a host name can only mean this computer. */
export function isLoopback(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}

function parse(typed: string): URL | null {
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? '' : 'https://';
  const url = URL.parse(`${scheme}${typed}`);
  if (url && !/:\d+\/?$/.test(typed)) url.port = DEFAULT_PORT;
  return url;
}

function refused(message: string): AppError {
  return new AppError('invalid_input', { message, fields: { address: message } });
}
