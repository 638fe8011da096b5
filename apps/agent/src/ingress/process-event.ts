import type { Connector, Delivery, ProviderEvent } from '@banrimkwae/connector-kit/connector';
import { AppError, toAppError } from '@banrimkwae/contract/errors';
import type { WebhookEvent } from '@banrimkwae/contract/traffic';
import type { Clock } from '../clock.ts';
import type { JobHandler } from '../jobs/port.ts';
import type { LiveEvents } from '../live/live-events.ts';
import type { InboxTable, StoredEvent } from './inbox-table.ts';
import type { InboxWriter } from './inbox-writer.ts';
import type { EventAppliers } from './port.ts';

export type ProcessDeps = {
  inbox: InboxTable;
  writer: Pick<InboxWriter, 'write'>;
  connectors: ReadonlyMap<string, Connector>;
  appliers: EventAppliers;
  live: Pick<LiveEvents, 'publish'>;
  clock: Clock;
};

/** A paused provider answers no questions; what it reported waits until it is resumed. */
const PAUSED_MS = 60_000;

const DROPPED = {
  message: 'The content of this delivery was deleted when its retention ended, so it cannot be worked through again.',
  hint: 'Look at the provider what happened then, or fetch what is missing.',
};

/** Hands one stored event to the room it is about. Run twice it applies twice: the rooms are idempotent. */
export function createEventProcessor(deps: ProcessDeps): JobHandler {
  return async ({ subjectId }) => {
    const event = deps.inbox.read(subjectId);
    if (!event || event.state === 'completed') return { done: true };
    const attempts = event.attempts + 1;
    await markEvent(deps.writer, event, { state: 'processing', attempts });
    try {
      await apply(deps, event);
    } catch (fault) {
      const error = toAppError(fault);
      const waits = error.code === 'provider_paused';
      await markEvent(deps.writer, event, { state: 'pending', attempts: waits ? event.attempts : attempts, error });
      if (waits) return { again: { afterMs: PAUSED_MS, reason: error.message } };
      throw fault;
    }
    await markEvent(deps.writer, event, { state: 'completed', attempts, processedAt: deps.clock.now().toISOString() });
    tellProcessed(deps.live, event, 'completed');
    return { done: true };
  };
}

type Mark = {
  state: WebhookEvent['state'];
  attempts: number;
  error?: { code: string | null; message: string };
  processedAt?: string;
  /** Given up by staff. */
  discardReason?: string;
};

/** Resolves after the commit. */
export async function markEvent(writer: Pick<InboxWriter, 'write'>, event: Pick<WebhookEvent, 'id'>, mark: Mark): Promise<void> {
  const { state, attempts, error, processedAt = null, discardReason = null } = mark;
  await writer.write({
    kind: 'change',
    id: event.id,
    state,
    attempts,
    error: error?.message ?? null,
    errorCode: error?.code ?? null,
    discardReason,
    processedAt,
  });
}

export function tellProcessed(
  live: Pick<LiveEvents, 'publish'>,
  { provider, webhookId }: WebhookEvent,
  state: WebhookEvent['state'],
): void {
  live.publish({ type: 'webhook_processed', provider_id: provider, webhook_id: webhookId, state });
}

async function apply({ connectors, appliers }: ProcessDeps, stored: StoredEvent): Promise<void> {
  const webhook = connectors.get(stored.provider)?.webhook;
  if (!webhook) throw new AppError('not_found', { message: `There is no provider "${stored.provider}" any more.` });
  if (stored.bodyDroppedAt !== null) throw new AppError('not_found', { message: DROPPED.message, hint: DROPPED.hint });
  // Read anew from the bytes: a connector that was corrected since reads it right.
  const event = webhook.events(deliveryOf(stored)).find(({ id }) => id === stored.webhookId);
  if (!event) throw new AppError('provider_answer_unreadable', { message: 'The event is not found in its own delivery any more.' });
  await applierOf(appliers, event)?.(event, stored.provider);
}

function applierOf(appliers: EventAppliers, event: ProviderEvent): EventAppliers[keyof EventAppliers] {
  return appliers[event.about.kind];
}

function deliveryOf(stored: StoredEvent): Delivery {
  return { headers: stored.headers, rawBody: stored.body, query: {}, receivedAt: new Date(stored.receivedAt) };
}
