import { AppError } from '@banrimkwae/contract/errors';
import type { ReplayFilter, ReplayPlan, ReplayRun } from '@banrimkwae/contract/recovery';
import type { Problem } from '@banrimkwae/contract/system';
import type { Effect } from '@banrimkwae/contract/traffic';
import type { Actor } from '../access/index.ts';
import { mapPage, type Page } from '../store/page.ts';
import { createReplayGround, type ReplayDeps, type ReplayGround, RUN, tellReplay } from './replay-ground.ts';
import { replayProblems } from './replay-problems.ts';
import { createReplayRunner, type ReplayRunner } from './replay-run.ts';
import { type ReplayRow, toReplayRun } from './replay-table.ts';

/** After genuine work of every kind. */
const PRIORITY = 9;

export type StartReplay = { filter: ReplayFilter; effects: readonly Effect[]; includeApplied: boolean; perMinute: number; upTo: string };
export type Replays = ReturnType<typeof createReplays>;

/** Replays of many deliveries. One runs at a time. Call it before the queue starts, since it declares its job. */
export function createReplays(deps: ReplayDeps) {
  const ground = createReplayGround(deps);
  const runner = createReplayRunner(ground);
  deps.jobs.handle(RUN, runner.work, { concurrency: 1 });
  return {
    problems: (): Problem[] => {
      holdIfOrphaned(ground);
      return replayProblems(ground);
    },
    plan: (filter: ReplayFilter): Promise<ReplayPlan> => deps.inbox.replays.plan(filter),
    start: (input: StartReplay, actor: Actor): Promise<ReplayRun> => startReplay(ground, input, actor),
    list: (page: { cursor?: string | undefined; limit: number }): Page<ReplayRun> => {
      holdIfOrphaned(ground);
      return mapPage(ground.table.list(page), toReplayRun);
    },
    get: (id: string): ReplayRun => {
      holdIfOrphaned(ground);
      return toReplayRun(findReplay(ground, id));
    },
    pause: (id: string, actor: Actor): ReplayRun => end(ground, runner, { id, to: 'paused', from: ['running'], actor }),
    resume: (id: string, actor: Actor): ReplayRun => resumeReplay(ground, id, actor),
    cancel: (id: string, actor: Actor): ReplayRun => end(ground, runner, { id, to: 'cancelled', from: ['running', 'paused'], actor }),
  };
}

async function startReplay(ground: ReplayGround, { perMinute, ...selection }: StartReplay, actor: Actor): Promise<ReplayRun> {
  const { database, table, newId, clock, audit } = ground;
  requireNoneRunning(ground);
  const total = await ground.inbox.replays.count(selection, '');
  const id = newId('rpl');
  database.transaction(() => {
    requireNoneRunning(ground);
    const who = { startedBy: actor.id, startedByName: actor.name, startedAt: clock.now().toISOString() };
    table.insert({ id, selection, perMinute, total, jobId: addJob(ground, id), ...who });
    audit({ actor: actor.id, action: 'replay.start', subject: id, detail: { ...selection, perMinute, total } });
  })();
  return told(ground, id);
}

function resumeReplay(ground: ReplayGround, id: string, actor: Actor): ReplayRun {
  ground.database.transaction(() => {
    requireNoneRunning(ground, id);
    const { done, total } = requireState(ground, id, ['paused']);
    ground.table.restart(id, addJob(ground, id));
    ground.audit({ actor: actor.id, action: 'replay.resume', subject: id, detail: { done, total } });
  })();
  return told(ground, id);
}

type Ending = { id: string; to: 'paused' | 'cancelled'; from: readonly ReplayRun['state'][]; actor: Actor };

/** Begins nothing more once it is back; what was being applied at that moment ends by itself. */
function end(ground: ReplayGround, runner: ReplayRunner, { id, to, from, actor }: Ending): ReplayRun {
  ground.database.transaction(() => {
    const { done, total } = requireState(ground, id, from);
    ground.table.setState(id, to, to === 'cancelled' ? ground.clock.now().toISOString() : null);
    ground.audit({ actor: actor.id, action: to === 'paused' ? 'replay.pause' : 'replay.cancel', subject: id, detail: { done, total } });
  })();
  runner.halt(id);
  return told(ground, id);
}

/** No dedupe key: the job of a run that was just paused may still be on its way out, and would swallow this one. */
function addJob({ jobs }: ReplayGround, id: string): string {
  return jobs.add({ kind: RUN, subjectId: id, priority: PRIORITY });
}

/** A run whose job gave up, or was ended in the list of jobs, would seem to run for ever: it is paused, and may be resumed. */
function holdIfOrphaned(ground: ReplayGround): void {
  const running = ground.table.running();
  if (!running) return;
  const state = ground.jobs.get(running.job_id)?.state;
  if (state === 'waiting' || state === 'delayed' || state === 'running') return;
  ground.table.setState(running.id, 'paused', null);
  told(ground, running.id);
}

function requireNoneRunning(ground: ReplayGround, id?: string): void {
  holdIfOrphaned(ground);
  const running = ground.table.running();
  if (!running || running.id === id) return;
  throw new AppError('conflict', { message: 'Another replay is running.', hint: 'Wait until it is done, or pause or cancel it first.' });
}

function requireState(ground: ReplayGround, id: string, states: readonly ReplayRun['state'][]): ReplayRow {
  const row = findReplay(ground, id);
  if (!states.includes(row.state)) throw new AppError('conflict', { message: `This is not possible while the replay is ${row.state}.` });
  return row;
}

function findReplay({ table }: ReplayGround, id: string): ReplayRow {
  const row = table.find(id);
  if (!row) throw new AppError('not_found', { message: 'There is no such replay.' });
  return row;
}

function told(ground: ReplayGround, id: string): ReplayRun {
  const row = findReplay(ground, id);
  tellReplay(ground, row);
  return toReplayRun(row);
}
