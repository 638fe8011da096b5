import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { LiveEvent } from '@banrimkwae/contract/events';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Access, Caller } from '../access/index.ts';
import type { Clock } from '../clock.ts';
import type { LiveEvents } from '../live/live-events.ts';
import { refusedOrigin } from './origin.ts';
import { tokenOf } from './request-context.ts';

const PATH = '/ws/integrations';
/** RFC 6455, 7.4.1. */
const POLICY_VIOLATION = 1008;
const GOING_AWAY = 1001;
const CHECK_EVERY_MS = 30_000;
/** A listener that reads nothing while this much waits for it is cut off; it resumes where it was. */
const LARGEST_BACKLOG = 4_000_000;

export type LiveServerDeps = { live: LiveEvents; clock: Clock; access: Pick<Access, 'callerOf' | 'onSessionEnd'>; loopback: boolean };
export type LiveServer = {
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  listeners: () => number;
  close: () => void;
};
type Listener = { socket: WebSocket; token: string; sessionId: string | undefined; heard: boolean };

/** The live stream of every open desktop. `?after=` resumes behind a sequence number of this `epoch`; what is gone is answered by `resync`. */
export function createLiveServer(deps: LiveServerDeps): LiveServer {
  const server = new WebSocketServer({ noServer: true, maxPayload: 1024, perMessageDeflate: false });
  const listeners = new Set<Listener>();
  const drop = (listener: Listener, code: number) => {
    listeners.delete(listener);
    listener.socket.close(code);
  };
  const unsubscribe = deps.live.subscribe((event) => {
    const text = JSON.stringify(event);
    for (const listener of listeners) {
      if (listener.socket.bufferedAmount > LARGEST_BACKLOG) listener.socket.terminate();
      else listener.socket.send(text);
    }
  });
  deps.access.onSessionEnd((sessionId) => {
    for (const listener of listeners) if (listener.sessionId === sessionId) drop(listener, POLICY_VIOLATION);
  });
  const beat = setInterval(() => void checkAll(deps, listeners, drop), CHECK_EVERY_MS);
  beat.unref();
  return {
    upgrade: (request, socket, head) => {
      void admit(deps, request).then((admitted) => {
        if (typeof admitted === 'number') return refuse(socket, admitted);
        server.handleUpgrade(request, socket, head, (accepted) => {
          const listener: Listener = { socket: accepted, token: admitted.token, sessionId: admitted.caller.session?.id, heard: true };
          accepted.on('pong', () => {
            listener.heard = true;
          });
          accepted.on('close', () => listeners.delete(listener));
          accepted.on('error', () => accepted.terminate());
          greet(deps, accepted, new URL(request.url ?? PATH, 'ws://agent').searchParams);
          listeners.add(listener);
        });
      });
    },
    listeners: () => listeners.size,
    close: () => {
      clearInterval(beat);
      unsubscribe();
      for (const listener of listeners) drop(listener, GOING_AWAY);
      server.close();
    },
  };
}

async function admit({ access, loopback }: LiveServerDeps, request: IncomingMessage): Promise<{ token: string; caller: Caller } | number> {
  if (new URL(request.url ?? '/', 'ws://agent').pathname !== PATH) return 404;
  if (refusedOrigin(request, { loopback }) !== undefined) return 403;
  const token = tokenOf(request);
  if (token === undefined) return 401;
  const caller = await access.callerOf(token);
  if (typeof caller === 'string') return 401;
  return caller.permissions.includes('overview.read') ? { token, caller } : 403;
}

function greet({ live, clock }: LiveServerDeps, socket: WebSocket, query: URLSearchParams): void {
  const now = { seq: live.lastSequence(), at: clock.now().toISOString() };
  const send = (event: LiveEvent) => socket.send(JSON.stringify(event));
  const after = query.get('after');
  const sameEpoch = (query.get('epoch') ?? live.epoch) === live.epoch;
  const missed = after === null ? [] : sameEpoch && /^\d{1,15}$/.test(after) ? live.since(Number(after)) : undefined;
  send({ ...now, type: 'hello', epoch: live.epoch });
  if (missed === undefined) send({ ...now, type: 'resync' });
  for (const event of missed ?? []) send(event);
}

/** A peer that answered no ping is gone; a session that ended in the meantime ends its stream. */
async function checkAll(
  { access }: LiveServerDeps,
  listeners: Set<Listener>,
  drop: (listener: Listener, code: number) => void,
): Promise<void> {
  for (const listener of [...listeners]) {
    if (!listener.heard) listener.socket.terminate();
    else if (typeof (await access.callerOf(listener.token)) === 'string') drop(listener, POLICY_VIOLATION);
    else {
      listener.heard = false;
      listener.socket.ping();
    }
  }
}

function refuse(socket: Duplex, status: number): void {
  const reason = { 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found' }[status] ?? 'Error';
  socket.end(`HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
