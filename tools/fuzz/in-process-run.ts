import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Fault, Outcome } from './in-process.ts';
import type { Range, Report } from './in-process-thread.ts';
import type { Sample } from './memory.ts';

export type Found = Fault & { case: string };
export type InProcessResult = { outcome: Outcome; samples: readonly Sample[]; found: readonly Found[] };

/** A thread that is at the same case for so long hangs. */
const HANG_MS = 20_000;
const LOOK_MS = 5000;
const PREFIX = 'memory:';

/** Plays cases `from` up to, not including, `to`. A case that never ends, or takes its thread along, is found as well. */
export function playInThread(range: Omit<Range, 'atHand'>, progress: (atCase: number) => void): Promise<InProcessResult> {
  const atHand = new Int32Array(new SharedArrayBuffer(4));
  atHand[0] = range.from;
  const thread = new Worker(join(import.meta.dirname, 'in-process-thread.ts'), { workerData: { ...range, atHand } satisfies Range });
  const samples: Sample[] = [];
  const found: Found[] = [];
  let outcome: Outcome = { genuine: 0, hostile: 0, signedGarbage: 0 };
  const find = (fault: Fault, number = Atomics.load(atHand, 0)): void => void found.push({ ...fault, case: `${PREFIX}${number}` });
  let before = { at: -1, since: performance.now() };
  const watch = setInterval(() => {
    const at = Atomics.load(atHand, 0);
    progress(at);
    if (at !== before.at) before = { at, since: performance.now() };
    else if (performance.now() - before.since > HANG_MS) {
      find({ kind: 'hang', what: `longer than ${HANG_MS} ms` });
      void thread.terminate();
    }
  }, LOOK_MS);
  thread.on('message', (report: Report) => {
    if ('fault' in report) find(report.fault, report.case);
    else if ('sample' in report) samples.push(report.sample);
    else outcome = report.outcome;
  });
  thread.on('error', (fault) => find({ kind: 'crash', what: String(fault) }));
  return new Promise((resolve) => {
    thread.once('exit', () => {
      clearInterval(watch);
      resolve({ outcome, samples, found });
    });
  });
}
