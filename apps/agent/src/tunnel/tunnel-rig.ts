import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LiveEventBody } from '@banrimkwae/contract/events';
import type { TunnelStatus } from '@banrimkwae/contract/tunnel';
import type { AuditRecord } from '../access/index.ts';
import { migrationsFolder } from '../assets.ts';
import { systemClock } from '../clock.ts';
import { openDatabase, type Sqlite } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { type MasterKey, newMasterKey } from '../vault/cipher.ts';
import type { TunnelDeps } from './ground.ts';
import { createTunnel, type Tunnel } from './tunnel.ts';

export const STAFF = { id: 'opr_1', name: 'Suda' };

export type TunnelRig = {
  tunnel: Tunnel;
  database: Sqlite;
  folder: string;
  key: MasterKey;
  events: LiveEventBody[];
  audits: AuditRecord[];
  states: string[];
  addresses: string[];
  /** The number of the client that runs now. */
  clientPid: () => number;
  /** Another agent on the same data, as after a restart. */
  next: () => Tunnel;
};

/** A tunnel room on a data folder of its own, in the practice profile unless told otherwise; the caller starts and stops it. */
export function openTunnelRig(change: Partial<TunnelDeps> & Pick<TunnelDeps, 'targetPort'>): TunnelRig {
  const folder = mkdtempSync(join(tmpdir(), 'tunnel-'));
  const database = openDatabase(join(folder, 'agent.db'), 'FULL');
  migrate(database, migrationsFolder);
  const events: LiveEventBody[] = [];
  const audits: AuditRecord[] = [];
  const states: string[] = [];
  const addresses: string[] = [];
  const path = process.env.PATH ?? '';
  const deps: TunnelDeps = {
    database,
    live: { publish: (event) => events.push(event) },
    audit: (record) => audits.push(record),
    clock: systemClock,
    log: { info: () => undefined, warn: () => undefined },
    key: newMasterKey(),
    profile: 'practice',
    folder: join(folder, 'tunnel'),
    programs: { searchPath: path, environment: { PATH: path }, cloudflared: undefined },
    roundTripSecret: 'the secret of this test',
    lineUp: () => Promise.resolve(true),
    random: () => 0.5,
    ...change,
  };
  const next = () => {
    const tunnel = createTunnel(deps);
    tunnel.onState(({ state }) => states.push(state));
    tunnel.onAddressChanged((url) => addresses.push(url));
    return tunnel;
  };
  const clientPid = () => JSON.parse(readFileSync(join(deps.folder, 'client.json'), 'utf8')).pid as number;
  return { tunnel: next(), database, folder, key: deps.key, events, audits, states, addresses, clientPid, next };
}

export type Door = { url: string; port: number; server: Server; close: () => void };

/** A server on loopback that answers everything as `answer` says: the far end of a walk, or someone else's page. */
export async function openDoor(answer: (url: URL) => { status?: number; body: string; location?: string }, port = 0): Promise<Door> {
  const server = createServer((request, response) => {
    const { status = 200, body, location } = answer(new URL(request.url ?? '/', 'http://door'));
    response.writeHead(status, location === undefined ? {} : { location });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const { port: taken } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${taken}`, port: taken, server, close };
}

/** Waits for a status; answers how many milliseconds it took. Fails with what it saw instead. */
export async function untilStatus(tunnel: Tunnel, expected: (status: TunnelStatus) => boolean, withinMs: number): Promise<number> {
  const begun = performance.now();
  for (;;) {
    const status = tunnel.status();
    if (expected(status)) return Math.round(performance.now() - begun);
    if (performance.now() - begun > withinMs)
      throw new Error(
        `Waited ${withinMs} ms in vain; it is ${status.state}: ${status.sentence.en}\n${status.log.map(({ line }) => line).join('\n')}`,
      );
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
