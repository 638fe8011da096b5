import { AppError } from '@banrimkwae/contract/errors';
import type { AgentTransport, TransportReply, TransportRequest } from './agent-transport.ts';
import { type LiveSocketParts, listenLive } from './browser-live.ts';

export type BrowserTransportParts = { fetch: typeof fetch; live: LiveSocketParts };

const TIMEOUT = 30_000;

/** Reaches the agent that served this page: same origin, the session in an HttpOnly cookie this side cannot read. */
export function createBrowserTransport({ fetch, live }: BrowserTransportParts): AgentTransport {
  return {
    request: (call) => send(fetch, call),
    live: (listener) => listenLive(live, listener),
  };
}

async function send(fetch: BrowserTransportParts['fetch'], { method, path, headers, body }: TransportRequest): Promise<TransportReply> {
  try {
    const reply = await fetch(path, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT),
      ...(headers && { headers }),
      ...(body !== undefined && { body }),
    });
    return { status: reply.status, body: await reply.text() };
  } catch (cause) {
    throw new AppError('agent_unreachable', { cause });
  }
}
