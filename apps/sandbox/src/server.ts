import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express } from 'express';
import { controlRouter, type Day } from './control.ts';
import { createFaults } from './faults.ts';
import { createRequestTape } from './request-tape.ts';
import type { Simulator } from './simulator.ts';
import type { World } from './world.ts';

export type SandboxDeps = { world: World; simulators: readonly Simulator[]; day: Day };
export type Sandbox = { app: Express; listen: (port: number) => Promise<{ port: number; close: () => Promise<void> }> };

/** Every provider at `/<provider>/<host>/…`, orders at `/_sandbox/…`. Listens on loopback only. */
export function createSandbox({ world, simulators, day }: SandboxDeps): Sandbox {
  const faults = createFaults();
  const tape = createRequestTape(world.now);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  const byId = new Map(simulators.map((simulator) => [simulator.id, simulator]));
  app.use('/_sandbox', controlRouter({ world, simulators: byId, faults, tape, day }));
  for (const simulator of simulators)
    for (const [host, router] of Object.entries(simulator.hosts))
      app.use(`/${simulator.id}/${host}`, tape.record(simulator.id, host), faults.guard(simulator, host), router);
  app.use((_request, response) => void response.status(404).json({ error: { message: 'Nothing is played here.' } }));
  return { app, listen: (port) => listen(createServer(app), port) };
}

function listen(server: Server, port: number): Promise<{ port: number; close: () => Promise<void> }> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const close = () =>
        new Promise<void>((closed) => {
          server.close(() => closed());
          server.closeAllConnections();
        });
      resolve({ port: (server.address() as AddressInfo).port, close });
    });
  });
}

/** One host of one simulator at `/`: for the official SDKs, which know no path before theirs. */
export function mountAtRoot(simulator: Simulator, host: string): Express {
  const app = express();
  app.disable('x-powered-by');
  const router = simulator.hosts[host];
  if (!router) throw new RangeError(`${simulator.id} has no host ${host}`);
  return app.use(router);
}
