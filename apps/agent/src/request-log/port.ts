import type { ProviderMetrics } from '@banrimkwae/contract/providers';
import type { RequestDetail, RequestEntry } from '@banrimkwae/contract/traffic';

/** One call to a provider as it is kept: everything redacted already. Its columns are those of `integration_requests`. */
export type RequestRecord = {
  requestId: string;
  provider: string;
  providerRowId: number;
  endpoint: string;
  endpointRowId: number;
  operatorId: string | null;
  reservationId: string | null;
  paymentId: string | null;
  method: string;
  url: string;
  /** Headers as JSON objects in text: a row waits in memory, and one text is less to keep than many. */
  requestHeaders: string;
  requestBody: string | null;
  /** Null: no answer came. */
  status: number | null;
  responseHeaders: string;
  responseBody: string | null;
  /** Time of the last attempt on the wire, without waiting between attempts. */
  durationMs: number;
  error: string | null;
  /** 1 when the first try was the only one. */
  attempts: number;
  successful: boolean;
  /** When the call ended, milliseconds since 1970. */
  at: number;
};

export type RequestFilter = {
  provider?: string | undefined;
  successful?: boolean | undefined;
  paymentId?: string | undefined;
  cursor?: string | undefined;
  limit: number;
};

/** Sums over a span of time, from the roll-ups. */
export type ProviderFigures = {
  provider: string;
  total: number;
  failed: number;
  /** Milliseconds; null when nothing was asked. */
  averageMs: number | null;
  /** Milliseconds, at most 10 % off. */
  p95Ms: number | null;
  lastError: { at: string; message: string } | null;
};

export type TrafficSlice = { total: number; failed: number };

/** What was asked of providers, and how it went. Reading includes what was pushed a moment ago. */
export type RequestLog = {
  /** Never throws and never waits: the row is written within 50 ms, together with its roll-ups. */
  push: (record: RequestRecord) => void;
  /** Newest first. */
  list: (filter: RequestFilter) => { items: RequestEntry[]; cursor?: string };
  get: (requestId: string) => RequestDetail | undefined;
  /** Oldest first, at most 200: for a payment's timeline. */
  byPayment: (paymentId: string) => RequestEntry[];
  /** The last `hours`, one row a provider that was asked. From 24 hours on, the first hour is counted whole. */
  metrics: (hours: number) => ProviderMetrics[];
  /** From `since`, to the minute. */
  figures: (since: Date) => ProviderFigures[];
  /** Five-minute slices of the last two hours, oldest first (24), by provider that was asked. */
  recent: () => ReadonlyMap<string, readonly TrafficSlice[]>;
  /** The newest call to each provider since the start, whether or not it is written yet. Times in milliseconds since 1970. */
  lastCalls: () => readonly { provider: string; at: number; answered: boolean }[];
  /** What had to be left out because the disk did not keep up, since the start. */
  losses: () => { rows: number; bodies: number };
  /** Deletes what is past its retention; done by itself at start and when a day begins. */
  retire: () => void;
  flush: () => void;
  close: () => void;
};
