import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { LiveEvent } from '@banrimkwae/contract/events';
import { type WebSocket, WebSocketServer } from 'ws';

export type Seen = { method: string; path: string; authorization: string | undefined; body: string };
export type StubAgent = {
  address: string;
  port: number;
  /** Every request that arrived, the WebSocket upgrades too. */
  seen: Seen[];
  /** Ends the session: the token is refused from now on. */
  endSession: () => void;
  send: (event: LiveEvent) => void;
  /** Cuts every live connection without a word, as a network does. */
  cut: () => void;
  close: () => Promise<void>;
};
export type StubOptions = { key?: string; cert?: string; fingerprint?: string | null; port?: number };

export const STUB_TOKEN = 'stub-token-5f0c2d9a';
export const STUB_OPERATOR = { username: 'somchai', password: 'correct horse battery' };
const session = {
  operator: {
    id: 'op_1',
    username: STUB_OPERATOR.username,
    name: 'Somchai',
    role: 'front_desk',
    language: 'en',
    disabled: false,
    lastSeenAt: null,
  },
  permissions: ['overview.read'],
  expiresAt: '2099-01-01T00:00:00.000Z',
};

/** As much of an agent as signing in, one request, pairing and the live stream need. Listens on loopback, on a free port unless told otherwise. */
export async function startStubAgent(options: StubOptions = {}): Promise<StubAgent> {
  const seen: Seen[] = [];
  const state = { open: true, fingerprint: options.fingerprint ?? null };
  const onRequest = async (request: IncomingMessage, response: ServerResponse) => {
    const call = await record(request, seen);
    const [status, body] = answer(call, state);
    response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'req_stub', 'set-cookie': `session=${STUB_TOKEN}` });
    response.end(JSON.stringify(body));
  };
  const tls = options.key !== undefined && options.cert !== undefined ? { key: options.key, cert: options.cert } : undefined;
  const server = tls ? createHttpsServer(tls, onRequest) : createHttpServer(onRequest);
  const sockets = acceptLive(server, { state, seen });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const cut = () => {
    for (const socket of sockets) socket.terminate();
  };
  return {
    address: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    seen,
    endSession: () => {
      state.open = false;
    },
    send: (event) => {
      for (const socket of sockets) socket.send(JSON.stringify(event));
    },
    cut,
    close: () =>
      new Promise((resolve) => {
        cut();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Serves /ws/integrations to whoever holds the token, with a greeting. Answers the set of open connections. */
function acceptLive(server: Server, { state, seen }: { state: { open: boolean }; seen: Seen[] }): Set<WebSocket> {
  const sockets = new Set<WebSocket>();
  const live = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    const { authorization } = request.headers;
    seen.push({ method: 'UPGRADE', path: request.url ?? '', authorization, body: '' });
    if (!state.open || authorization !== `Bearer ${STUB_TOKEN}`) {
      socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
      return;
    }
    live.handleUpgrade(request, socket, head, (accepted) => {
      sockets.add(accepted);
      accepted.on('close', () => sockets.delete(accepted));
      accepted.send(JSON.stringify({ seq: 0, at: '2026-11-23T14:00:00.000Z', type: 'hello', epoch: 'epoch_1' }));
    });
  });
  return sockets;
}

async function record(request: IncomingMessage, seen: Seen[]): Promise<Seen> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const call = {
    method: request.method ?? '',
    path: request.url ?? '',
    authorization: request.headers.authorization,
    body: Buffer.concat(chunks).toString(),
  };
  seen.push(call);
  return call;
}

function answer(call: Seen, state: { open: boolean; fingerprint: string | null }): [number, unknown] {
  const signedIn = state.open && call.authorization === `Bearer ${STUB_TOKEN}`;
  const route = `${call.method} ${call.path.replace(/\?.*/, '')}`;
  if (route === 'POST /api/session') {
    const { username, password } = JSON.parse(call.body);
    return username === STUB_OPERATOR.username && password === STUB_OPERATOR.password
      ? [200, { ...session, token: STUB_TOKEN }]
      : [401, fault('wrong_credentials')];
  }
  if (route === 'POST /api/pairing') {
    const { code } = JSON.parse(call.body);
    return code === 'ABCD-EFGH-JKLM'
      ? [200, { agentId: 'agent_stub', agentName: 'Front office', fingerprint: state.fingerprint }]
      : [401, fault('forbidden')];
  }
  if (!signedIn) return [401, fault('unauthenticated')];
  if (route === 'GET /api/session') return [200, session];
  if (route === 'DELETE /api/session') return [200, { done: true }];
  return [200, { route, query: call.path.split('?')[1] ?? '' }];
}

function fault(code: string) {
  return { error: { code, message: `The stub says ${code}.`, hint: 'Try it the right way.', requestId: 'req_stub' } };
}
