import type { LiveStatus } from '@banrimkwae/contract/desk';
import type { LiveEvent } from '@banrimkwae/contract/events';

export type TransportRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Starts with /api/ and may carry a query. */
  path: string;
  headers?: { accept?: string; 'accept-language'?: string; 'content-type'?: string; 'idempotency-key'?: string };
  body?: string;
};
export type TransportReply = { status: number; body: string };

export type LiveListener = { event: (event: LiveEvent) => void; status: (status: LiveStatus) => void };

/** How the control centre reaches the agent: through the desktop's main process, or straight from a browser tab. */
export type AgentTransport = {
  /** Every HTTP status is an answer; throws AppError when there is none. */
  request: (call: TransportRequest) => Promise<TransportReply>;
  /** Starts listening to the live stream and answers how to stop. */
  live: (listener: LiveListener) => () => void;
};
