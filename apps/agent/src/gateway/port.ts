import type { ConfigValues, Connector, EndpointAnswer, EndpointRequest } from '@banrimkwae/connector-kit/connector';
import type * as z from 'zod';

/** The one way out of the house. */
export type Gateway = {
  /**
   * provider active? → cache → rate limit → breaker → retry → timeout → HTTP → schema → one redacted log row.
   * Throws AppError only: provider_paused, provider_not_configured, host_refused, rate_limited, provider_unavailable, provider_timeout,
   * outcome_unknown, provider_rejected, provider_credentials, provider_failed, provider_answer_unreadable; busy (cancelled before it was sent,
   * or the agent stops), invalid_input (an identifier that cannot stand in an address), internal (a call the connector put together wrongly).
   * `details.outcome: unknown` says that it may have taken effect, whatever the code.
   */
  call: <Body>(call: GatewayCall<Body>) => Promise<EndpointAnswer<Body>>;
  breakers: Breakers;
  /** Drops cached answers and tokens of a provider, e.g. after its keys changed. */
  forget: (providerId: string) => void;
  close: () => Promise<void>;
};

export type GatewayCall<Body> = {
  provider: CallableProvider;
  endpoint: string;
  request: EndpointRequest;
  schema: z.ZodType<Body>;
  trace: Trace;
};

/** On whose behalf, for the log row and the timeline. `background`: nobody waits for it, so it leaves half of every limit to others. */
export type Trace = { operatorId?: string; paymentId?: string; reservationId?: string; signal?: AbortSignal; background?: boolean };

/** What the gateway must know of a provider to call it; given by the providers room. */
export type CallableProvider = {
  connector: Connector;
  /** Row id in `integration_providers`. */
  rowId: number;
  status: 'active' | 'inactive' | 'maintenance';
  /** False: a required field has no value. */
  configured: boolean;
  config: ConfigValues;
  /** Base address by host name, already chosen for live, test or the sandbox. */
  hosts: Readonly<Record<string, string>>;
  rateLimitPerMinute: number;
  timeoutSeconds: number;
  retryAttempts: number;
  endpoint: (name: string) => CallableEndpoint;
};

/** One row of `integration_endpoints`, as tuned by an operator. */
export type CallableEndpoint = {
  rowId: number;
  rateLimitPerMinute: number | null;
  timeoutSeconds: number | null;
  retryEnabled: boolean;
  cacheTtlSeconds: number;
};

export type Breakers = {
  state: (provider: CallableProvider, endpoint: string) => BreakerView;
  /** Since when it lets nothing through; null: calls go out, if only as a probe. */
  openSince: (provider: CallableProvider, endpoint: string) => string | null;
  /** `reset` returns to automatic. The reason is stored and shown. */
  hold: (provider: CallableProvider, endpoint: string, action: 'open' | 'close' | 'reset', reason: string) => BreakerView;
  onChange: (listener: (change: { providerId: string; endpoint: string; state: BreakerView['state'] }) => void) => void;
};
export type BreakerView = {
  state: 'closed' | 'open' | 'half_open';
  failureCount: number;
  failureThreshold: number;
  openSeconds: number;
  nextAttemptAt: string | null;
  reason: string | null;
};
