import type { TunnelState } from '@banrimkwae/contract/tunnel';
import { readSetting, writeSetting } from '../store/settings.ts';
import { type GapsGround, ringFetch, SECOND_MS } from './gap-ground.ts';
import { createLineJudge } from './outage-line.ts';
import { showOutage } from './outage-report.ts';
import type { Cause, OutageRow } from './outage-table.ts';

const HEARTBEAT = 'recovery_heartbeat';
/** A beat comes every ten seconds; a restart by hand takes less than this. */
const AGENT_GAP_MS = 60 * SECOND_MS;
/** A tunnel that reconnects at once costs nothing: providers repeat a delivery. */
const TUNNEL_GAP_MS = 30 * SECOND_MS;
/** While the line is in doubt or down, every provider is tried this often: who is not called cannot answer. */
const PROBE_EVERY_MS = 30 * SECOND_MS;

export type OutageWatch = ReturnType<typeof createOutageWatch>;

/** Notices when the agent did not run, could not be reached, or had no internet; writes the outage, and starts the repairs at its end. */
export function createOutageWatch(ground: GapsGround) {
  const judgeLine = createLineJudge();
  const tunnel = createTunnelWatch(ground);
  let probedAt = 0;
  const beat = (): void => writeHeartbeat(ground);
  const watchAgent = (): void => {
    const last = readSetting(ground.database, HEARTBEAT);
    const now = ground.clock.now();
    if (last === undefined || now.getTime() - Date.parse(last) < AGENT_GAP_MS) return;
    beginOutage(ground, 'agent', last);
    endOutage(ground, 'agent', now.toISOString());
  };
  return {
    /** At the start. What lasted when the agent stopped ends here; what lasts on is reported anew. */
    begin: (): void => {
      const now = ground.clock.now().toISOString();
      watchAgent();
      for (const cause of ground.outages.open()?.openCauses ?? []) endOutage(ground, cause, now);
      beat();
    },
    /** Every few seconds. A process that was frozen notices it here. */
    tick: (): void => {
      watchAgent();
      beat();
      const now = ground.clock.now().getTime();
      tunnel.tick(now);
      const line = judgeLine(ground.lastCalls(), now);
      if (line.state === 'down') beginOutage(ground, 'line', new Date(line.since).toISOString());
      // Once it is down, only an answer makes it anything else.
      else endOutage(ground, 'line', new Date(firstAnswerAt(ground, now)).toISOString());
      if (line.state !== 'up' && now - probedAt >= PROBE_EVERY_MS) {
        probedAt = now;
        probe(ground, now);
      }
    },
    tunnelChanged: tunnel.changed,
    /** At the end of the process: how long it was away is counted from here. */
    beat,
  };
}

function createTunnelWatch(ground: GapsGround) {
  let downSince: string | undefined;
  let upSince: string | undefined;
  return {
    changed: ({ state, at }: { state: TunnelState; at: string }): void => {
      if (state === 'down') {
        downSince ??= at;
        upSince = undefined;
        return;
      }
      const since = downSince;
      downSince = undefined;
      upSince ??= at;
      if (since !== undefined && Date.parse(at) - Date.parse(since) >= TUNNEL_GAP_MS) beginOutage(ground, 'tunnel', since);
      endOutage(ground, 'tunnel', at);
    },
    tick: (now: number): void => {
      if (downSince !== undefined && now - Date.parse(downSince) >= TUNNEL_GAP_MS) beginOutage(ground, 'tunnel', downSince);
      // Once more, in case it could not be written down when it came up.
      if (upSince !== undefined) endOutage(ground, 'tunnel', upSince);
    },
  };
}

function writeHeartbeat({ database, clock }: GapsGround): void {
  writeSetting(database, { name: HEARTBEAT, value: clock.now().toISOString(), at: clock.now().toISOString() });
}

function firstAnswerAt({ lastCalls }: GapsGround, now: number): number {
  return Math.min(now, ...lastCalls().flatMap(({ answered, at }) => (answered && now - at < AGENT_GAP_MS ? [at] : [])));
}

/** Asks those who were not called a moment ago for what costs nothing. The request log keeps what comes of it. */
function probe(ground: GapsGround, now: number): void {
  const called = new Set(ground.lastCalls().flatMap(({ provider, at }) => (now - at < PROBE_EVERY_MS / 2 ? [provider] : [])));
  for (const [id, { testConnection }] of ground.connectors) {
    if (called.has(id) || !ground.providers.find(id).ready) continue;
    ground.providers.run(id, testConnection, undefined).catch(() => undefined);
  }
}

/** Causes that overlap are one outage: a cut line takes the tunnel with it, and staff need to hear of it once. */
function beginOutage(ground: GapsGround, cause: Cause, at: string): void {
  const { outages, database } = ground;
  const open = outages.open();
  if (open?.openCauses.includes(cause)) return;
  const row: OutageRow = open
    ? {
        ...open,
        causes: [...new Set([...open.causes, cause])],
        openCauses: [...open.openCauses, cause],
        beganAt: at < open.beganAt ? at : open.beganAt,
      }
    : { id: ground.newId('out'), causes: [cause], openCauses: [cause], beganAt: at, endedAt: null };
  database.transaction(() => outages.save(row))();
  tell(ground, row);
}

function endOutage(ground: GapsGround, cause: Cause, at: string): void {
  const { outages, database } = ground;
  const open = outages.open();
  if (!open?.openCauses.includes(cause)) return;
  const openCauses = open.openCauses.filter((each) => each !== cause);
  const row: OutageRow = { ...open, openCauses, endedAt: openCauses.length === 0 ? (at > open.beganAt ? at : open.beganAt) : null };
  database.transaction(() => {
    outages.save(row);
    if (row.endedAt !== null) startRepairs(ground, row);
  })();
  tell(ground, row);
}

/** Every provider that may have had something to tell; a job each. Call it inside the transaction that ends the outage. */
function startRepairs(ground: GapsGround, { id, causes }: OutageRow): void {
  // Only the way in was closed: what is read by us was read all the time.
  const deafOnly = causes.every((cause) => cause === 'tunnel');
  for (const [provider, { manifest }] of ground.connectors) {
    const way = manifest.fetchMissing?.way;
    if (way === undefined || (way === 'pull' && deafOnly) || ground.providers.find(provider).whyNot === 'provider_not_configured') continue;
    ground.outages.addRepair(id, provider, way === 'none' ? 'not_possible' : 'waiting');
    if (way !== 'none') ringFetch(ground, provider, { now: true });
  }
}

function tell(ground: GapsGround, row: OutageRow): void {
  ground.live.publish({ type: 'outage_changed', outageId: row.id, state: showOutage(ground, row).state });
}
