import type { Job } from '@banrimkwae/contract/traffic';
import type { LiveEvents } from '../live/live-events.ts';
import type { Run } from './run.ts';
import type { Settlement } from './settlement.ts';

/** A job that is done within this on its first try is not worth a line on anybody's screen. */
const QUIET_MS = 1000;
/** Five events a second and job at most. */
const TELL_EVERY_MS = 200;

export type Announcer = {
  /** Looks at a run that goes on: tells of slow ones and of progress. */
  observe: (run: Run, nowMs: number) => void;
  /** After the commit of what came of a run. `state` is where the row stands now. */
  ended: (run: Run, settlement: Settlement, to: { state: Job['state']; nowMs: number }) => void;
  /** A change that staff made. */
  changed: (job: Job) => void;
};

/** Tells the live stream what jobs do, without drowning it under hundreds of quick ones a second. */
export function createAnnouncer(live: Pick<LiveEvents, 'publish'>): Announcer {
  const tell = (run: Run, state: Job['state'], nowMs: number): void => {
    run.toldAtMs = nowMs;
    run.progressToTell = false;
    live.publish({ type: 'job_changed', jobId: run.id, kind: run.kind, state, progress: run.latestProgress?.done ?? null });
  };
  return {
    observe: (run, nowMs) => {
      const unknownButSlow = run.toldAtMs === undefined && nowMs - run.startedAtMs >= QUIET_MS;
      const moved = run.progressToTell && nowMs - (run.toldAtMs ?? 0) >= TELL_EVERY_MS;
      if (unknownButSlow || moved) tell(run, 'running', nowMs);
    },
    ended: (run, settlement, { state, nowMs }) => {
      if (!isQuiet(run, settlement, nowMs)) tell(run, state, nowMs);
    },
    changed: (job) => {
      live.publish({ type: 'job_changed', jobId: job.id, kind: job.kind, state: job.state, progress: job.progress?.done ?? null });
    },
  };
}

function isQuiet(run: Run, settlement: Settlement, nowMs: number): boolean {
  const calm = settlement.to === 'completed' || (settlement.to === 'requeued' && settlement.error === null);
  return calm && run.attempt === 1 && run.toldAtMs === undefined && run.latestProgress === undefined && nowMs - run.startedAtMs < QUIET_MS;
}
