import type { Server } from 'node:http';
import type { LiveEventBody } from '@banrimkwae/contract/events';
import { type WebSocket, WebSocketServer } from 'ws';

export type FakeLive = { publish: (event: LiveEventBody) => void; cut: () => void };

/** The live stream of the agent: who comes back with `?after=` gets what was told meanwhile. */
export function serveLive(server: Server): FakeLive {
  const live = new WebSocketServer({ noServer: true });
  const told: LiveEventBody[] = [];
  const send = (socket: WebSocket, seq: number, event: LiveEventBody) =>
    socket.send(JSON.stringify({ seq, at: new Date().toISOString(), ...event }));
  server.on('upgrade', (request, socket, head) => {
    const after = Number(new URL(request.url ?? '/', 'http://fake').searchParams.get('after') ?? told.length);
    live.handleUpgrade(request, socket, head, (accepted) => {
      send(accepted, told.length, { type: 'hello', epoch: 'fake' });
      for (const [index, event] of told.entries()) if (index >= after) send(accepted, index + 1, event);
    });
  });
  return {
    publish: (event) => {
      told.push(event);
      for (const socket of live.clients) send(socket, told.length, event);
    },
    cut: () => {
      for (const socket of live.clients) socket.terminate();
    },
  };
}
