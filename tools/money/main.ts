/**
 * `npm run test:money [-- --runs n] [--seed s]`: random histories of payments, refunds and everything that goes wrong around them, on the
 * simulators of all gateways; the books are compared with the gateway's own after every step. `--gateway g --seed s --path p` plays one again.
 * The last line is the verdict; ends with 1 when a promise was broken.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { GATEWAYS } from './gateways.ts';
import type { Failure } from './run-histories.ts';
import type { Finished, Part } from './thread.ts';

const PART_RUNS = 250;
const TELL_MS = 10_000;
const PROMISES = [
  'double refund',
  'over-refund',
  'refunded without proof',
  'lost money',
  'unknown for ever',
  'one person alone',
  'broken',
] as const;

const { values } = parseArgs({
  options: { runs: { type: 'string' }, seed: { type: 'string' }, gateway: { type: 'string' }, path: { type: 'string' } },
});
const runs = Number(values.runs ?? 100_000);
const seed = Number(values.seed ?? Date.now() % 1_000_000_000);
if (![runs, seed].every((value) => Number.isSafeInteger(value) && value >= 0)) {
  console.error('npm run test:money [-- --runs n] [--seed s] [--gateway g [--path p]]');
  process.exit(2);
}
process.exit((await play(partsOf())) ? 0 : 1);

/** The same seed makes the same parts, however many threads play them. */
function partsOf(): Part[] {
  const ids = GATEWAYS.map(({ id }) => id).filter((id) => values.gateway === undefined || id === values.gateway);
  if (values.path !== undefined) return ids.map((gateway) => ({ gateway, runs: 1, seed, path: values.path }));
  const parts: Part[] = [];
  for (let left = runs, number = 0; left > 0; number += 1) {
    const gateway = ids[number % ids.length];
    if (gateway === undefined) break;
    parts.push({ gateway, runs: Math.min(PART_RUNS, left), seed: seed + number });
    left -= PART_RUNS;
  }
  return parts;
}

async function play(parts: Part[]): Promise<boolean> {
  console.log(`seed ${seed}; ${parts.length} parts on ${new Set(parts.map(({ gateway }) => gateway)).size} gateways`);
  const sum = { histories: 0, refunds: 0, unknown: 0, deaths: 0 };
  const failures: Failure[] = [];
  const before = performance.now();
  const seconds = () => ((performance.now() - before) / 1000).toFixed(0);
  const telling = setInterval(() => console.log(`  ${seconds().padStart(5)} s  ${sum.histories.toLocaleString('en')} histories`), TELL_MS);
  const take = ({ result }: Finished): void => {
    for (const key of ['histories', 'refunds', 'unknown', 'deaths'] as const) sum[key] += result[key];
    if (result.failure) failures.push(result.failure);
    if (result.failure) tell(result.failure);
  };
  const waiting = [...parts];
  await Promise.all(Array.from({ length: Math.min(parts.length, availableParallelism()) }, () => workThrough(waiting, take)));
  clearInterval(telling);
  const broken = PROMISES.map((kind) => `${failures.filter((failure) => failure.kind === kind).length} ${kind}`);
  console.log(
    `${sum.refunds.toLocaleString('en')} refunds, ${sum.deaths.toLocaleString('en')} processes died, ${sum.unknown} refunds still unknown and told to staff; ${seconds()} s`,
  );
  console.log(`${sum.histories.toLocaleString('en')} histories, seed ${seed}: ${broken.join(', ')}`);
  return failures.length === 0;
}

function tell({ gateway, kind, what, seed: ofPart, path, history }: Failure): void {
  console.log(`FAILED  --gateway ${gateway} --seed ${ofPart} --path ${path}  ${kind}: ${what}\n        ${history}`);
}

/** One thread, until no part is left. A thread that breaks takes the whole run with it. */
function workThrough(waiting: Part[], take: (finished: Finished) => void): Promise<void> {
  const thread = new Worker(join(import.meta.dirname, 'thread.ts'));
  return new Promise((resolve, reject) => {
    const next = (): void => {
      const part = waiting.shift();
      if (part) thread.postMessage(part);
      else void thread.terminate().then(() => resolve());
    };
    thread.on('message', (finished: Finished) => {
      take(finished);
      next();
    });
    thread.on('error', reject);
    next();
  });
}
