/** `npm run test:faults -- [--rounds n] [--seed s] [--from r] [--report file]`: whole agents under load and faults. See docs/proof.md. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { planRound, ROUNDS_OF_A_WORLD, type RoundPlan } from './plan.ts';
import { summarize, tellRound, totals } from './report.ts';
import { playRounds, type RoundResult } from './rounds.ts';

const MOST_FAILURES = 10;
const DEFAULTS = { rounds: 50, seed: Math.floor(Date.now() / 1000), from: 0 };

const { values } = parseArgs({
  options: { rounds: { type: 'string' }, seed: { type: 'string' }, from: { type: 'string' }, report: { type: 'string' } },
});
const whole = (given: string | undefined, otherwise: number): number => Number(given ?? otherwise);
const asked = {
  rounds: whole(values.rounds, DEFAULTS.rounds),
  seed: whole(values.seed, DEFAULTS.seed),
  from: whole(values.from, DEFAULTS.from),
};

class Enough extends Error {}

async function run(): Promise<boolean> {
  const begunAt = new Date();
  const lines: string[] = [];
  const results: RoundResult[] = [];
  const say = (line: string) => {
    lines.push(line);
    console.log(line);
  };
  const worldOf = ({ round }: RoundPlan) => Math.floor(round / ROUNDS_OF_A_WORLD);
  const plans = Array.from({ length: asked.rounds }, (_, index) => planRound(asked.seed, asked.from + index));
  say(`Fault rounds, begun ${begunAt.toISOString()}, seed ${asked.seed}, rounds ${asked.from} to ${asked.from + asked.rounds - 1}`);
  let interrupted = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      interrupted = true;
    });
  const round = (result: RoundResult) => {
    results.push(result);
    for (const line of tellRound(result)) say(line);
    if (interrupted) throw new Enough('somebody interrupted it');
    if (results.filter(({ violations }) => violations.length > 0).length >= MOST_FAILURES)
      throw new Enough(`${MOST_FAILURES} rounds failed`);
  };
  await playRounds(plans, (one, next) => worldOf(one) === worldOf(next), { round, note: say }).catch((fault: unknown) => {
    if (!(fault instanceof Enough)) throw fault;
    say(`Ended early: ${fault.message}.`);
  });
  for (const line of totals(results)) say(line);
  say(`${((Date.now() - begunAt.getTime()) / 1000 / Math.max(1, results.length)).toFixed(2)} s a round`);
  const file = values.report ?? join('.cache', 'faults', `${begunAt.toISOString().replaceAll(':', '-')}.txt`);
  const summary = summarize(results);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${[...lines, summary].join('\n')}\n`);
  console.log(`Report: ${file}`);
  console.log(summary);
  return results.length === asked.rounds && results.every(({ violations }) => violations.length === 0);
}

if (Object.values(asked).every((value) => Number.isSafeInteger(value) && value >= 0) && asked.rounds > 0)
  // All is said. What the worlds of a long run leave in this process must not keep it, and a core, busy.
  process.exit((await run()) ? 0 : 1);
else {
  console.error('npm run test:faults -- [--rounds n] [--seed s] [--from first round] [--report file]');
  process.exitCode = 2;
}
