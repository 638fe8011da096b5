import { parentPort, workerData } from 'node:worker_threads';
import { GATEWAYS } from './gateways.ts';
import { type Result, runHistories } from './run-histories.ts';

export type Part = { gateway: string; runs: number; seed: number; path?: string | undefined };
export type Finished = { part: Part; result: Result };

/** A thread of a long run: plays one part after the other, as they are handed to it. */
parentPort?.on('message', async (part: Part) => {
  const gateway = GATEWAYS.find(({ id }) => id === part.gateway);
  if (!gateway) throw new Error(`There is no gateway ${part.gateway} (${String(workerData)})`);
  parentPort?.postMessage({ part, result: await runHistories(gateway, part) } satisfies Finished);
});
