import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@banrimkwae/contract/errors';
import type { ReplayRun } from '@banrimkwae/contract/recovery';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { until } from '../ingress/ingress-rig.ts';
import { ALL, MALEE, many, openReplayRig, type ReplayRig, rowsOf, type Seed, seed } from './replay-rig.ts';

const step = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('pause' as const, 'resume' as const, 'restart' as const) },
  { weight: 1, arbitrary: fc.constant('cancel' as const) },
);
const history = fc.record({
  events: fc.array(fc.constantFrom('applied', 'failed', 'broken', 'broken and applied', 'given up'), { minLength: 1, maxLength: 80 }),
  includeApplied: fc.boolean(),
  perMinute: fc.constantFrom(3000, 12_000, 60_000),
  steps: fc.array(fc.record({ after: fc.integer({ min: 0, max: 60 }), what: step }), { maxLength: 6 }),
  applierMs: fc.constantFrom(0, 5, 40),
});
type History = typeof history extends fc.Arbitrary<infer Value> ? Value : never;

const SEEDS: Record<string, Partial<Seed>> = {
  applied: {},
  failed: { state: 'failed', error: 'No.' },
  broken: { state: 'failed', error: 'No.' },
  'broken and applied': {},
  'given up': { state: 'failed', error: 'No.', discardReason: 'Settled by hand' },
};
/** What may be done in which state, and what comes of it. */
const MODEL: Record<string, Partial<Record<ReplayRun['state'], ReplayRun['state']>>> = {
  pause: { running: 'paused' },
  resume: { paused: 'running' },
  cancel: { running: 'cancelled', paused: 'cancelled' },
};

async function play({ events, includeApplied, perMinute, steps, applierMs }: History): Promise<void> {
  const applied = new Map<number, number[]>();
  const appliers = {
    reservations: async ({ id }: { id: string }) => {
      const index = Number(id.slice(4));
      applied.set(index, [...(applied.get(index) ?? []), performance.now()]);
      if (applierMs > 0) await sleep(applierMs);
      if (events[index]?.startsWith('broken')) throw new AppError('provider_rejected');
    },
  };
  let rig: ReplayRig = await openReplayRig({ appliers });
  try {
    seed(
      rig,
      many(events.length, (index) => SEEDS[events[index] ?? ''] ?? {}),
    );
    const chosen = events.flatMap((kind, index) =>
      kind === 'given up' || (!includeApplied && (kind === 'applied' || kind === 'broken and applied')) ? [] : [index],
    );
    const { upTo } = await rig.replays.plan({});
    const { id, total } = await rig.replays.start({ filter: {}, effects: ALL, includeApplied, perMinute, upTo }, MALEE);
    expect(total).toBe(chosen.length);
    let cancelledAt = Number.POSITIVE_INFINITY;
    for (const { after, what } of steps) {
      await sleep(after);
      if (what === 'restart') {
        await rig.stop();
        rig = await openReplayRig({ appliers, folder: rig.folder });
        continue;
      }
      const { state } = rig.replays.get(id);
      const expected = MODEL[what]?.[state];
      if (expected === undefined) {
        expect(() => rig.replays[what](id, MALEE)).toThrow(expect.objectContaining({ code: 'conflict' }));
        continue;
      }
      expect(rig.replays[what](id, MALEE).state).toBe(expected);
      if (what === 'cancel') cancelledAt = performance.now();
    }
    if (rig.replays.get(id).state === 'paused') rig.replays.resume(id, MALEE);
    await until('it ends', () => ['completed', 'cancelled'].includes(rig.replays.get(id).state));
    await until('nothing runs', () => rig.jobs.counts().running === 0);
    judge({ rig, events, chosen, applied, run: rig.replays.get(id), cancelledAt });
  } finally {
    await rig.remove();
  }
}

type Ended = {
  rig: ReplayRig;
  events: readonly string[];
  chosen: readonly number[];
  applied: ReadonlyMap<number, number[]>;
  run: ReplayRun;
  cancelledAt: number;
};

function judge({ rig, events, chosen, applied, run, cancelledAt }: Ended): void {
  expect([...applied.keys()].filter((index) => !chosen.includes(index))).toEqual([]);
  expect([...applied.values()].flat().filter((at) => at > cancelledAt)).toEqual([]);
  const rows = rowsOf(rig);
  const broken = (index: number) => events[index]?.startsWith('broken');
  if (run.state === 'completed') {
    expect([...applied.keys()].sort((left, right) => left - right)).toEqual(chosen);
    expect(run).toMatchObject({ done: run.total, total: chosen.length });
    expect(run.failed).toBe(chosen.filter(broken).length);
  } else {
    // Done are so many from the beginning, and all of them were applied.
    for (const index of chosen.slice(0, run.done)) expect(applied.has(index)).toBe(true);
  }
  for (const [index, { state }] of rows.entries()) {
    const kind = events[index];
    const isDone = kind === 'applied' || kind === 'broken and applied' || (kind === 'failed' && applied.has(index));
    expect(state, `${kind} ${index}`).toBe(isDone ? 'completed' : 'failed');
  }
  expect(rig.deadLetters.standing().count).toBe(
    rows.filter(({ state, discardReason }) => state === 'failed' && discardReason === null).length,
  );
}

it('whatever happens to a run: all that was chosen is applied, nothing after a cancel, and what it says is so', {
  timeout: 120_000,
}, async () => {
  await fc.assert(fc.asyncProperty(history, play), { numRuns: 40 });
});
