import type { JobOutcome, RunningJob } from '../jobs/port.ts';
import { pause, reapplyBatch } from './replay-batch.ts';
import { type ReplayGround, tellReplay } from './replay-ground.ts';
import { type Progress, type ReplayRow, selectionOf } from './replay-table.ts';

/** A batch is what the cap allows in this time. */
const BATCH_MS = 100;
/** How often it is written down how far it is; after a crash so much is repeated, which changes nothing. Also how often screens are told. */
const KEEP_EVERY_MS = 500;
/** Then the job goes back to the queue, where a count of crashes in a row begins anew. */
const TURN_MS = 5000;
/** With more than this under way, genuine deliveries go first, for so long at most. */
const BUSY = 100;
const GIVE_WAY_MS = 20;
const GIVE_WAY_MOST_MS = 1000;

export type ReplayRunner = ReturnType<typeof createReplayRunner>;

/**
 * Walks the inbox by id, which is by time, and has each event applied again. Batches follow each other at the rate allowed; where it is
 * stands in the row, so it goes on there after whatever end. `halt` lets it begin nothing more.
 */
export function createReplayRunner(ground: ReplayGround) {
  let active: { id: string; halt: AbortController } | undefined;
  let counted: string | undefined;
  let nextBatchAt = 0;
  const work = async (job: RunningJob): Promise<JobOutcome> => {
    const row = ground.table.find(job.subjectId);
    if (row?.state !== 'running') return { done: true };
    const halt = new AbortController();
    active = { id: row.id, halt };
    const signal = AbortSignal.any([job.signal, halt.signal]);
    try {
      const start = counted === row.id ? progressOf(row) : await recount(ground, row);
      counted = row.id;
      nextBatchAt = await walk(ground, { row, start, signal, nextBatchAt, job });
    } finally {
      active = undefined;
    }
    return ground.table.find(row.id)?.state === 'running' ? { again: { afterMs: 0, reason: 'It goes on.' } } : { done: true };
  };
  return {
    work,
    halt: (id: string): void => {
      counted = undefined;
      if (active?.id === id) active.halt.abort();
    },
  };
}

function progressOf({ cursor, done, failed }: ReplayRow): Progress {
  return { cursor, done, failed };
}

/** Events may have been finished by others while it stood still, or by itself just before a crash: they count as done. */
async function recount({ inbox, table }: ReplayGround, row: ReplayRow): Promise<Progress> {
  const left = await inbox.replays.count(selectionOf(row), row.cursor);
  const progress = { ...progressOf(row), done: Math.max(0, row.total - left) };
  table.advance(row.id, progress);
  return progress;
}

type Walk = { row: ReplayRow; start: Progress; signal: AbortSignal; nextBatchAt: number; job: Pick<RunningJob, 'progress'> };

/** Answers when the next batch may begin. */
async function walk(ground: ReplayGround, { row, start, signal, nextBatchAt, job }: Walk): Promise<number> {
  const { replays } = ground.inbox;
  const selection = selectionOf(row);
  const batch = Math.max(1, Math.round((row.per_minute * BATCH_MS) / 60_000));
  const endOfTurn = performance.now() + TURN_MS;
  let progress = start;
  // At once after the first batch: an agent that never lives for long gets on all the same.
  let keptAt = Number.NEGATIVE_INFINITY;
  let next = nextBatchAt;
  const keep = (): void => {
    keepProgress(ground, row, progress);
    job.progress(row.total === 0 ? 1 : progress.done / row.total, `${progress.done} of ${row.total}`);
    keptAt = performance.now();
  };
  while (performance.now() < endOfTurn) {
    await pause(next - performance.now(), signal);
    await giveWay(replays, signal);
    if (signal.aborted) break;
    const step = replays.next(selection, progress.cursor, batch);
    next = Math.max(next, performance.now() - BATCH_MS) + (step.ids.length * 60_000) / row.per_minute;
    const { done, failed, fault } = await reapplyBatch(step.ids, { reapply: replays.reapply, signal });
    const whole = done === step.ids.length;
    progress = {
      cursor: whole ? step.reached : (step.ids[done - 1] ?? progress.cursor),
      done: Math.min(row.total, progress.done + done),
      failed: progress.failed + failed,
    };
    if (fault !== undefined) {
      keep();
      throw fault;
    }
    if (whole && step.end) {
      finish(ground, row, progress);
      return next;
    }
    if (performance.now() - keptAt >= KEEP_EVERY_MS) keep();
  }
  keep();
  return next;
}

async function giveWay({ load }: { load: () => number }, signal: AbortSignal): Promise<void> {
  for (let waited = 0; waited < GIVE_WAY_MOST_MS && load() > BUSY && !signal.aborted; waited += GIVE_WAY_MS)
    await pause(GIVE_WAY_MS, signal);
}

function keepProgress(ground: ReplayGround, { id }: ReplayRow, progress: Progress): void {
  ground.table.advance(id, progress);
  const row = ground.table.find(id);
  if (row) tellReplay(ground, row);
}

/** Cancelled at the last moment stays cancelled. */
function finish(ground: ReplayGround, { id, total }: ReplayRow, progress: Progress): void {
  ground.database.transaction(() => {
    const completes = ground.table.find(id)?.state === 'running';
    ground.table.advance(id, completes ? { ...progress, done: total } : progress);
    if (completes) ground.table.setState(id, 'completed', ground.clock.now().toISOString());
  })();
  const row = ground.table.find(id);
  if (row) tellReplay(ground, row);
  ground.live.publish({ type: 'recovery_changed' });
}
