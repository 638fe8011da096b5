import type { Connector, Operation } from '@banrimkwae/connector-kit/connector';
import type { PaymentMethod } from '@banrimkwae/contract/payments';
import type { Capability } from '@banrimkwae/contract/provider-fields';
import type { Trace } from '../gateway/port.ts';

/** What other rooms may ask of the providers room. */
export type Providers = {
  /** Registered connectors with this capability that are active and configured, in the order of their ids. */
  ready: (capability: Capability) => readonly ReadyProvider[];
  /** Ids of all registered connectors with this capability, set up or not. */
  all: (capability: Capability) => readonly string[];
  /** Throws AppError('not_found') for an unknown id. */
  find: (id: string) => ReadyProvider & { ready: boolean; whyNot: WhyNotReady | null };
  /** Runs a connector's operation through the gateway. */
  run: <Input, Output>(providerId: string, operation: Operation<Input, Output>, input: Input, trace?: Trace) => Promise<Output>;
  /** Since when payments of a method have been stopped there by a breaker; null: they go through. */
  downSince: (providerId: string, method: PaymentMethod) => string | null;
  /** Webhook secrets valid at this moment, newest first; empty: not set up. Cheap enough for every delivery. */
  webhookSecrets: (providerId: string) => readonly string[];
  /** Row id in integration_providers. */
  rowId: (providerId: string) => number;
};
export type WhyNotReady = 'provider_paused' | 'provider_not_configured';
export type ReadyProvider = { id: string; name: string; connector: Connector };

/** A walk out to the public address and back to our own listener. What goes wrong is an answer, in words a person can read. */
export type RoundTrip = (publicUrl: string) => Promise<{ ok: true; ms: number } | { ok: false; error: string }>;
