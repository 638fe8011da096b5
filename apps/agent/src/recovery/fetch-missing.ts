import { AppError, toAppError } from '@banrimkwae/contract/errors';
import type { FetchWay } from '@banrimkwae/contract/recovery';
import type { JobOutcome, RunningJob } from '../jobs/port.ts';
import { type Telling, WAYS } from './fetch-ways.ts';
import { fetchWindow } from './fetch-window.ts';
import { type GapsGround, MINUTE_MS } from './gap-ground.ts';
import { tellOutages } from './outage-report.ts';
import type { OpenRepair } from './outage-table.ts';

const DONE: JobOutcome = { done: true };
const RETRY = { firstMs: 10_000, mostMs: 5 * MINUTE_MS };
/** An event may be listed late: reports of outages that ended this recently are counted once more by the next run. */
const COUNT_AGAIN_MS = 30 * MINUTE_MS;

type Run = { provider: string; way: Exclude<FetchWay, 'none'>; reachDays: number; job: RunningJob };

/** Job: asks one provider what no webhook told. One run a provider at a time; whatever kills it, the next one begins where it began. */
export async function fetchMissing(ground: GapsGround, job: RunningJob): Promise<JobOutcome> {
  const provider = job.subjectId;
  const declared = ground.connectors.get(provider)?.manifest.fetchMissing;
  if (!declared || declared.way === 'none') return DONE;
  const run: Run = { provider, way: declared.way, reachDays: declared.reachDays, job };
  return ground.inTurn(provider, async () => {
    ground.running.add(provider);
    ground.live.publish({ type: 'recovery_changed' });
    try {
      return await runOnce(ground, run);
    } finally {
      ground.running.delete(provider);
      ground.live.publish({ type: 'recovery_changed' });
    }
  });
}

async function runOnce(ground: GapsGround, run: Run): Promise<JobOutcome> {
  const { provider, way, reachDays, job } = run;
  const { whyNot } = ground.providers.find(provider);
  if (whyNot !== null) return notReady(ground, provider, whyNot);
  const began = ground.clock.now();
  const { requested_since: since, requested_at: requestedAt } = ground.fetches.of(provider);
  const recent = way === 'event_list' ? new Date(began.getTime() - COUNT_AGAIN_MS) : began;
  const repairs = ground.outages.repairsOf(provider, recent.toISOString());
  const window = fetchWindow({
    now: began,
    reachDays,
    completeUntil: completeUntil(ground, provider),
    since,
    outages: repairs.map(({ beganAt }) => beganAt),
  });
  let told: Awaited<ReturnType<(typeof WAYS)[typeof way]>>;
  try {
    told = await WAYS[way](ground, { provider, from: window.from, signal: job.signal });
  } catch (fault) {
    if (job.signal.aborted) throw fault;
    return failed(ground, provider, fault);
  }
  if ('waitMs' in told) return { again: { afterMs: told.waitMs, reason: 'The provider asks for a moment.' } };
  complete(ground, run, { began, requestedAt, window, repairs, told });
  const asked = ground.fetches.of(provider).requested_at !== null || ground.outages.waiting().includes(provider);
  return asked ? { again: { afterMs: 0, reason: 'Something was asked for meanwhile.' } } : DONE;
}

/** Up to where everything is known. A channel is read all the time, which completes it as well. */
export function completeUntil(ground: Pick<GapsGround, 'fetches' | 'channel' | 'connectors'>, provider: string): string | null {
  const own = ground.fetches.of(provider).complete_until;
  if (ground.connectors.get(provider)?.manifest.fetchMissing?.way !== 'pull') return own;
  const read = ground.channel.lastImportAt(provider);
  return own === null || (read !== null && read > own) ? read : own;
}

type Completed = {
  began: Date;
  requestedAt: string | null;
  window: ReturnType<typeof fetchWindow>;
  repairs: readonly OpenRepair[];
  told: Telling;
};

/** In one transaction, after every page is on the disk: this is what moves the watermark. */
function complete(ground: GapsGround, { provider, reachDays }: Run, { began, requestedAt, window, repairs, told }: Completed): void {
  ground.database.transaction(() => {
    const { requested_at: newest } = ground.fetches.of(provider);
    ground.fetches.change(provider, {
      complete_until: began.toISOString(),
      last_run_at: began.toISOString(),
      last_error: window.beyondReach ? beyondReach(reachDays) : null,
      failing_since: null,
      failures: 0,
      retry_at: null,
      ...(newest === requestedAt ? { requested_at: null, requested_since: null } : {}),
    });
    for (const repair of repairs) {
      const lost = Date.parse(repair.beganAt) < window.from.getTime();
      ground.outages.setRepair(repair.outageId, provider, {
        state: lost ? 'out_of_reach' : 'done',
        ...told.within(repair),
        error: lost ? beyondReach(reachDays) : null,
      });
    }
  })();
  tellOutages(ground, repairs);
}

function beyondReach(reachDays: number): string {
  return `Only the last ${reachDays} days can be asked for; what happened before is not known.`;
}

/** Paused: its outages stay open until it is resumed and the next beat asks. Not set up: nothing is to be fetched. */
function notReady(ground: GapsGround, provider: string, whyNot: string): JobOutcome {
  const repairs = ground.outages.repairsOf(provider, ground.clock.now().toISOString());
  const { message } = new AppError(whyNot === 'provider_paused' ? 'provider_paused' : 'provider_not_configured');
  ground.database.transaction(() => {
    ground.fetches.change(provider, { last_error: message, requested_at: null, requested_since: null });
    for (const { outageId } of repairs)
      ground.outages.setRepair(outageId, provider, { state: 'failed', found: 0, recovered: 0, error: message });
  })();
  tellOutages(ground, repairs);
  return DONE;
}

/** It is tried for as long as it takes: nothing is spoilt by a repetition. */
function failed(ground: GapsGround, provider: string, fault: unknown): JobOutcome {
  const { message, details } = toAppError(fault);
  const reason = [message, details.providerCode, details.providerMessage].filter(Boolean).join(' · ');
  const now = ground.clock.now();
  const { failures, failing_since } = ground.fetches.of(provider);
  const backoffMs = Math.min(RETRY.mostMs, RETRY.firstMs * 2 ** Math.min(failures, 10));
  const afterMs = Math.max(backoffMs, (details.retryAfterSeconds ?? 0) * 1000);
  const repairs = ground.outages.repairsOf(provider, now.toISOString());
  ground.database.transaction(() => {
    ground.fetches.change(provider, {
      last_run_at: now.toISOString(),
      last_error: reason,
      failing_since: failing_since ?? now.toISOString(),
      failures: failures + 1,
      retry_at: new Date(now.getTime() + afterMs).toISOString(),
    });
    for (const { outageId } of repairs)
      ground.outages.setRepair(outageId, provider, { state: 'failed', found: 0, recovered: 0, error: reason });
  })();
  tellOutages(ground, repairs);
  return { again: { afterMs, reason } };
}
