import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { Operator } from '@banrimkwae/contract/access';
import { ERRORS, type ErrorCode } from '@banrimkwae/contract/errors';
import type { LiveEventBody } from '@banrimkwae/contract/events';
import { OpenAPIHandler } from '@orpc/openapi/node';
import { accessCalls } from './access-calls.ts';
import { approvalCalls } from './approval-calls.ts';
import { messageCalls, systemCalls, weatherCalls } from './desk-calls.ts';
import { disputeCalls } from './dispute-calls.ts';
import { type FakeContext, fake } from './ground.ts';
import { channelCalls, providerCalls } from './house-calls.ts';
import { serveLive } from './live.ts';
import { moneyCalls } from './money-calls.ts';
import { moneyRulesCalls } from './money-rules-calls.ts';
import { outgoingCalls } from './outgoing-calls.ts';
import { fxCalls } from './rates.ts';
import { reconciliationCalls } from './reconciliation-calls.ts';
import { recoveryCalls } from './recovery-calls.ts';
import { trafficCalls } from './traffic-calls.ts';
import { tunnelCalls } from './tunnel-calls.ts';
import { createWorld, type World } from './world.ts';

export type FakeAgent = {
  address: string;
  world: World;
  publish: (event: LiveEventBody) => void;
  /** The next call of this path fails with this code. */
  failOnce: (path: string, code: ErrorCode) => void;
  /** As if its computer were switched off; sessions and the world stay. */
  goAway: () => Promise<void>;
  comeBack: () => Promise<void>;
  close: () => Promise<void>;
};
export type FakeAgentOptions = { webFolder: string; port?: number; now?: number; calm?: boolean };

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.svg': 'image/svg+xml',
};
/** As strict as the agent's. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const handler = new OpenAPIHandler(
  fake.router({
    access: accessCalls,
    approvals: approvalCalls,
    channel: channelCalls,
    disputes: disputeCalls,
    fx: fxCalls,
    messages: messageCalls,
    moneyRules: moneyRulesCalls,
    outgoing: outgoingCalls,
    payments: moneyCalls,
    providers: providerCalls,
    reconciliation: reconciliationCalls,
    recovery: recoveryCalls,
    system: systemCalls,
    traffic: trafficCalls,
    tunnel: tunnelCalls,
    weather: weatherCalls,
  }),
  {
    customErrorResponseBodyEncoder: (error) => {
      const code = (error.code in ERRORS ? error.code : 'internal') as ErrorCode;
      return {
        error: {
          code,
          message: error.message,
          hint: ERRORS[code].hint.en,
          requestId: 'req_7f3a91',
          ...(error.data && { fields: error.data }),
        },
      };
    },
  },
);

/** The control centre with an agent that keeps everything in memory and asks nobody. For looking at screens and for tests of them. */
export async function startFakeAgent({ webFolder, port = 0, now = Date.now(), calm = false }: FakeAgentOptions): Promise<FakeAgent> {
  const world = createWorld(now, { calm });
  const sessions = new Map<string, Operator>();
  const faults = new Map<string, ErrorCode>();
  const contextOf = (request: IncomingMessage, response: ServerResponse): FakeContext => {
    const id = /sid=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
    const signIn = (operator: Operator) => {
      const sid = id === '' ? `s${sessions.size}` : id;
      sessions.set(sid, operator);
      response.setHeader('set-cookie', `sid=${sid}; Path=/; HttpOnly; SameSite=Strict`);
    };
    return {
      world,
      operator: sessions.get(id) ?? null,
      signIn,
      signOut: () => sessions.delete(id),
      publish: (event) => live.publish(event),
      faults,
    };
  };
  const server = createServer(async (request, response) => {
    const { matched } = await handler.handle(request, response, { prefix: '/api', context: contextOf(request, response) });
    if (!matched) await servePage(webFolder, request, response);
  });
  // A slow page asks again after more than the usual five seconds, and must not meet a connection that is just being closed.
  server.keepAliveTimeout = 60_000;
  const live = serveLive(server);
  const listen = (on: number) => new Promise<void>((resolve) => server.listen(on, '127.0.0.1', resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      live.cut();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await listen(port);
  const { port: taken } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${taken}`,
    world,
    publish: live.publish,
    failOnce: (path, code) => void faults.set(path, code),
    goAway: stop,
    comeBack: () => listen(taken),
    close: async () => {
      if (server.listening) await stop();
    },
  };
}

async function servePage(folder: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://fake').pathname;
  const file = extname(path) === '' ? 'index.html' : path;
  try {
    const body = await readFile(join(folder, file));
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream', 'content-security-policy': POLICY });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
}
