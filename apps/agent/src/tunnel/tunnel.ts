import { mkdirSync } from 'node:fs';
import type { Overview } from '@banrimkwae/contract/system';
import type { TunnelKind, TunnelStatus } from '@banrimkwae/contract/tunnel';
import type { Actor } from '../access/index.ts';
import type { FormValues } from '../vault/sealed-form.ts';
import { createAccount } from './account.ts';
import { BESIDE } from './beside.ts';
import { childFileIn, createCarriers } from './carriers/index.ts';
import { endLeftBehind } from './carriers/left-behind.ts';
import { forgetChoice, noteAct, readForm, readHostKeys, saveChoice, showOptions } from './change-tunnel.ts';
import { type ClientLog, createClientLog } from './client-log.ts';
import type { TunnelDeps, TunnelGround } from './ground.ts';
import { BEAT_MS } from './machine.ts';
import type { TunnelChange } from './port.ts';
import { tunnelProblems } from './problems.ts';
import { createRoundTrips } from './round-trip.ts';
import { Supervisor } from './supervisor.ts';
import { createTunnelTable } from './tunnel-table.ts';

export type Tunnel = ReturnType<typeof createTunnel>;

/** The tunnel room: how the webhook listener becomes reachable from outside, and stays so. Nothing runs before `start`. */
export function createTunnel(deps: TunnelDeps) {
  const ground: TunnelGround = { ...deps, table: createTunnelTable(deps.database), carriers: createCarriers(deps) };
  const trips = createRoundTrips(deps.roundTripSecret);
  const stateListeners = new Set<(change: TunnelChange) => void>();
  const addressListeners = new Set<(publicUrl: string) => void>();
  const log = createClientLog(deps.clock);
  const account = createAccount({ ...deps, table: ground.table, stateListeners, addressListeners });
  const supervisor = new Supervisor({ ...deps, ...account, monotonicMs: () => performance.now(), after: timer, walk: trips.walk, log });
  const room: Room = { ...ground, profile: deps.profile, supervisor, log, newestAt: account.newestAt };
  return {
    /** Once the listener listens. Ends a client that an agent before left behind. */
    start: (): void => {
      mkdirSync(deps.folder, { recursive: true, mode: 0o700 });
      if (endLeftBehind(childFileIn(deps.folder))) deps.log.info({}, 'A tunnel client of the agent before was ended');
      run(room);
    },
    /** Before the listener closes. */
    stop: async (): Promise<void> => {
      account.close();
      await supervisor.remove();
    },
    status: () => statusOf(room),
    options: () => {
      mkdirSync(deps.folder, { recursive: true, mode: 0o700 });
      return showOptions(ground);
    },
    hostKeys: (server: { host: string; port: number }, actor: Actor) => readHostKeys(ground, server, actor),
    ...staffActions(room),
    /** Where providers reach us, without a path: as it is now, or as it last was while the tunnel is down. Null: never known. */
    publicUrl: () => publicUrlOf(room),
    /** The listener's half of a walk. */
    prove: trips.prove,
    /** A walk through any address that is said to lead here. */
    walkRoundTrip: trips.walk,
    /** Every change of state, as it happens. Answers how to stop listening. */
    onState: (listener: (change: TunnelChange) => void) => listen(stateListeners, listener),
    /** The public address is another one than the one last proved, and a walk through it came back. Answers how to stop listening. */
    onAddressChanged: (listener: (publicUrl: string) => void) => listen(addressListeners, listener),
    problems: () => tunnelProblems(supervisor.picture, { now: deps.clock.now(), live: deps.profile === 'live' }),
    overview: () => overviewOf(room),
  };
}

type Room = TunnelGround & { profile: TunnelDeps['profile']; supervisor: Supervisor; log: ClientLog; newestAt: () => string };

/** What staff may do to it. */
function staffActions(room: Room) {
  const { supervisor, log } = room;
  return {
    configure: (choice: { kind: TunnelKind; values: FormValues }, actor: Actor): TunnelStatus => {
      saveChoice(room, choice, actor);
      log.clear();
      run(room);
      return statusOf(room);
    },
    restart: (actor: Actor): TunnelStatus => {
      noteAct(room, 'tunnel.restarted', actor);
      supervisor.restart();
      return statusOf(room);
    },
    check: async (actor: Actor): Promise<TunnelStatus> => {
      noteAct(room, 'tunnel.checked', actor);
      await supervisor.check();
      return statusOf(room);
    },
    remove: async (actor: Actor): Promise<void> => {
      forgetChoice(room, actor);
      log.clear();
      await supervisor.remove();
      run(room);
    },
  };
}

function run(room: Room): void {
  const kind = room.table.chosen();
  if (kind !== null) {
    const carrier = room.carriers[kind];
    const beatMs = carrier.beatMs?.(room.table.form(kind).values) ?? BEAT_MS;
    room.supervisor.choose({ carrier, beatMs, values: () => readForm(room, kind) });
  } else if (room.profile === 'practice') room.supervisor.choose({ carrier: BESIDE, beatMs: BEAT_MS, values: () => ({}) });
}

function statusOf(room: Room): TunnelStatus {
  const { table, supervisor, log } = room;
  const history = table.history().filter(({ at }) => at !== room.newestAt());
  const kind = table.chosen();
  return { kind, ...supervisor.picture, publicUrl: publicUrlOf(room), ...supervisor.figures, log: [...log.lines()], history };
}

function publicUrlOf({ supervisor, table }: Room): string | null {
  const now = supervisor.publicUrl;
  if (now !== null) return now;
  const known = table.provedAddress();
  return known?.kind === table.chosen() ? (known?.url ?? null) : null;
}

/** For the first screen; null in the practice profile while none is chosen. */
function overviewOf({ table, supervisor, profile }: Room): Overview['tunnel'] {
  const kind = table.chosen();
  const { state, since } = supervisor.picture;
  return kind === null && profile === 'practice' ? null : { state, since, kind };
}

function listen<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function timer(milliseconds: number, act: () => void): () => void {
  const pending = setTimeout(act, milliseconds);
  return () => clearTimeout(pending);
}
