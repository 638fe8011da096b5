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
  remoteAddress: string | null;
  headers: string;
  bodyStart: string;
  receivedAt: string;
};
export type Write = NewDelivery | EventChange | FailedDecision | NewRefusal;

/** `stored`: ids of events that were not known. `due`: ids of known events that nobody has begun. Empty for other writes. */
export type Written = { stored: readonly string[]; due: readonly string[] };

/** What the thread answers to a batch: a result for each write in its order, or one fault, and then nothing was written. */
export type BatchAnswer = { written: Written[] } | { fault: { code: string; message: string } };
export type WriterThreadData = { inboxFile: string };
