import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missingRedis, type RedisRig, startRedis } from '../../apps/agent/src/jobs/redis-rig.ts';
import { agentBundle, bundleAgent } from '../packaging/bundle-agent.ts';
import { acknowledged } from './ledger.ts';
import { startLoad } from './load.ts';
import type { RoundPlan } from './plan.ts';
import { settle } from './settle.ts';
import { strike } from './strike.ts';
import { examineAgent } from './verify.ts';
import { type Violation, violation } from './violation.ts';
import { openFaultWorld, type World } from './world.ts';

export type RoundResult = {
  plan: RoundPlan;
  violations: Violation[];
  figures: Figures;
  waitedFor: string | undefined;
  log: readonly string[];
};
export type Figures = { acknowledged: number; turnedAway: number; unreachable: number; forms: number; starts: number; settleMs: number };
export type Told = { round: (result: RoundResult) => void; note: (line: string) => void };

/** Plays all rounds; one that fails ends its world, so that the next begins in a sound one. */
export async function playRounds(
  plans: readonly RoundPlan[],
  sameWorld: (one: RoundPlan, next: RoundPlan) => boolean,
  told: Told,
): Promise<void> {
  const ground = await openGround(plans, told);
  let world: World | undefined;
  let last: RoundPlan | undefined;
  try {
    for (const plan of plans) {
      if (world && last && !sameWorld(last, plan)) {
        await world.close();
        world = undefined;
      }
      world ??= await ground.open(plan, told);
      last = plan;
      const result = await playRound(world, plan);
      told.round(result);
      if (result.violations.length === 0) continue;
      await world.close();
      world = undefined;
    }
  } finally {
    await world?.close();
    await ground.close();
  }
}

/** The bundled agent, because it starts in a third of the time, and one Redis. */
async function openGround(plans: readonly RoundPlan[], told: Told) {
  const folder = mkdtempSync(join(tmpdir(), 'faults-'));
  const wantsRedis = plans.some(({ withRedis }) => withRedis);
  const redisMissing = wantsRedis ? missingRedis() : undefined;
  if (redisMissing !== undefined) told.note(`NOT TESTED: Redis. ${redisMissing}`);
  const script = await bundleAgent({ ...agentBundle, out: join(folder, 'agent') });
  const redis: RedisRig | undefined = wantsRedis && redisMissing === undefined ? await startRedis() : undefined;
  let diskTold = false;
  return {
    open: async ({ withRedis }: RoundPlan, { note }: Told): Promise<World> => {
      const world = await openFaultWorld({ script, cacheDir: join(folder, 'cache'), redis: withRedis ? redis : undefined });
      if (!diskTold) note(`The disk is ${world.disk.how}.`);
      diskTold = true;
      return world;
    },
    close: async () => {
      await redis?.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

async function playRound(world: World, plan: RoundPlan): Promise<RoundResult> {
  const before = figuresOf(world);
  const load = startLoad(world, plan);
  const [struck] = await Promise.all([Promise.all(plan.faults.map((fault) => strike(world, fault))), load.ended]);
  await world.providers.mend();
  const mendedAt = performance.now();
  const { open, waitedFor } = await settle(world, load);
  const settleMs = Math.round(performance.now() - mendedAt);
  const starts = world.keeper.failedStarts.splice(0).map((what) => violation('misbehaved')(`a start failed: ${what}`));
  const violations = [...struck.flat(), ...starts, ...open, ...(await examineAgent(world))];
  const after = figuresOf(world);
  const figures = {
    acknowledged: after.acknowledged - before.acknowledged,
    turnedAway: after.turnedAway - before.turnedAway,
    unreachable: after.unreachable - before.unreachable,
    forms: after.forms - before.forms,
    starts: after.starts - before.starts,
    settleMs,
  };
  return { plan, violations, figures, waitedFor, log: world.keeper.lastLines };
}

function figuresOf({ ledger, keeper }: World): Omit<Figures, 'settleMs'> {
  const turnedAway = [...ledger.answers].reduce(
    (sum, [status, count]) => sum + (typeof status === 'number' && status !== 200 ? count : 0),
    0,
  );
  return {
    acknowledged: acknowledged(ledger).length,
    turnedAway,
    unreachable: ledger.answers.get('unreachable') ?? 0,
    forms: ledger.payments.size + ledger.refunds.size + ledger.messages.size,
    starts: keeper.starts,
  };
}
