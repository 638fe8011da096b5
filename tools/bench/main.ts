/**
 * `npm run bench [-- <bench …>] [--rounds n] [--rows n]`: the ratios that the README names, measured in rotating rounds. Each bench runs in a
 * process of its own. Ends with 1 when an aim was missed.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { type Figure, met, type Outcome, tableOf } from './figures.ts';
import { type BenchOptions, DEFAULTS } from './options.ts';

/** Loaded only when asked for: one bench's code is no part of another's process. */
const BENCHES: Readonly<Record<string, (options: BenchOptions) => Promise<Outcome>>> = {
  ingress: async (options) => (await import('./ingress.ts')).benchIngress(options),
  answer: async () => (await import('./answer.ts')).benchAnswer(),
  replay: async () => (await import('./replay.ts')).benchReplay(),
  'node-red': async (options) => (await import('./node-red.ts')).benchNodeRed(options),
  refund: async (options) => (await import('./refund.ts')).benchRefund(options),
  reconciliation: async () => (await import('./reconciliation.ts')).benchReconciliation(),
  gateway: async (options) => (await import('./gateway.ts')).benchGateway(options),
  jobs: async (options) => (await import('./jobs.ts')).benchJobs(options),
  dashboard: async (options) => (await import('./dashboard.ts')).benchDashboard(options),
  start: async (options) => (await import('./start.ts')).benchStart(options),
  memory: async (options) => (await import('./memory.ts')).benchMemory(options),
};

async function inProcess(name: string, args: readonly string[]): Promise<Outcome> {
  const child = fork(import.meta.filename, [name, ...args], { env: { ...process.env, BENCH_CHILD: '1' } });
  const outcome = Promise.withResolvers<Outcome>();
  child.once('message', (message) => outcome.resolve(message as Outcome));
  const [code] = (await once(child, 'exit')) as [number];
  if (code !== 0) throw new Error(`The bench ${name} ended with status ${code}`);
  return outcome.promise;
}

async function compareAll(names: readonly string[], args: readonly string[]): Promise<boolean> {
  const figures: Figure[] = [];
  for (const name of names) {
    console.log(`\n${name} …`);
    const outcome = await inProcess(name, args);
    if ('skipped' in outcome) {
      console.log(`skipped ${name}: ${outcome.skipped}`);
      continue;
    }
    for (const note of outcome.notes ?? []) console.log(note);
    console.log(tableOf(outcome.figures));
    figures.push(...outcome.figures);
  }
  if (names.length > 1) console.log(`\n${tableOf(figures)}`);
  return figures.every((figure) => met(figure) !== false);
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { rounds: { type: 'string' }, rows: { type: 'string' } } });
const options: BenchOptions = { rounds: Number(values.rounds ?? DEFAULTS.rounds), rows: Number(values.rows ?? DEFAULTS.rows) };
const unknown = positionals.find((name) => !(name in BENCHES));
if (unknown !== undefined || !Object.values(options).every((value) => Number.isInteger(value) && value > 0)) {
  console.error(`npm run bench [-- ${Object.keys(BENCHES).join('|')} …] [--rounds n] [--rows n]`);
  process.exitCode = 2;
} else if (process.env.BENCH_CHILD === '1') {
  process.send?.(await BENCHES[positionals[0] ?? '']?.(options));
  process.disconnect?.();
} else {
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const all = positionals.length > 0 ? positionals : Object.keys(BENCHES);
  process.exitCode = (await compareAll(all, args)) ? 0 : 1;
}
