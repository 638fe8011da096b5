import { toAppError } from '@banrimkwae/contract/errors';
import type { Ticket } from './breaker.ts';
import type { CallRun } from './call-run.ts';
import { type CallFault, refusedBefore } from './faults.ts';
import type { GatewayParts } from './parts.ts';
import { cancelled } from './read-answer.ts';

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
  const turn = parts.limits.reserve(run.plan.rate, Math.min(parts.patienceMs, run.giveUpAt - parts.now()));
  if ('refused' in turn) return { fault: overLimit(turn.refused.retryAfterMs) };
  return turn.waitMs === 0 ? passBreaker(parts, run, token) : parts.wait(turn.waitMs, signal).then(() => passBreaker(parts, run, token));
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
