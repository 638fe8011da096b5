import type { Connector, Delivery, ProviderEvent } from '@banrimkwae/connector-kit/connector';
import { AppError, toAppError } from '@banrimkwae/contract/errors';
import type { WebhookEvent } from '@banrimkwae/contract/traffic';
import type { Clock } from '../clock.ts';
import type { JobHandler, JobOutcome } from '../jobs/port.ts';
import type { LiveEvents } from '../live/live-events.ts';
import type { InboxTable, StoredEvent } from './inbox-table.ts';
import type { InboxWriter } from './inbox-writer.ts';
import type { Background, EventAppliers } from './port.ts';

export type ProcessDeps = {
  inbox: InboxTable;
  writer: Pick<InboxWriter, 'write'>;
  connectors: ReadonlyMap<string, Connector>;
  appliers: EventAppliers;
  live: Pick<LiveEvents, 'publish'>;
  clock: Clock;
  /** Ids of the events that are being applied at this moment. */
  inHand: Set<string>;
  /** See one-a-turn.ts. */
  nextTurn: () => Promise<void>;
};

/** A paused provider answers no questions; what it reported waits until it is resumed. */
const PAUSED_MS = 60_000;
/** A limit without a word on how long it holds. */
const LIMITED_SECONDS = 5;
const IN_HAND: JobOutcome = { again: { afterMs: 250, reason: 'A replay works on it at this moment.' } };

const DROPPED = {
  message: 'The content of this delivery was deleted when its retention ended, so it cannot be worked through again.',
  hint: 'Look at the provider what happened then, or fetch what is missing.',
};

/** Hands one stored event to the room it is about. Run twice it applies twice: the rooms are idempotent. */
export function createEventProcessor(deps: ProcessDeps): JobHandler {
  return async ({ subjectId, signal }) => {
    if (!takeInHand(deps.inHand, subjectId)) return IN_HAND;
    try {
      return await processEvent(deps, subjectId, signal);
    } finally {
      deps.inHand.delete(subjectId);
    }
  };
}

/** Whoever applies an event takes it in hand first, before reading it: nothing is applied twice at the same time. */
export function takeInHand(inHand: Set<string>, id: string): boolean {
  if (inHand.has(id)) return false;
  inHand.add(id);
  return true;
}

async function processEvent(deps: ProcessDeps, id: string, signal: AbortSignal): Promise<JobOutcome> {
  const event = deps.inbox.read(id);
  if (!event || event.state === 'completed') return { done: true };
  const attempts = event.attempts + 1;
  await markEvent(deps.writer, event, { state: 'processing', attempts });
  try {
    // After an outage there may be thousands of these at once, while clerks go on working.
    await applyEvent(deps, event, event.source === 'fetched' ? { signal } : undefined);
  } catch (fault) {
    const error = toAppError(fault);
    const afterMs = waitOf(error);
    await markEvent(deps.writer, event, { state: 'pending', attempts: afterMs === undefined ? attempts : event.attempts, error });
    if (afterMs === undefined) throw fault;
    return { again: { afterMs, reason: error.message } };
  }
  await markEvent(deps.writer, event, { state: 'completed', attempts, processedAt: deps.clock.now().toISOString() });
  tellProcessed(deps.live, event, 'completed');
  return { done: true };
}

/** It is no fault of the event that it must wait, so that uses up none of its tries. */
function waitOf({ code, details }: AppError): number | undefined {
  if (code === 'provider_paused') return PAUSED_MS;
  return code === 'rate_limited' ? (details.retryAfterSeconds ?? LIMITED_SECONDS) * 1000 : undefined;
}

type Mark = {
  state: WebhookEvent['state'];
  attempts: number;
  error?: { code: string | null; message: string };
  processedAt?: string | null;
  /** Given up by staff. */
  discardReason?: string;
  /** In another state it has moved on meanwhile, and nothing is changed. */
  onlyFrom?: readonly WebhookEvent['state'][];
};

/** Resolves after the commit. */
export async function markEvent(writer: Pick<InboxWriter, 'write'>, event: Pick<WebhookEvent, 'id'>, mark: Mark): Promise<void> {
  const { state, attempts, error, processedAt = null, discardReason = null, onlyFrom } = mark;
  await writer.write({
    kind: 'change',
    id: event.id,
    state,
    attempts,
    error: error?.message ?? null,
    errorCode: error?.code ?? null,
    discardReason,
    processedAt,
    onlyFrom: onlyFrom === undefined ? null : JSON.stringify(onlyFrom),
  });
}

export function tellProcessed(
  live: Pick<LiveEvents, 'publish'>,
  { provider, webhookId }: WebhookEvent,
  state: WebhookEvent['state'],
): void {
  live.publish({ type: 'webhook_processed', provider_id: provider, webhook_id: webhookId, state });
}

/** Hands the event to the room it is about, read anew from its bytes. */
export async function applyEvent(
  { connectors, appliers, nextTurn }: ProcessDeps,
  stored: StoredEvent,
  background?: Background,
): Promise<void> {
  await nextTurn();
  // Many may have waited for their turn when a replay was cancelled: what has not begun by then does not begin.
  background?.signal.throwIfAborted();
  const webhook = connectors.get(stored.provider)?.webhook;
  if (!webhook) throw new AppError('not_found', { message: `There is no provider "${stored.provider}" any more.` });
  if (stored.bodyDroppedAt !== null) throw new AppError('not_found', { message: DROPPED.message, hint: DROPPED.hint });
  // Read anew from the bytes: a connector that was corrected since reads it right.
  const event = webhook.events(deliveryOf(stored)).find(({ id }) => id === stored.webhookId);
  if (!event) throw new AppError('provider_answer_unreadable', { message: 'The event is not found in its own delivery any more.' });
  await applierOf(appliers, event)?.(event, stored.provider, background);
}

function applierOf(appliers: EventAppliers, event: ProviderEvent): EventAppliers[keyof EventAppliers] {
  return appliers[event.about.kind];
}

function deliveryOf(stored: StoredEvent): Delivery {
  return { headers: stored.headers, rawBody: stored.body, query: {}, receivedAt: new Date(stored.receivedAt) };
}
