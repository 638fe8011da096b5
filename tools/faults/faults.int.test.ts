import { describe, expect, it } from 'vitest';
import { FAULT_KINDS, type FaultKind, planOfKinds, planRound } from './plan.ts';
import { summarize, tellRound } from './report.ts';
import { playRounds, type RoundResult } from './rounds.ts';

const SEED = 20_261_128;
/** Every kind of fault at least once; the long form (`npm run test:faults`) draws them by chance. */
const WITHOUT_REDIS: readonly (readonly FaultKind[])[] = [
  ['kill', 'provider-errors'],
  ['freeze', 'tunnel-cut'],
  ['disk-full'],
  ['clock-jump', 'second-agent'],
  ['tunnel-stalled', 'provider-drops'],
];
const WITH_REDIS: readonly (readonly FaultKind[])[] = [
  ['redis-killed', 'kill'],
  ['redis-flushed', 'provider-errors'],
  ['redis-killed', 'clock-jump'],
];

describe('an agent under load, with everything going wrong around it', () => {
  it('loses nothing it acknowledged, does nothing twice, and is stuck nowhere', { timeout: 240_000 }, async () => {
    const plans = [
      ...WITHOUT_REDIS.map((kinds, round) => planOfKinds(SEED, round, { kinds, withRedis: false })),
      ...WITH_REDIS.map((kinds, index) => planOfKinds(SEED, WITHOUT_REDIS.length + index, { kinds, withRedis: true })),
    ];
    expect(new Set(plans.flatMap(({ faults }) => faults.map(({ kind }) => kind)))).toEqual(new Set(FAULT_KINDS));
    const results: RoundResult[] = [];
    await playRounds(plans, (one, next) => one.withRedis === next.withRedis, {
      round: (result) => void results.push(result),
      note: (line) => process.stdout.write(`${line}\n`),
    });
    const told = results.flatMap(tellRound).join('\n');
    expect(summarize(results), told).toBe(`${plans.length} rounds, 0 lost, 0 duplicated, 0 stuck, 0 damaged, 0 misbehaved`);
    for (const { figures } of results) expect(figures.acknowledged, told).toBeGreaterThan(10);
    const full = results.find(({ plan }) => plan.faults.some(({ kind }) => kind === 'disk-full'));
    expect(full?.figures.turnedAway, 'a full disk turns deliveries away').toBeGreaterThan(0);
  });
});

describe('the plan of a round', () => {
  it('is drawn anew the same from its seed and number alone', () => {
    expect(planRound(5, 60)).toEqual(planRound(5, 60));
    expect(planRound(5, 60)).not.toEqual(planRound(6, 60));
  });

  it('has each kind of fault in so many rounds', () => {
    const kinds = Array.from({ length: 200 }, (_, round) => planRound(1, round)).flatMap(({ faults }) => faults.map(({ kind }) => kind));
    for (const kind of FAULT_KINDS) expect(kinds.filter((each) => each === kind).length, kind).toBeGreaterThan(8);
  });
});
