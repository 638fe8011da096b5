import { createHash } from 'node:crypto';
import type { Delivery, Verdict } from '@banrimkwae/connector-kit/connector';
import type { Problem } from '@banrimkwae/contract/system';
import { type ClockState, clockProblems } from './clock-problems.ts';

/** Milliseconds. `wall` is what the computer takes for the time; `steady` only ever runs forward, from anywhere. */
export type TimeSources = { wall: () => number; steady: () => number };
export type ClockWatchDeps = {
  time: TimeSources;
  /** When the newest row of the inbox was received. */
  newestRowAt: number | undefined;
  /** The release was made then: no right clock shows less. */
  notBefore: number;
};
type Verify = (delivery: Delivery) => Verdict;
type ClockVerdict = Verdict | { accepted: false; reason: 'clock_unsettled' };
export type ClockWatch = {
  /** The connector's verdict, unless it rests on a time that our clock cannot be trusted with. */
  judge: (delivery: Delivery, verify: Verify) => ClockVerdict;
  /** To be called every few seconds: a clock that is corrected little by little did not jump. */
  look: () => void;
  problems: () => Problem[];
};
const JUMP_MS = 5000;
/** Within this time there is nothing to see that matters, and under load someone asks thousands of times a second. */
const LOOKED_MS = 1000;
/** Rows are stamped by the same clock, and clocks are corrected by a little all the time. */
const SLACK_MS = 120_000;
const FAR_FUTURE_MS = 10 * 365 * 86_400_000;
/** Past the age at which any provider's signature is too old (300 s), and not by much. */
const SOON_MS = 900_000;
/** So many different deliveries whose signed time agrees with our clock prove it: one could be an old one, kept for this moment. */
const WITNESSES = 3;
const UNSETTLED = { accepted: false, reason: 'clock_unsettled' } as const;

/**
 * Watches the wall clock against one that cannot jump. A signature that bears a time is judged by ours: with a clock set back a stale
 * delivery would be taken, with one set ahead every genuine one refused for good. While the clock is plainly wrong such deliveries are
 * neither: their provider is asked to come again, and staff are told. Signatures without a time are judged as ever.
 */
export function createClockWatch(deps: ClockWatchDeps): ClockWatch {
  const { state, look, proved } = watchWall(deps);
  look();
  const witnesses = new Set<string>();
  const prove = (verdict: Verdict): Verdict => {
    witnesses.clear();
    proved();
    return verdict;
  };
  const judgeUnsettled = (delivery: Delivery, verify: Verify, verdict: Verdict): ClockVerdict => {
    const later = (ms: number) => verify({ ...delivery, receivedAt: new Date(delivery.receivedAt.getTime() + ms) });
    if (isForged(verdict) || !isStale(later(FAR_FUTURE_MS))) return verdict;
    if (state.behind === undefined) return verdict.accepted ? prove(verdict) : UNSETTLED;
    // Too old even by a clock that is behind.
    if (!verdict.accepted) return verdict;
    if (isStale(later(SOON_MS))) witnesses.add(createHash('sha256').update(delivery.rawBody).digest('base64'));
    return witnesses.size < WITNESSES ? UNSETTLED : prove(verdict);
  };
  return {
    look,
    judge: (delivery, verify) => {
      look();
      const verdict = verify(delivery);
      if (isStale(verdict)) state.stale = { count: state.stale.count + 1, since: state.stale.since || state.shows };
      if (state.behind !== undefined || state.leapt !== undefined) return judgeUnsettled(delivery, verify, verdict);
      if (verdict.accepted === true) proved();
      return verdict;
    },
    problems: () => {
      look();
      return clockProblems(state);
    },
  };
}

/** What the two clocks say of each other, and of the newest moment that is known to have been. */
function watchWall({ time, newestRowAt = 0, notBefore }: ClockWatchDeps) {
  let newest = Math.max(newestRowAt, notBefore);
  let offset = time.wall() - time.steady();
  const state: ClockState = { shows: 0, behind: undefined, leapt: undefined, stale: { count: 0, since: 0 } };
  return {
    state,
    look: (): void => {
      const now = time.wall();
      const sinceLook = now - state.shows;
      if (sinceLook >= 0 && sinceLook < LOOKED_MS) return;
      const moved = now - time.steady() - offset;
      offset += moved;
      state.shows = now;
      // A leap that ends with a clock no longer behind is its correction.
      if (moved > JUMP_MS && state.behind === undefined) state.leapt = { byMs: moved, since: now };
      if (moved < -JUMP_MS) state.leapt = undefined;
      if (now >= newest - SLACK_MS) state.behind = undefined;
      else state.behind ??= { newest, since: now };
    },
    /** The clock is right: now has been. */
    proved: (): void => {
      newest = state.shows;
      state.leapt = undefined;
      state.behind = undefined;
      if (state.stale.count > 0) state.stale = { count: 0, since: 0 };
    },
  };
}

function isStale(verdict: Verdict): boolean {
  return !verdict.accepted && verdict.reason === 'delivery_stale';
}

function isForged(verdict: Verdict): boolean {
  return !verdict.accepted && verdict.reason !== 'delivery_stale';
}
