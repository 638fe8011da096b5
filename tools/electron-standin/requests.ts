import type { CdpParams } from './cdp.ts';
import type { Host } from './host.ts';
import type { Page } from './page.ts';
import { type PreventableEvent, preventable } from './recorder.ts';

/** `Fetch.requestPaused`, as far as it is read. */
export type PausedRequest = {
  requestId: string;
  frameId: string;
  resourceType: string;
  request: { url: string; method: string; headers: Record<string, string>; postData?: string };
};

export type RequestParts = {
  host: Host;
  page: Page;
  /** The URL the app itself has asked for, which is no navigation of the page's own. */
  isOwnLoad: (url: string) => boolean;
  /** Emits will-navigate and will-frame-navigate. */
  navigating: (event: PreventableEvent & { url: string; isMainFrame: boolean }) => void;
};

/** Decides about one request of a page: a navigation may be prevented, a custom scheme is answered by the app, the rest goes on. */
export async function handleRequest(parts: RequestParts, paused: PausedRequest): Promise<void> {
  const { host, page } = parts;
  const { requestId, request } = paused;
  if (isPrevented(parts, paused)) {
    await page.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
    return;
  }
  const scheme = host.urls.schemeOf(request.url);
  if (scheme === undefined) {
    await page.send('Fetch.continueRequest', { requestId });
    return;
  }
  try {
    await page.send('Fetch.fulfillRequest', { requestId, ...(await answerFromApp(host, scheme, paused)) });
  } catch (fault) {
    console.error(`electron-standin: ${request.url}`, fault);
    await page.send('Fetch.failRequest', { requestId, errorReason: 'Failed' });
  }
}

function isPrevented({ host, page, isOwnLoad, navigating }: RequestParts, { resourceType, frameId, request }: PausedRequest): boolean {
  const isMainFrame = frameId === page.targetId;
  if (resourceType !== 'Document' || (isMainFrame && isOwnLoad(request.url))) return false;
  const event = Object.assign(preventable(), { url: host.urls.toApp(request.url), isMainFrame });
  navigating(event);
  if (event.defaultPrevented) host.recorder.note('navigation prevented', event.url);
  return event.defaultPrevented;
}

async function answerFromApp(host: Host, scheme: string, { request, resourceType }: PausedRequest): Promise<CdpParams> {
  const handler = host.session.protocol.handlers.get(scheme);
  if (!handler) throw new Error(`No handler for ${scheme}:`);
  const url = host.urls.toApp(request.url);
  const { method, headers, postData } = request;
  const response = await handler(new Request(url, { method, headers, ...(postData !== undefined && { body: postData }) }));
  const given = Object.fromEntries([...response.headers].map(([name, value]) => [name, [value]]));
  const kind = resourceType === 'Document' ? 'mainFrame' : 'other';
  const responseHeaders = await host.session.headersFor({
    url,
    method,
    resourceType: kind,
    responseHeaders: given,
    statusCode: response.status,
  });
  const origin = new URL(request.url).origin;
  return {
    responseCode: response.status,
    responseHeaders: Object.entries(responseHeaders).flatMap(([name, values]) =>
      [values].flat().map((value) => ({ name, value: translatePolicy(name, value, { scheme, origin }) })),
    ),
    body: Buffer.from(await response.arrayBuffer()).toString('base64'),
  };
}

/** `app:` in a content security policy means the mapped origin here. */
function translatePolicy(name: string, value: string, { scheme, origin }: { scheme: string; origin: string }): string {
  return /^content-security-policy/i.test(name) ? value.replaceAll(new RegExp(`\\b${scheme}:(?=[\\s;]|$)`, 'g'), origin) : value;
}
