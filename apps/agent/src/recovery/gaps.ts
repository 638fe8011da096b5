import { AppError } from '@banrimkwae/contract/errors';
import type { FetchStatus, Outage, Silence } from '@banrimkwae/contract/recovery';
import type { Problem } from '@banrimkwae/contract/system';
import type { Actor } from '../access/index.ts';
import type { JobOutcome } from '../jobs/port.ts';
import { mapPage, type Page, pageOf } from '../store/page.ts';
import { readSetting, writeSetting } from '../store/settings.ts';
import { fetchMissing } from './fetch-missing.ts';
import { askFetch, BEAT_SECONDS, fetchProblems, isOnBeat, showFetch, showFetches } from './fetch-status.ts';
import { createFetchTable } from './fetch-table.ts';
import { type GapsGround, JOB, ringFetch, SECOND_MS } from './gap-ground.ts';
import { outageProblems, showOutage } from './outage-report.ts';
import { createOutageTable } from './outage-table.ts';
import { createOutageWatch, type OutageWatch } from './outage-watch.ts';
import { createSilenceAlarm } from './silence-alarm.ts';
import { learnSilences } from './silence-learning.ts';
import { createSilenceTable } from './silence-table.ts';

export type GapsDeps = Omit<GapsGround, 'fetches' | 'outages' | 'silences' | 'running' | 'inTurn'>;
export type GapsRoom = ReturnType<typeof createGaps>;

const TICK_MS = 10 * SECOND_MS;
const LEARN_SECONDS = 60;
const LAST_BEAT = 'recovery_beat';

/** What was missed: fetched from providers, told outage by outage, and suspected where something is silent. */
export function createGaps(deps: GapsDeps) {
  const ground = groundOf(deps);
  const watch = createOutageWatch(ground);
  const alarm = createSilenceAlarm(ground);
  registerJobs(ground);
  const lastBeat = () => readSetting(ground.database, LAST_BEAT);
  return {
    fetches: (): FetchStatus[] => showFetches(ground, lastBeat()),
    fetchMissing: (input: { id: string; since?: string | undefined }, actor: Actor): FetchStatus => {
      askFetch(ground, input, actor);
      const status = showFetch(ground, input.id, lastBeat());
      if (!status) throw new AppError('not_found');
      return status;
    },
    outages: (page: { cursor?: string | undefined; limit: number }) => listOutages(ground, page),
    /** Throws AppError `not_found`. */
    outage: (id: string): Outage => {
      const row = ground.outages.find(id);
      if (!row) throw new AppError('not_found');
      return showOutage(ground, row);
    },
    silences: (): Silence[] => alarm.silences(),
    acknowledgeSilence: alarm.acknowledge,
    /** What needs a person, for Today. */
    problems: (): Problem[] => [...alarm.problems(), ...outageProblems(ground), ...fetchProblems(ground)],
    /** Told by whoever runs the tunnel, with every change of its state. */
    tunnelChanged: (change: Parameters<OutageWatch['tunnelChanged']>[0]): void => guarded(ground, () => watch.tunnelChanged(change)),
    /** Once jobs run. Tells how long the agent was away, and watches from then on; answers how to end that. */
    start: (): (() => void) => keepWatching(ground, watch, alarm),
  };
}

function groundOf(deps: GapsDeps): GapsGround {
  const turns = new Map<string, Promise<unknown>>();
  return {
    ...deps,
    fetches: createFetchTable(deps.database),
    outages: createOutageTable(deps.database),
    silences: createSilenceTable(deps.database),
    running: new Set(),
    inTurn: (key, act) => {
      const mine = (turns.get(key) ?? Promise.resolve()).then(act, act);
      turns.set(key, mine);
      return mine;
    },
  };
}

function registerJobs(ground: GapsGround): void {
  const { jobs } = ground;
  jobs.handle(JOB.fetch, (job) => fetchMissing(ground, job), { concurrency: 8 });
  jobs.handle(JOB.beat, async () => beat(ground));
  jobs.handle(JOB.learn, () => learnSilences(ground), { concurrency: 1 });
  jobs.schedule({ name: JOB.beat, kind: JOB.beat, subjectId: 'all', every: { seconds: BEAT_SECONDS }, priority: 8 });
  jobs.schedule({ name: JOB.learn, kind: JOB.learn, subjectId: 'all', every: { seconds: LEARN_SECONDS }, priority: 9 });
}

/** A job a provider, so that one that fails holds up none. */
function beat(ground: GapsGround): JobOutcome {
  const unrepaired = new Set(ground.outages.unrepaired());
  ground.database.transaction(() => {
    for (const [provider, { manifest }] of ground.connectors) {
      const due = isOnBeat(manifest.fetchMissing?.way ?? 'none') || unrepaired.has(provider);
      if (due && ground.providers.find(provider).ready) ringFetch(ground, provider, { now: false });
    }
    const now = ground.clock.now().toISOString();
    writeSetting(ground.database, { name: LAST_BEAT, value: now, at: now });
  })();
  return { done: true };
}

type Ticking = { tick: () => void };

function keepWatching(ground: GapsGround, watch: OutageWatch, alarm: Ticking): () => void {
  guarded(ground, watch.begin);
  const tick = () => {
    for (const act of [watch.tick, () => ringWaiting(ground), alarm.tick]) guarded(ground, act);
  };
  const timer = setInterval(tick, TICK_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    guarded(ground, watch.beat);
  };
}

/** A disk that is full must not end the agent: what was to be written down here is noticed again by a later beat. */
function guarded({ log }: GapsGround, act: () => void): void {
  try {
    act();
  } catch (fault) {
    log.error({ err: fault }, 'Outages and silences cannot be watched; it is tried again within seconds');
  }
}

/** What was asked for while a run ended has no job: the rows are the truth, so it is rung for here. */
function ringWaiting(ground: GapsGround): void {
  const providers = new Set([...ground.outages.waiting(), ...ground.fetches.requested()]);
  if (providers.size === 0) return;
  ground.database.transaction(() => {
    for (const provider of providers) {
      const isBusy = ground.running.has(provider) || ground.fetches.of(provider).retry_at !== null;
      if (!isBusy) ringFetch(ground, provider, { now: true });
    }
  })();
}

function listOutages(ground: GapsGround, { cursor, limit }: { cursor?: string | undefined; limit: number }): Page<Outage> {
  const rows = ground.outages.page({ cursor, limit: limit + 1 });
  return mapPage(
    pageOf(rows, limit, ({ id }) => id),
    (row) => showOutage(ground, row),
  );
}
