import type { IncomingMessage, ServerResponse } from 'node:http';

const NAME = 'banrimkwae_session';

/** The session of a browser: out of reach of scripts, sent to this origin only. */
export function writeSessionCookie(response: ServerResponse, cookie: { token: string; expiresAt: string; secure: boolean }): void {
  const expires = new Date(cookie.expiresAt).toUTCString();
  response.setHeader(
    'set-cookie',
    `${NAME}=${encodeURIComponent(cookie.token)}; Path=/; HttpOnly; SameSite=Strict; Expires=${expires}${flag(cookie)}`,
  );
}

export function clearSessionCookie(response: ServerResponse, cookie: { secure: boolean }): void {
  response.setHeader('set-cookie', `${NAME}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0${flag(cookie)}`);
}

export function readSessionCookie(request: IncomingMessage): string | undefined {
  const pair = request.headers.cookie?.split(/;\s*/).find((text) => text.startsWith(`${NAME}=`));
  if (pair === undefined) return undefined;
  try {
    return decodeURIComponent(pair.slice(NAME.length + 1)) || undefined;
  } catch (fault) {
    if (fault instanceof URIError) return undefined;
    throw fault;
  }
}

function flag({ secure }: { secure: boolean }): string {
  return secure ? '; Secure' : '';
}
