import type { Agent as HttpsAgent } from 'node:https';
import { AppError } from '@banrimkwae/contract/errors';
import { WebSocket } from 'ws';
import { asLinkFault } from './link-fault.ts';

export type LiveListeners = { opened: () => void; message: (text: string) => void; closed: (why: AppError) => void };
export type LiveSocket = { close: () => void };

const HANDSHAKE_TIMEOUT = 10_000;
const PING_EVERY = 20_000;
const LARGEST_MESSAGE = 1_000_000;

type Target = { url: URL; token: string; agent: HttpsAgent | undefined };

/** One WebSocket to the agent. `closed` is called once, however it ends; a peer that stops answering pings counts as gone. */
export function openLiveSocket({ url, token, agent }: Target, listeners: LiveListeners): LiveSocket {
  const socket = new WebSocket(url, {
    headers: { authorization: `Bearer ${token}` },
    handshakeTimeout: HANDSHAKE_TIMEOUT,
    maxPayload: LARGEST_MESSAGE,
    perMessageDeflate: false,
    ...(agent && { agent }),
  });
  const heartbeat = watchHeartbeat(socket);
  let fault: AppError | undefined;
  socket.on('open', () => listeners.opened());
  socket.on('message', (data) => listeners.message(data.toString()));
  socket.on('unexpected-response', (_request, response) => {
    fault = refusal(response.statusCode ?? 0);
    socket.terminate();
  });
  socket.on('error', (error) => {
    fault ??= asLinkFault(error);
  });
  socket.on('close', (code) => {
    clearInterval(heartbeat);
    listeners.closed(fault ?? (code === POLICY_VIOLATION ? new AppError('session_expired') : new AppError('agent_unreachable')));
  });
  return { close: () => socket.terminate() };
}

/** What the agent closes with when a session ends while its stream is open (RFC 6455, 7.4.1). */
const POLICY_VIOLATION = 1008;

function refusal(status: number): AppError {
  if (status === 401) return new AppError('session_expired');
  if (status === 403) return new AppError('forbidden');
  return new AppError('agent_unreachable', { message: `The agent refused the live connection with status ${status}.` });
}

function watchHeartbeat(socket: WebSocket): NodeJS.Timeout {
  let heard = true;
  const hear = () => {
    heard = true;
  };
  socket.on('pong', hear).on('message', hear).on('open', hear);
  return setInterval(() => {
    if (socket.readyState !== WebSocket.OPEN) return;
    if (!heard) return socket.terminate();
    heard = false;
    socket.ping();
  }, PING_EVERY);
}
