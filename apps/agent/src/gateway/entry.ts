import { toAppError } from '@banrimkwae/contract/errors';
import type { Ticket } from './breaker.ts';
import type { CallRun } from './call-run.ts';
import { type CallFault, refusedBefore } from './faults.ts';
import type { GatewayParts } from './parts.ts';
import { cancelled } from './read-answer.ts';

/** Of every limit, for calls that nobody waits for. */
const BACKGROUND_SHARE = 0.5;

/** Leave to send once. */
export type Entered = { token: string | undefined; ticket: Ticket };
export type Entry = Entered | { fault: CallFault };

/** token → turn within the limits → breaker. Waits only when one of them makes it wait: most calls pass at once. */
export function enter<Body>(parts: GatewayParts, run: CallRun<Body>): Entry | Promise<Entry> {
  const { plan } = run;
  if (plan.auth.kind !== 'token') return takeTurn(parts, run, undefined);
  return parts.token(plan).then(
    (token) => takeTurn(parts, run, token),
    (fault: unknown) => ({ fault: refusedBefore(toAppError(fault)) }),
  );
}

function takeTurn<Body>(parts: GatewayParts, run: CallRun<Body>, token: string | undefined): Entry | Promise<Entry> {
  const { signal } = run.asked.trace;
  if (signal?.aborted) return { fault: cancelled('before') };
  const patienceMs = Math.min(parts.patienceMs, run.giveUpAt - parts.now());
  if (run.asked.trace.background) return takeBackgroundTurn(parts, run, { token, until: parts.now() + patienceMs });
  const turn = parts.limits.reserve(run.plan.rate, patienceMs);
  if ('refused' in turn) return { fault: overLimit(turn.refused.retryAfterMs) };
  return turn.waitMs === 0 ? passBreaker(parts, run, token) : parts.wait(turn.waitMs, signal).then(() => passBreaker(parts, run, token));
}

/** Reserves nothing ahead: a turn that a background call waits for may be taken by whoever comes meanwhile. */
async function takeBackgroundTurn<Body>(
  parts: GatewayParts,
  run: CallRun<Body>,
  { token, until }: { token: string | undefined; until: number },
): Promise<Entry> {
  for (;;) {
    if (run.asked.trace.signal?.aborted) return { fault: cancelled('before') };
    const turn = parts.limits.reserve(run.plan.rate, 0, BACKGROUND_SHARE);
    if (!('refused' in turn)) return passBreaker(parts, run, token);
    const { retryAfterMs } = turn.refused;
    if (parts.now() + retryAfterMs > until) return { fault: overLimit(retryAfterMs) };
    await parts.wait(retryAfterMs, run.asked.trace.signal);
  }
}

function passBreaker<Body>(parts: GatewayParts, { plan, asked }: CallRun<Body>, token: string | undefined): Entry {
  if (asked.trace.signal?.aborted) return { fault: cancelled('before') };
  const admission = parts.breakers.admit(plan.breaker);
  return admission.admitted ? { token, ticket: admission.ticket } : { fault: breakerOpen(admission.retryAfterMs) };
}

function overLimit(retryAfterMs: number): CallFault {
  return { code: 'rate_limited', stage: 'before', outcome: 'refused', retryable: false, retryAfterMs };
}

function breakerOpen(retryAfterMs: number): CallFault {
  return { code: 'provider_unavailable', stage: 'before', outcome: 'refused', retryable: false, retryAfterMs };
}
