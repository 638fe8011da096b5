import fc from 'fast-check';
import { randomOf } from '../fuzz/random.ts';
import { BooksDiffer } from './compare-books.ts';
import { GatewayWorld } from './gateway-world.ts';
import type { Gateway } from './gateways.ts';
import { type Played, playHistory } from './play-history.ts';
import { type History, history } from './steps.ts';

/** `histories`: how many were played. `failure`: the smallest history that breaks a promise, and which. */
export type Result = { histories: number; refunds: number; unknown: number; deaths: number; failure: Failure | undefined };
export type Failure = { gateway: string; kind: string; what: string; path: string | null; history: string };

/** A world grows with what was played in it; a fresh one costs a few milliseconds. */
const HISTORIES_A_WORLD = 40;

/** Plays so many histories of one gateway. The same seed plays the same ones. */
export async function runHistories(gateway: Gateway, { runs, seed, path }: { runs: number; seed: number; path?: string }): Promise<Result> {
  const result: Result = { histories: 0, refunds: 0, unknown: 0, deaths: 0, failure: undefined };
  let world: GatewayWorld | undefined;
  const worldFor = async (fresh: boolean): Promise<GatewayWorld> => {
    if (world && !fresh && result.histories % HISTORIES_A_WORLD !== 0) return world;
    if (world) result.deaths += world.deaths;
    world?.close();
    world = new GatewayWorld(gateway, randomOf(seed, gateway.id, result.histories));
    await world.setUp();
    return world;
  };
  let failed = false;
  const property = fc.asyncProperty(history, async (given) => {
    // What is being made smaller is played in a world of its own: the failure must not come from a history before.
    const played = await playIn(await worldFor(failed), given).catch((fault: unknown) => {
      failed = true;
      throw fault;
    });
    result.histories += 1;
    result.refunds += played.refunds;
    result.unknown += played.unknown;
  });
  const details = await fc.check(property, { numRuns: runs, seed, ...(path === undefined ? {} : { path }), endOnFailure: false });
  if (world) result.deaths += (world as GatewayWorld).deaths;
  (world as GatewayWorld | undefined)?.close();
  return { ...result, failure: details.failed ? failureOf(gateway, details) : undefined };
}

function playIn(world: GatewayWorld, given: History): Promise<Played> {
  return playHistory(world, given);
}

function failureOf(gateway: Gateway, details: fc.RunDetails<[History]>): Failure {
  const fault = details.errorInstance;
  return {
    gateway: gateway.id,
    kind: fault instanceof BooksDiffer ? fault.kind : 'broken',
    what: fault instanceof Error ? (fault instanceof BooksDiffer ? fault.message : (fault.stack ?? fault.message)) : String(fault),
    path: details.counterexamplePath,
    history: JSON.stringify(details.counterexample?.[0], null, 1),
  };
}
