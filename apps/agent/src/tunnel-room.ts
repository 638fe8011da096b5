import { join } from 'node:path';
import { connectors } from '@banrimkwae/connectors';
import type { Access } from './access/index.ts';
import type { Config } from './config.ts';
import { derivedSecret, type Foundation } from './foundation.ts';
import { createTunnel, isLineUp, type Tunnel, type Witness } from './tunnel/index.ts';

const HTTPS_PORT = 443;
const WITNESSES = 3;

/** Where it keeps its own keys and files. */
export function tunnelFolder({ dataDir }: Config): string {
  return join(dataDir, 'tunnel');
}

/** The way in from outside. `targetPort`: of the webhook listener, once it listens. */
export function openTunnel(foundation: Foundation, { audit }: Access, targetPort: () => number): Tunnel {
  const { config, masterKey, database, live, clock, log } = foundation;
  const { profile, programs } = config;
  const witnesses = profile === 'live' ? lineWitnesses() : [];
  return createTunnel({
    database,
    live,
    clock,
    log,
    audit,
    profile,
    programs,
    targetPort,
    key: masterKey.key,
    folder: tunnelFolder(config),
    roundTripSecret: derivedSecret(masterKey, 'round trip'),
    lineUp: () => isLineUp(witnesses),
    random: Math.random,
  });
}

/** A few of the servers this agent calls anyway: when none of them takes a connection, it is the line. */
function lineWitnesses(): readonly Witness[] {
  const hosts = [...connectors.values()].flatMap(({ manifest }) => Object.values(manifest.hosts).slice(0, 1));
  const urls = hosts.flatMap(({ live }) => URL.parse(live) ?? []);
  return urls.slice(0, WITNESSES).map(({ hostname, port }) => ({ host: hostname, port: port === '' ? HTTPS_PORT : Number(port) }));
}
