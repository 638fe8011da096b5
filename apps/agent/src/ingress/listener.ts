import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WebhookAnswer, WebhookCall } from './answer-webhook.ts';
import { sendReturnPage } from './return-page.ts';

export type ListenerDeps = {
  answer: (call: WebhookCall) => Promise<WebhookAnswer>;
  healthy: () => boolean;
  /** Answers a nonce as only this agent can: so a walk through the public address knows whom it reached. Absent: no proof is given. */
  prove?: ((nonce: string) => string) | undefined;
  /** Time for a request's headers, and for all of it. */
  withinMs: number;
};

const WEBHOOK_PATH = /^\/webhooks\/([\w-]{1,60})(?:\/([\w-]{1,200}))?\/?$/;
/** Where payment services send guests back to. */
export const RETURN_PATH = '/paid';
const NONCE = /^[\w-]{16,64}$/;
const MOST_CONNECTIONS = 10_000;
const HEADER_BYTES = 16_384;
const LOOK_FOR_SLOW_MS = 1000;
/** Longer than a tunnel keeps an idle connection, so that it never sends a delivery into one we are just closing (cloudflared: 90 s). */
const KEEP_ALIVE_MS = 120_000;
const SWEEP_MS = 20;

/** All that the outside can reach: deliveries, a provider's challenge, the page guests come back to, and whether we are there. */
export function createListener({ answer, healthy, prove, withinMs }: ListenerDeps): Server {
  const server = createServer(
    {
      maxHeaderSize: HEADER_BYTES,
      headersTimeout: withinMs,
      requestTimeout: withinMs + LOOK_FOR_SLOW_MS,
      connectionsCheckingInterval: LOOK_FOR_SLOW_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
    },
    (request, response) => {
      const [path = '', search = ''] = splitAddress(request.url ?? '/');
      const [, providerId, pathKey] = WEBHOOK_PATH.exec(path) ?? [];
      if (providerId !== undefined)
        void answerWebhook(answer, { request, providerId, pathKey, query: new URLSearchParams(search) }, response);
      else if (path === RETURN_PATH && isReading(request)) sendReturnPage(response, { paid: new URLSearchParams(search).has('paid') });
      else if (path === '/healthz' && isReading(request)) replyHealth(response, healthy(), proofFor(prove, search));
      else reply(response, { status: 404, code: 'not_found', headers: { connection: 'close' } });
    },
  );
  server.maxConnections = MOST_CONNECTIONS;
  return server;
}

async function answerWebhook(answer: ListenerDeps['answer'], call: WebhookCall, response: ServerResponse): Promise<void> {
  const given = await answer(call);
  reply(response, given);
  given.afterwards?.();
}

/** The proof stands in a bad answer too: storage that fails does not mean that the way in does. */
function replyHealth(response: ServerResponse, healthy: boolean, proof: { proof?: string }): void {
  const body = healthy ? { ok: true, ...proof } : { error: { code: 'storage_unavailable' }, ...proof };
  const text = JSON.stringify(body);
  response.writeHead(healthy ? 200 : 503, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.end(text);
}

function proofFor(prove: ListenerDeps['prove'], search: string): { proof?: string } {
  const nonce = new URLSearchParams(search).get('nonce');
  return prove && nonce !== null && NONCE.test(nonce) ? { proof: prove(nonce) } : {};
}

/** As little as a provider's console needs to show why it was not taken. */
function reply(response: ServerResponse, { status, code, text, contentType, headers = {} }: WebhookAnswer): void {
  const body = text ?? JSON.stringify(code === undefined ? { ok: true } : { error: { code } });
  const type = text === undefined ? 'application/json' : (contentType ?? 'text/plain; charset=utf-8');
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body), ...headers });
  response.end(body);
}

function splitAddress(url: string): [path: string, search: string] {
  const at = url.indexOf('?');
  return at === -1 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

function isReading(request: IncomingMessage): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}

/** Rejects when the port is taken. */
export async function startServer(server: Server, port: number, host: string): Promise<AddressInfo> {
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The webhook listener has no port');
  return address;
}

/** Takes no new connection, lets requests under way end, cuts off what lasts longer than `deadlineMs`. */
export async function stopServer(server: Server, deadlineMs: number): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  // Connections that are kept alive become idle when their request has ended.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const deadline = setTimeout(() => server.closeAllConnections(), deadlineMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(deadline);
}
