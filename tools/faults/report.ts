import { describeFault, ROUNDS_OF_A_WORLD, type RoundPlan } from './plan.ts';
import type { RoundResult } from './rounds.ts';
import { VIOLATIONS } from './violation.ts';

const SHOWN_VIOLATIONS = 12;
const SHOWN_LINES = 25;

/** One line a round; a failure with all that is needed to repeat it. */
export function tellRound({ plan, violations, figures, waitedFor, log }: RoundResult): string[] {
  const { acknowledged, turnedAway, unreachable, forms, starts, settleMs } = figures;
  const numbers = `${acknowledged} taken, ${turnedAway} turned away, ${unreachable} unreached, ${forms} orders, ${starts} restarts, settled in ${settleMs} ms`;
  const place = `${String(plan.round).padStart(4)} seed ${plan.seed}${plan.withRedis ? ' redis' : ''}`;
  const line = `${violations.length === 0 ? 'ok  ' : 'FAIL'} ${place}  [${plan.faults.map(describeFault).join('; ')}]  ${numbers}`;
  if (violations.length === 0) return waitedFor === undefined ? [line] : [line, `       waited long for: ${waitedFor}`];
  return [
    line,
    ...violations.slice(0, SHOWN_VIOLATIONS).map(({ kind, what }) => `       ${kind}: ${what}`),
    ...(violations.length > SHOWN_VIOLATIONS ? [`       … and ${violations.length - SHOWN_VIOLATIONS} more`] : []),
    ...repeatHints(plan).map((hint) => `       ${hint}`),
    '       The agent’s last words:',
    ...log.slice(-SHOWN_LINES).map((said) => `         ${said}`),
  ];
}

function repeatHints({ round, seed }: RoundPlan): string[] {
  const first = Math.floor(round / ROUNDS_OF_A_WORLD) * ROUNDS_OF_A_WORLD;
  const command = (from: number, rounds: number) => `npm run test:faults -- --seed ${seed} --from ${from} --rounds ${rounds}`;
  const alone = `Alone: ${command(round, 1)}`;
  return first === round ? [alone] : [alone, `With what went before in its world: ${command(first, round - first + 1)}`];
}

/** `500 rounds, 0 lost, 0 duplicated, 0 stuck, 0 damaged, 0 misbehaved` */
export function summarize(results: readonly RoundResult[]): string {
  const all = results.flatMap(({ violations }) => violations);
  const counts = VIOLATIONS.map((kind) => `${all.filter((violation) => violation.kind === kind).length} ${kind}`);
  return [`${results.length} rounds`, ...counts].join(', ');
}

/** How often each kind of fault struck, and what was taken in all. */
export function totals(results: readonly RoundResult[]): string[] {
  const byKind = Map.groupBy(
    results.flatMap(({ plan }) => plan.faults),
    ({ kind }) => kind,
  );
  const sum = (read: (result: RoundResult) => number) => results.reduce((total, result) => total + read(result), 0);
  const settled = results.map(({ figures }) => figures.settleMs).sort((one, other) => one - other);
  const at = (share: number) => settled[Math.min(settled.length - 1, Math.floor(settled.length * share))] ?? 0;
  return [
    `Faults: ${[...byKind].map(([kind, faults]) => `${kind} ${faults.length}`).join(', ')}`,
    `Deliveries: ${sum(({ figures }) => figures.acknowledged)} events answered 200, ${sum(({ figures }) => figures.turnedAway)} answers of another status, ${sum(({ figures }) => figures.unreachable)} without an answer`,
    `Orders at the desk: ${sum(({ figures }) => figures.forms)}. Starts of the agent: ${sum(({ figures }) => figures.starts)}. Settled after the faults: median ${at(0.5)} ms, slowest ${at(1)} ms`,
  ];
}
