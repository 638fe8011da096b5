import { DAY_MS, HOUR_MS, MINUTE_MS } from './gap-ground.ts';

/** Their clock and ours need not agree, and an event may be listed a while after the time it bears. */
export const OVERLAP_MS = 10 * MINUTE_MS;
/** A connection is asked for its last hour at first: nobody wants years of history as news, but what happened while it was set up counts. */
const FIRST_LOOK_MS = HOUR_MS;
/** What is asked for at the very edge of the reach may have fallen off by the time it is asked. */
const EDGE_MS = 5 * MINUTE_MS;

export type WindowOf = {
  now: Date;
  reachDays: number;
  /** Everything told up to here is known; null: never looked. */
  completeUntil: string | null;
  /** Staff asked for it from here. */
  since: string | null;
  /** Where outages began whose repair waits. */
  outages: readonly string[];
};

/**
 * From when on a provider is to be asked. It never leaves a hole after what is complete, and never goes back further than the provider tells.
 * `beyondReach`: something before `from` was wanted and cannot be had.
 */
export function fetchWindow({ now, reachDays, completeUntil, since, outages }: WindowOf): { from: Date; beyondReach: boolean } {
  const nowMs = now.getTime();
  const earliest = nowMs - reachDays * DAY_MS + EDGE_MS;
  const usual = usualStart({ nowMs, earliest, completeUntil });
  const asked = [...outages.map((at) => Date.parse(at)), ...(since === null ? [] : [Date.parse(since)])];
  const wanted = Math.min(usual, nowMs - OVERLAP_MS, ...asked.map((at) => at - OVERLAP_MS));
  const missing = [...asked, ...(completeUntil === null ? [] : [Date.parse(completeUntil)])].some((at) => at < earliest);
  return { from: new Date(Math.max(wanted, earliest)), beyondReach: missing };
}

function usualStart({ nowMs, earliest, completeUntil }: { nowMs: number; earliest: number; completeUntil: string | null }): number {
  if (completeUntil === null) return nowMs - FIRST_LOOK_MS;
  const complete = Date.parse(completeUntil);
  // The clock was ahead when this was written: nobody knows for how long, so all is asked for once more.
  return complete > nowMs + MINUTE_MS ? earliest : complete - OVERLAP_MS;
}
