import { readFile } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';

export const APP_SCHEME = 'app';
export const APP_ORIGIN = `${APP_SCHEME}://control-centre`;

/** The page speaks to main only, so it may connect nowhere. Mantine, its charts and scroll locks add style elements of their own at run time. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
};

/** Answers app://control-centre/… from the built renderer, and nothing outside its folder. A path without a file ending is a screen: it gets the page. */
export function createAppHandler(root: string): (request: Request) => Promise<Response> {
  const base = resolve(root);
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405);
    const file = fileFor(base, request.url);
    if (file === undefined) return refuse(404);
    try {
      return new Response(await readFile(file), {
        headers: { ...hardened, 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' },
      });
    } catch (fault) {
      if (fault instanceof Error && 'code' in fault && (fault.code === 'ENOENT' || fault.code === 'EISDIR')) return refuse(404);
      throw fault;
    }
  };
}

const hardened = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-cache',
};

/** The file a URL means, or undefined when it leaves the folder in any spelling. */
export function fileFor(base: string, address: string): string | undefined {
  const url = URL.parse(address);
  if (!url || `${url.protocol}//${url.host}` !== APP_ORIGIN) return undefined;
  const path = decode(url.pathname);
  if (path === undefined || path.includes('\0') || path.includes('\\') || path.split('/').includes('..')) return undefined;
  const file = join(base, extname(path) === '' ? 'index.html' : path);
  return file.startsWith(base + sep) ? file : undefined;
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch (fault) {
    if (fault instanceof URIError) return undefined;
    throw fault;
  }
}

function refuse(status: number): Response {
  return new Response(null, { status, headers: hardened });
}
