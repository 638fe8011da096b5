import { type AppError, ERRORS, toAppError } from '@banrimkwae/contract/errors';
import type { WebhookEvent } from '@banrimkwae/contract/traffic';
import type { Reapplied, Reapply } from './port.ts';
import { applyEvent, markEvent, type ProcessDeps, takeInHand } from './process-event.ts';

/**
 * Works through an event once more, as part of a replay of many. What was applied before stays completed whatever comes of it: a failure is
 * noted beside it. On the last try a failure is final. Throws AppError `storage_unavailable` when the inbox cannot be written.
 */
export function createReapplier(deps: ProcessDeps): Reapply {
  return async (id, { isLastTry, signal }) => {
    if (!takeInHand(deps.inHand, id)) return 'left';
    try {
      const event = deps.inbox.read(id);
      if (!event) return 'left';
      const fault = await applyEvent(deps, event, { signal }).then(() => undefined, toAppError);
      if (fault === undefined) return await noteApplied(deps, event);
      if (signal.aborted) return 'again';
      const later = isLastTry ? undefined : laterOf(fault);
      if (later !== undefined) return later;
      return await noteFailed(deps, event, fault);
    } finally {
      deps.inHand.delete(id);
    }
  };
}

function laterOf({ code, details }: AppError): Reapplied | undefined {
  if (code === 'rate_limited') return { limitedMs: (details.retryAfterSeconds ?? 1) * 1000 };
  return ERRORS[code].retryable ? 'again' : undefined;
}

async function noteApplied({ writer, clock }: ProcessDeps, event: WebhookEvent): Promise<'applied'> {
  if (event.state === 'completed' && event.error === null) return 'applied';
  const processedAt = event.state === 'completed' ? event.processedAt : clock.now().toISOString();
  const attempts = event.state === 'completed' ? event.attempts : event.attempts + 1;
  await markEvent(writer, event, { state: 'completed', attempts, processedAt, onlyFrom: [event.state] });
  return 'applied';
}

/** An event that is still open keeps its own job, which goes on trying. */
async function noteFailed(
  { writer, clock }: ProcessDeps,
  event: WebhookEvent,
  error: { code: string; message: string },
): Promise<'failed'> {
  const { state, attempts, processedAt } = event;
  const again = state === 'failed' ? { attempts: attempts + 1, processedAt: clock.now().toISOString() } : { attempts, processedAt };
  await markEvent(writer, event, { state, error, ...again, onlyFrom: [state] });
  return 'failed';
}
