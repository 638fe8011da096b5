import type { Effect, WebhookEvent } from '@banrimkwae/contract/traffic';

/** A verified delivery with at least one event. Times are ISO 8601; `headers` is redacted JSON. */
export type NewDelivery = {
  kind: 'delivery';
  /** `fetched`: asked for by us, not sent to us. */
  source: 'webhook' | 'fetched';
  providerId: string;
  receivedAt: string;
  headers: string;
  body: Uint8Array;
  events: readonly { id: string; webhookId: string; eventType: string; effect: Effect }[];
};
/** How an event stands from now on. */
export type EventChange = {
  kind: 'change';
  id: string;
  state: WebhookEvent['state'];
  attempts: number;
  error: string | null;
  errorCode: string | null;
  discardReason: string | null;
  processedAt: string | null;
  /** JSON list of states; in another one the event has moved on, and nothing is changed. Null: whatever it is. */
  onlyFrom: string | null;
};
/** What staff decide about failed events, many at once. One that is not failed any more, or given up, is left alone. */
export type FailedDecision = { kind: 'retry'; ids: readonly string[] } | { kind: 'discard'; ids: readonly string[]; reason: string };
export type NewRefusal = {
  kind: 'refusal';
  id: string;
  providerId: string;
  reason: string;
  /** Provider and reason. Names that are no provider's are one group. */
  group: string;
  remoteAddress: string | null;
  headers: string;
  bodyStart: string;
  receivedAt: string;
  /** How often the same came again until `lastAt`. */
  repeated: number;
  lastAt: string;
  /** An earlier row of the same that was still coming after this instant goes on counting. */
  sameBurstSince: string;
};
/** One small step of the retention, over the next rows after `after`; what ended before an instant goes. */
export type RetentionStep = {
  kind: 'retention';
  after: string;
  now: string;
  bodiesBefore: string;
  eventsBefore: string;
  refusedBefore: string;
};
export type Write = NewDelivery | EventChange | FailedDecision | NewRefusal | RetentionStep;

/**
 * `stored`: ids of events that were not known. `due`: ids of known events that nobody has begun. Empty for other writes.
 * `next`: where the next step of the retention goes on; absent when the rest is too young.
 */
export type Written = { stored: readonly string[]; due: readonly string[]; next?: string };

/** What the thread answers to a batch: a result for each write in its order, or one fault, and then nothing was written. */
export type BatchAnswer = { written: Written[] } | { fault: { code: string; message: string } };
export type WriterThreadData = { inboxFile: string };
