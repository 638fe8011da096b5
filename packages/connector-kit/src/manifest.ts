import type { Bilingual } from '@banrimkwae/contract/primitives';
import type { Capability, ProviderField, ProviderType } from '@banrimkwae/contract/provider-fields';
import type * as z from 'zod';

/** What a connector's author writes down about its provider. Data only: everything here is shown, stored or enforced by the agent. */
export type Manifest = {
  /** Folder name, kebab-case; the `name` column of `integration_providers`. */
  id: string;
  name: string;
  type: ProviderType;
  capabilities: readonly Capability[];
  /** `simple-icons` slug; absent: our neutral mark. */
  logo?: string;
  fields: readonly FieldInput[];
  /** Base addresses by name, without trailing slash. `api` is the default of an endpoint. */
  hosts: Readonly<Record<string, { live: string; test?: string }>>;
  apiVersion?: string;
  auth: AuthScheme;
  rateLimitPerMinute: number;
  timeoutSeconds: number;
  retryAttempts: number;
  endpoints: Readonly<Record<string, EndpointManifest>>;
  webhook?: WebhookManifest;
  /** Needed of whoever calls us; absent: nothing can be missed. */
  fetchMissing?: FetchMissingManifest;
  /** How often the agent fetches by itself, where the provider cannot call us. */
  poll?: { seconds: number };
  /** Practice profile: what the sandbox can play for this provider, and the keys it accepts. Not secrets. */
  practice: { values: Readonly<Record<string, string | boolean>>; scenes: Readonly<Record<string, Bilingual>> };
  docs: readonly { label: string; url: string }[];
};

export type FieldInput = z.input<typeof ProviderField>;

/** How a call proves who we are. Field names refer to `fields`. */
export type AuthScheme =
  | { kind: 'none' }
  | { kind: 'bearer'; field: string }
  | { kind: 'basic'; user: string; password?: string }
  | { kind: 'header'; header: string; field: string; prefix?: string }
  | { kind: 'query'; parameter: string; field: string }
  /** A token fetched by the connector's `token`; cached, shared and renewed by the gateway. */
  | { kind: 'token'; header?: string; prefix?: string };

export type EndpointManifest = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH';
  /** `{name}` is replaced, percent-encoded, from the request's `path`. */
  path: string;
  host?: string;
  requestFormat: 'json' | 'xml' | 'form' | 'query';
  responseFormat: 'json' | 'xml' | 'text';
  /** `safe`: repeat freely. `with_key`: only together with the idempotency key. `never`: an unanswered call is an unknown outcome. */
  retry: 'safe' | 'with_key' | 'never';
  /** Header that carries the idempotency key, e.g. Idempotency-Key. */
  idempotencyHeader?: string;
  movesMoney?: boolean;
  cacheTtlSeconds?: number;
  /** During an outage an older cached answer may be served up to this age, labelled with it. */
  staleSeconds?: number;
  rateLimitPerMinute?: number;
  timeoutSeconds?: number;
  /** Sent without `auth`, e.g. the token exchange itself. */
  anonymous?: boolean;
  /** Field names (any depth) in requests or answers that are removed from the log beside the general rules. */
  redact?: readonly string[];
};

export type WebhookManifest = {
  /** Shown as `webhook_verification_method`. */
  method: string;
  /** Field that holds the secret. */
  secretField: string;
  /** `needed`: without a value every delivery is refused. `asked`: the provider is asked about each delivery, so it proves itself without one. */
  secret?: 'needed' | 'asked';
  /** The secret is made here and stands at the end of the address: `/webhooks/{id}/{secret}`. */
  secretInPath?: true;
  /** What to tell a person who must register the address by hand. */
  registration: 'by_api' | 'by_hand';
};

/**
 * What can be found out afterwards when no webhook told us. `event_list`: the connector's `webhook.eventsSince`. `pull`: its
 * `channel.recoverReservations`. `inquiry`: each open payment is asked for by our own reference. `none`: nothing.
 */
export type FetchMissingManifest = {
  way: 'event_list' | 'inquiry' | 'pull' | 'none';
  /** How far back the provider tells; 0 where it tells nothing. */
  reachDays: number;
  /** What staff should know of it, e.g. what must be switched on at the provider so that it sends again by itself. */
  note: Bilingual;
};

export function endpointOf(manifest: Manifest, name: string): EndpointManifest {
  const endpoint = manifest.endpoints[name];
  if (!endpoint) throw new RangeError(`${manifest.id} has no endpoint "${name}"`);
  return endpoint;
}
