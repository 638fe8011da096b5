import type { ErrorCode } from '@banrimkwae/contract/errors';
import type { ChannelProvider } from './capabilities/channel.ts';
import type { FxProvider } from './capabilities/fx.ts';
import type { MessageProvider } from './capabilities/messages.ts';
import type { PaymentProvider } from './capabilities/payments.ts';
import type { WeatherProvider } from './capabilities/weather.ts';
import type { Manifest } from './manifest.ts';
import type { Operation } from './operation.ts';

/** What an operation throws when it cannot do what was asked. */
export { AppError } from '@banrimkwae/contract/errors';
export type * from './operation.ts';

/** A connector: a stateless translator between the product's words and one provider's. The gateway sends, limits, retries and logs. */
export type Connector = {
  manifest: Manifest;
  /** Cheap, changes nothing at the provider; proves that the keys work. */
  testConnection: Operation<void, { message: string }>;
  payments?: PaymentProvider;
  channel?: ChannelProvider;
  messages?: MessageProvider;
  weather?: WeatherProvider;
  fx?: FxProvider;
  webhook?: ConnectorWebhook;
  /** For `auth: token`: fetches a token by an `anonymous` endpoint. */
  token?: Operation<void, { token: string; expiresInSeconds: number }>;
  /**
   * Reads the provider's own error form, also inside a 200. Absent or undefined: the status decides. `none`: a success whatever its
   * status, e.g. a 409 that says a repeated key was accepted before.
   */
  fault?: (answer: ProviderAnswer) => ProviderFault | 'none' | undefined;
};

export type ProviderAnswer = { endpoint: string; status: number; headers: Readonly<Record<string, string>>; body: unknown; text: string };
export type ProviderFault = {
  code: ErrorCode;
  providerCode?: string;
  message: string;
  /** Overrides the status: whether the same call may be repeated. */
  retryable?: boolean;
  retryAfterSeconds?: number;
  /** The provider may have done it all the same. */
  outcome?: 'refused' | 'unknown';
};

/** A delivery as it came in: bytes untouched, header names in lower case. */
export type Delivery = {
  headers: Readonly<Record<string, string>>;
  rawBody: Buffer;
  query: Readonly<Record<string, string>>;
  /** What stood in the address behind the provider's name, for those who sign nothing: the secret itself. */
  pathKey?: string;
  receivedAt: Date;
};
export type Verdict =
  | { accepted: true }
  /** Nothing speaks against it, but only the provider can tell: `confirm` is asked before it is taken. */
  | { accepted: 'ask' }
  | { accepted: false; reason: 'signature_invalid' | 'webhook_not_set_up' | 'delivery_stale' | 'invalid_input' };

export type ConnectorWebhook = {
  /** Constant time, on the raw bytes, with one of the kit's verifiers. Several secrets while one is being rotated. */
  verify: (delivery: Delivery, secrets: readonly string[]) => Verdict;
  /**
   * Asked when `verify` says so, e.g. with a certificate to be fetched (cached by the gateway) or by a re-read of the event. Never answers
   * `ask`. A fault means that it cannot be told now: the provider is asked to come again.
   */
  confirm?: Operation<{ delivery: Delivery; secrets: readonly string[] }, Verdict>;
  /** What the provider wants to read when its delivery is safely stored. Absent: any 200 will do. */
  acknowledgement?: (delivery: Delivery) => { contentType: string; body: string };
  /** Called only after `verify` accepted. One delivery may carry several events, or none. Throws AppError('invalid_input') when unreadable. */
  events: (delivery: Delivery) => readonly ProviderEvent[];
  /** Answers a provider's GET challenge; undefined: no challenge here. */
  challenge?: (query: Readonly<Record<string, string>>, secrets: readonly string[]) => string | undefined;
  /**
   * Tells the provider our address; the same again changes nothing. `registration`: the provider's id of the one that signs with the secret we
   * hold, as answered before. A registration whose secret is new must not deliver yet, and none may be removed for it: the secret is stored
   * first, then this is called again with the new `registration`.
   */
  register?: Operation<{ url: string; registration?: string }, { url: string; secret?: string; registration?: string }>;
  /** Lets the provider call us once. */
  test?: Operation<{ url: string }, { success: boolean; message: string }>;
  /** What happened since: for the gaps no webhook filled. */
  eventsSince?: Operation<{ since: Date; cursor?: string }, { events: readonly ProviderEvent[]; cursor?: string }>;
};

/** One thing that happened at the provider, in the product's words. `data` is the provider's event, kept as it came. */
export type ProviderEvent = {
  /** Unique per provider, the same on redelivery. */
  id: string;
  type: string;
  occurredAt: Date;
  about: EventSubject;
  data: unknown;
};

/** `payment`: go and re-read it. `guest_*`: the content itself. `none`: kept, nothing to do. */
export type EventSubject =
  | { kind: 'payment'; providerPaymentIds: readonly string[]; ourReference?: string }
  | { kind: 'refund'; providerRefundId: string; providerPaymentIds: readonly string[]; ourReference?: string }
  | { kind: 'dispute'; providerDisputeId: string; providerPaymentIds: readonly string[] }
  | { kind: 'warning'; providerPaymentIds: readonly string[] }
  | {
      kind: 'guest_message';
      userId: string;
      providerMessageId: string;
      content: { kind: 'text' | 'sticker' | 'image' | 'other'; text: string };
      replyToken?: string;
    }
  | { kind: 'guest_reachability'; userId: string; reachable: boolean }
  | { kind: 'reservations' }
  | { kind: 'none' };

/** Checks nothing at run time; gives a connector its type and its place. */
export function connector(definition: Connector): Connector {
  return definition;
}
