import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Access, RequestContext } from '../access/index.ts';
import { isBrowser } from './origin.ts';
import { clearSessionCookie, readSessionCookie, writeSessionCookie } from './session-cookie.ts';

export type ContextDeps = { access: Pick<Access, 'callerOf'>; secure: boolean };

/** Who calls, found out once for the whole request. */
export async function contextOf(
  { access, secure }: ContextDeps,
  { request, response, requestId }: { request: IncomingMessage; response: ServerResponse; requestId: string },
): Promise<RequestContext> {
  const token = tokenOf(request);
  return {
    requestId,
    remoteAddress: request.socket.remoteAddress ?? 'unknown',
    browser: isBrowser(request),
    caller: token === undefined ? 'unauthenticated' : await access.callerOf(token),
    token,
    setSessionCookie: (value, expiresAt) => writeSessionCookie(response, { token: value, expiresAt, secure }),
    clearSessionCookie: () => clearSessionCookie(response, { secure }),
  };
}

export function tokenOf(request: IncomingMessage): string | undefined {
  const header = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return header ?? readSessionCookie(request);
}

export function languageOf(request: IncomingMessage): 'en' | 'th' {
  return /^th\b/i.test(request.headers['accept-language'] ?? '') ? 'th' : 'en';
}
