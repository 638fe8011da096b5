import type { AgentReply, AgentRequest } from '@banrimkwae/contract/desk';
import { AppError } from '@banrimkwae/contract/errors';
import { Agent, request } from 'undici';
import { asLinkFault } from './link-fault.ts';
import { type LiveListeners, type LiveSocket, openLiveSocket } from './live-socket.ts';
import { pinnedConnector, pinnedHttpsAgent } from './pinned-connection.ts';

export type Peer = { address: string; fingerprint: string | null };

/** One agent, reachable by HTTP and by WebSocket over connections of the same pinned kind. */
export type AgentLink = {
  /** Throws `agent_unreachable` or `certificate_changed`; every HTTP status is an answer. */
  request: (call: AgentRequest, token?: string) => Promise<AgentReply>;
  openLive: (start: { token: string; after: number | undefined }, listeners: LiveListeners) => LiveSocket;
  close: () => Promise<void>;
};

const TIMEOUT = 30_000;
const LARGEST_REPLY = 16_000_000;

export function openAgentLink(peer: Peer): AgentLink {
  const connect = pinnedConnector(peer.fingerprint);
  const dispatcher = new Agent({ connect, headersTimeout: TIMEOUT, bodyTimeout: TIMEOUT, maxResponseSize: LARGEST_REPLY });
  const socketAgent = peer.fingerprint === null ? undefined : pinnedHttpsAgent(connect);
  return {
    request: async (call, token) => {
      const url = apiUrl(peer.address, call);
      const headers = { ...call.headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) };
      try {
        const reply = await request(url, { dispatcher, method: call.method, headers, ...(call.body !== undefined && { body: call.body }) });
        return { status: reply.statusCode, headers: passedOn(reply.headers), body: await reply.body.text() };
      } catch (fault) {
        throw asLinkFault(fault);
      }
    },
    openLive: ({ token, after }, listeners) => {
      const url = new URL('/ws/integrations', peer.address.replace(/^http/, 'ws'));
      if (after !== undefined) url.searchParams.set('after', String(after));
      return openLiveSocket({ url, token, agent: socketAgent }, listeners);
    },
    close: () => dispatcher.destroy(),
  };
}

function apiUrl(address: string, call: AgentRequest): URL {
  const url = new URL(call.path, address);
  if (url.origin !== address || !url.pathname.startsWith('/api/') || call.path.includes('?') || call.path.includes('#')) {
    throw new AppError('invalid_input', {
      message: 'Only paths below /api/ may be called.',
      fields: { path: 'Only paths below /api/ may be called.' },
    });
  }
  for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, value);
  return url;
}

function passedOn(headers: Record<string, string | string[] | undefined>): AgentReply['headers'] {
  const type = headers['content-type'];
  const id = headers['x-request-id'];
  return { ...(typeof type === 'string' && { 'content-type': type }), ...(typeof id === 'string' && { 'x-request-id': id }) };
}
