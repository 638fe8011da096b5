import { EventEmitter } from 'node:events';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CdpConnection } from './cdp.ts';
import type { WebContents } from './web-contents.ts';

type SchemeHandler = (request: Request) => Response | Promise<Response>;
type Headers = Record<string, string[]>;
type HeadersDetails = { url: string; method: string; resourceType: string; responseHeaders: Headers; statusCode: number };
type HeadersHook = (details: HeadersDetails, answer: (change: { responseHeaders?: Headers }) => void) => void;
type PermissionDetails = { isMainFrame: boolean; requestingUrl: string };
type PermissionRequest = (
  contents: WebContents,
  permission: string,
  answer: (granted: boolean) => void,
  details: PermissionDetails,
) => void;
type PermissionCheck = (contents: WebContents, permission: string, origin: string, details: PermissionDetails) => boolean;

/** Electron's name of a permission → Chromium's. */
const PERMISSIONS = new Map([
  ['notifications', 'notifications'],
  ['geolocation', 'geolocation'],
  ['media', 'camera'],
  ['midi', 'midi'],
  ['clipboard-read', 'clipboard-read'],
  ['clipboard-sanitized-write', 'clipboard-write'],
]);

/** Custom schemes and their handlers. */
export class Protocol {
  readonly handlers = new Map<string, SchemeHandler>();

  registerSchemesAsPrivileged(schemes: { scheme: string }[]): void {
    for (const { scheme } of schemes) if (!/^[a-z][a-z0-9+.-]*$/.test(scheme)) throw new Error(`Not a scheme: ${scheme}`);
  }
  handle(scheme: string, handler: SchemeHandler): void {
    this.handlers.set(scheme, handler);
  }
  unhandle(scheme: string): void {
    this.handlers.delete(scheme);
  }
  isProtocolHandled(scheme: string): boolean {
    return this.handlers.has(scheme);
  }
}

/** The default session: response headers and permissions. */
export class Session extends EventEmitter {
  readonly protocol: Protocol;
  readonly webRequest = {
    onHeadersReceived: (...input: [HeadersHook | null] | [unknown, HeadersHook | null]) => {
      this.#headersHook = input.at(-1) as HeadersHook | null;
    },
  };
  #headersHook: HeadersHook | null = null;
  #request: PermissionRequest | null = null;
  #check: PermissionCheck | null = null;

  constructor(protocol: Protocol) {
    super();
    this.protocol = protocol;
  }

  setPermissionRequestHandler(handler: PermissionRequest | null): void {
    this.#request = handler;
  }
  setPermissionCheckHandler(handler: PermissionCheck | null): void {
    this.#check = handler;
  }
  setDevicePermissionHandler(): void {
    // A headless Chromium has no devices to give.
  }

  /** The response headers of a page after the app has had its say. */
  async headersFor(details: HeadersDetails): Promise<Headers> {
    const hook = this.#headersHook;
    if (!hook) return details.responseHeaders;
    const change = await new Promise<{ responseHeaders?: Headers }>((resolve) => hook(details, resolve));
    return change.responseHeaders ?? details.responseHeaders;
  }

  /** Electron asks the app when a page wants something; here it is asked for everything up front, once a document. */
  async applyPermissions(cdp: CdpConnection, contents: WebContents, origins: { app: string; chromium: string }): Promise<void> {
    if (!this.#request) return;
    const details = { isMainFrame: true, requestingUrl: origins.app };
    for (const [permission, name] of PERMISSIONS) {
      const granted = await this.#asked(contents, permission, details);
      await cdp.send('Browser.setPermission', { permission: { name }, setting: granted ? 'granted' : 'denied', origin: origins.chromium });
    }
  }

  async #asked(contents: WebContents, permission: string, details: PermissionDetails): Promise<boolean> {
    if (this.#check?.(contents, permission, details.requestingUrl, details) === false) return false;
    return new Promise((resolve) => this.#request?.(contents, permission, resolve, details));
  }
}

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

/** Electron's `net`: fetch that knows file: too. */
export const net = {
  isOnline: () => true,
  fetch: async (input: string | Request, options?: RequestInit): Promise<Response> => {
    const url = typeof input === 'string' ? input : input.url;
    if (!url.startsWith('file:')) return fetch(input, options);
    const path = fileURLToPath(url);
    const body = await readFile(path).catch((cause: unknown) => {
      throw new Error('net::ERR_FILE_NOT_FOUND', { cause });
    });
    return new Response(body, { headers: { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' } });
  },
};
