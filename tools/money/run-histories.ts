import type { Connector } from '@banrimkwae/connector-kit/connector';
import fc from 'fast-check';
import { randomOf } from '../fuzz/random.ts';
import { BooksDiffer } from './compare-books.ts';
import { GatewayWorld } from './gateway-world.ts';
import type { Gateway } from './gateways.ts';
import { type Played, playHistory } from './play-history.ts';
import { type History, history } from './steps.ts';

export type Failure = { gateway: string; kind: BooksDiffer['kind'] | 'broken'; what: string; seed: number; path: string; history: string };
/** `failure`: the smallest history found that breaks a promise, and which. */
export type Result = { histories: number; refunds: number; unknown: number; deaths: number; failure: Failure | undefined };
export type Run = { runs: number; seed: number; path?: string | undefined; broken?: (connector: Connector) => Connector };

/** A world grows with what was played in it; a fresh one costs a few milliseconds. */
const HISTORIES_A_WORLD = 40;

/** Plays so many histories on one gateway, and makes the first one smaller that breaks a promise. The same seed plays the same ones. */
export async function runHistories(gateway: Gateway, { runs, seed, path, broken }: Run): Promise<Result> {
  const result: Result = { histories: 0, refunds: 0, unknown: 0, deaths: 0, failure: undefined };
  const worlds = createWorlds((number) => new GatewayWorld(gateway, randomOf(seed, gateway.id, number), broken));
  const property = fc.asyncProperty(history, async (given) => {
    const played = await worlds.play(given);
    result.histories += 1;
    result.refunds += played.refunds;
    result.unknown += played.unknown;
    result.deaths += played.deaths;
  });
  const details = await fc.check(property, { numRuns: runs, seed, ...(path === undefined ? {} : { path }) });
  worlds.close();
  return { ...result, failure: details.failed ? failureOf(gateway, details) : undefined };
}

function createWorlds(open: (number: number) => GatewayWorld) {
  let world: GatewayWorld | undefined;
  let played = 0;
  let failed = false;
  const worldForNext = async (): Promise<GatewayWorld> => {
    if (world && !failed && played % HISTORIES_A_WORLD !== 0) return world;
    world?.close();
    world = open(played);
    await world.setUp();
    return world;
  };
  return {
    /** Once one has failed, each is played in a world of its own: what is found must not come from a history before. */
    play: async (given: History): Promise<Played> => {
      const current = await worldForNext();
      played += 1;
      try {
        return await playHistory(current, given);
      } catch (fault) {
        failed = true;
        throw fault;
      }
    },
    close: () => world?.close(),
  };
}

function failureOf(gateway: Gateway, details: fc.RunDetails<[History]>): Failure {
  const fault = details.errorInstance;
  const isBooks = fault instanceof BooksDiffer;
  return {
    gateway: gateway.id,
    kind: isBooks ? fault.kind : 'broken',
    what: fault instanceof Error ? (isBooks ? fault.message : (fault.stack ?? fault.message)) : String(fault),
    seed: details.seed,
    path: details.counterexamplePath ?? '',
    history: JSON.stringify(details.counterexample?.[0]),
  };
}
