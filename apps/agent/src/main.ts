import { mkdirSync } from 'node:fs';
import type { Logger } from 'pino';
import type { Access } from './access/index.ts';
import { openAccess } from './access-room.ts';
import type { Config } from './config.ts';
import { type Foundation, openFoundation } from './foundation.ts';
import { createHttp, createRouter, type HttpServer, isLoopback, ownCertificate } from './http/index.ts';
import { openOutside } from './outside.ts';
import { openProfile, type Profile } from './practice-profile.ts';
import { publicAddress } from './public-address.ts';
import { type FeatureRooms, openRooms } from './rooms.ts';
import { lockDataFolder } from './store/single-instance.ts';
import { openSystem } from './system-room.ts';
import { openTunnel } from './tunnel-room.ts';
import { VERSION } from './version.ts';

export type RunningAgent = {
  ports: { api: number; webhooks: number };
  /** Takes nothing new, ends or gives back what runs, closes. */
  stop: () => Promise<void>;
};

const JOBS_STOP_MS = 8000;
const CALLS_STOP_MS = 3000;

/** The whole agent. Resolves when it listens. Throws AppError when the data folder, a port or the resort's file cannot be used. */
export async function startAgent({ config, log }: { config: Config; log: Logger }): Promise<RunningAgent> {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const undo: (() => void | Promise<void>)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const lock = lockDataFolder(config.dataDir);
    undo.push(lock.release);
    return { ports: await run({ config, log }, undo), stop };
  } catch (fault) {
    await stop();
    throw fault;
  }
}

async function run({ config, log }: { config: Config; log: Logger }, undo: (() => void | Promise<void>)[]): Promise<RunningAgent['ports']> {
  const profile = await openProfile(config);
  const foundation = await openFoundation({ config, clock: profile.clock, log });
  undo.push(foundation.close);
  const certificate = isLoopback(config.apiHost) ? undefined : await ownCertificate(config.dataDir, foundation.clock.now());
  const access = openAccess(foundation, certificate?.fingerprint ?? null);
  const outside = openOutside(foundation);
  undo.push(() => outside.gateway.close());
  const listening = { webhooks: config.webhookPort };
  const { tunnel, address } = openWayIn(foundation, access, () => listening.webhooks);
  const rooms = await openRooms({ foundation, outside, access, address, tunnel });
  undo.push(() => rooms.ingress.close(CALLS_STOP_MS));
  undo.push(rooms.outgoing.close);
  undo.push(() => rooms.jobs.stop(JOBS_STOP_MS));
  resume(rooms);
  await rooms.jobs.start();
  listening.webhooks = (await rooms.ingress.listen(config.webhookPort, '127.0.0.1')).port;
  // Only now the practice profile knows its own address.
  rooms.providers.resume();
  await profile.begin({ foundation, outside, access, rooms, address });
  undo.push(rooms.gaps.start());
  undo.push(startTunnel(rooms));

  const { http, system } = openDesk({ profile, foundation, access, rooms, certificate });
  undo.push(() => http.close(CALLS_STOP_MS));
  const { port } = await http.listen({ host: config.apiHost, port: config.apiPort });
  system.ticker.start();
  undo.push(system.ticker.stop);
  const ports = { api: port, webhooks: listening.webhooks };
  tellStart(foundation, ports);
  return ports;
}

type Desk = {
  profile: Profile;
  foundation: Foundation;
  access: Access;
  rooms: FeatureRooms;
  certificate: Awaited<ReturnType<typeof ownCertificate>> | undefined;
};

/** What desktops and browsers talk to; it does not listen yet. */
function openDesk({ profile, foundation, access, rooms, certificate }: Desk) {
  const { config, log, live, clock, newId } = foundation;
  const system = openSystem({ foundation, access, rooms, practice: profile.practice, listeners: () => http.liveListeners() });
  const http: HttpServer = createHttp({
    router: createRouter({ ...rooms, access, system }),
    access,
    log,
    live,
    clock,
    newId,
    certificate,
    loopback: isLoopback(config.apiHost),
    version: VERSION,
    webDir: config.webDir,
    readiness: system.readiness,
    metricsText: system.metricsText,
  });
  return { http, system };
}

/** A changed address is told to every provider; an outage of the tunnel is an outage. Answers how to stop it. */
function startTunnel({ tunnel, providers, gaps }: FeatureRooms): () => Promise<void> {
  tunnel.onAddressChanged(providers.addressChanged);
  tunnel.onState(gaps.tunnelChanged);
  tunnel.start();
  return tunnel.stop;
}

/** The tunnel, and the address it gives us; without a chosen one, the address someone registered. */
function openWayIn(foundation: Foundation, access: Access, webhookPort: () => number) {
  const tunnel = openTunnel(foundation, access, webhookPort);
  return { tunnel, address: publicAddress(foundation, { webhookPort, tunnelUrl: tunnel.publicUrl }) };
}

/** Rings for everything that was under way when the agent stopped, however it stopped. */
function resume({ payments, channel, messaging, outgoing, exchangeRates, ingress }: FeatureRooms): void {
  for (const { resume: ring } of [payments, channel, messaging, outgoing, exchangeRates, ingress.inbox]) ring();
}

function tellStart({ config, masterKey, log }: Foundation, ports: RunningAgent['ports']): void {
  log.info({ ...ports, profile: config.profile, dataDir: config.dataDir, masterKey: masterKey.source, version: VERSION }, 'The agent runs');
}
