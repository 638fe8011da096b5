/** Plays the cases of one range in a thread, started by in-process-run.ts: its port tells faults and memory, shared memory the case at hand. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { connectors } from '@banrimkwae/connectors';
import { createPlayer, type Fault, type Outcome } from './in-process.ts';
import type { Sample } from './memory.ts';
import { targetsOf } from './signers.ts';

export type Range = { seed: number; from: number; to: number; atHand: Int32Array };
export type Report = { fault: Fault; case: number } | { sample: Sample } | { outcome: Outcome };

const SAMPLES = 16;
const MOST_FAULTS = 20;

const { seed, from, to, atHand } = workerData as Range;
const tell = (report: Report): void => parentPort?.postMessage(report);
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const { play, outcome } = createPlayer(targetsOf(connectors), seed);
const every = Math.max(1, Math.floor((to - from) / SAMPLES));

let faults = 0;
for (let number = from; number < to && faults < MOST_FAULTS; number += 1) {
  Atomics.store(atHand, 0, number);
  const fault = await play(number);
  if (fault) {
    faults += 1;
    tell({ fault, case: number });
  }
  if ((number - from + 1) % every !== 0) continue;
  collect();
  const { heapUsed, rss } = process.memoryUsage();
  tell({ sample: { heapMb: heapUsed / 1e6, rssMb: rss / 1e6 } });
}
tell({ outcome });
