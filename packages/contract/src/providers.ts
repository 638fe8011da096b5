import * as z from 'zod';
import { Bilingual, ById, Instant } from './primitives.ts';
import { Capability, ProviderField, ProviderType } from './provider-fields.ts';
import { route } from './route.ts';

export const ProviderStatus = z.enum(['active', 'inactive', 'maintenance']);
export type ProviderStatus = z.infer<typeof ProviderStatus>;

/** What staff see first. `paused`: someone switched it off. `slow`: answers, but late or limited. */
export const ConnectionState = z.enum(['working', 'slow', 'down', 'not_set_up', 'paused']);
export type ConnectionState = z.infer<typeof ConnectionState>;

export const ProviderHealth = z.object({
  state: ConnectionState,
  since: Instant,
  /** One sentence in words of the hotel, both languages. */
  sentence: z.object({ en: z.string(), th: z.string() }),
  requestsToday: z.int(),
  /** 0..1; null while nothing was asked today. */
  successRate: z.number().nullable(),
  averageResponseMs: z.number().nullable(),
  lastError: z.object({ at: Instant, message: z.string() }).nullable(),
  /** Requests a five-minute slice over the last two hours, oldest first; failures beside them. */
  recent: z.array(z.object({ total: z.int(), failed: z.int() })),
});
export type ProviderHealth = z.infer<typeof ProviderHealth>;

export const Provider = z.object({
  id: z.string(),
  name: z.string(),
  type: ProviderType,
  status: ProviderStatus,
  capabilities: z.array(Capability),
  configured: z.boolean(),
  hasWebhook: z.boolean(),
  /** `simple-icons` slug, or null for our neutral mark. */
  logo: z.string().nullable(),
  health: ProviderHealth,
});
export type Provider = z.infer<typeof Provider>;

export const BreakerState = z.enum(['closed', 'open', 'half_open']);
export type BreakerState = z.infer<typeof BreakerState>;

export const EndpointSettings = z.object({
  name: z.string(),
  method: z.string(),
  path: z.string(),
  rateLimitPerMinute: z.int().positive().nullable(),
  timeoutSeconds: z.number().positive().nullable(),
  retryEnabled: z.boolean(),
  cacheTtlSeconds: z.int().min(0),
  breaker: z.object({
    state: BreakerState,
    failureCount: z.int(),
    failureThreshold: z.int(),
    openSeconds: z.int(),
    nextAttemptAt: Instant.nullable(),
    /** Set while someone holds it open or closed by hand. */
    reason: z.string().nullable(),
  }),
});
export type EndpointSettings = z.infer<typeof EndpointSettings>;

/** One of the secrets a provider may sign with now. Of two, the older one has an end. */
export const WebhookSecret = z.object({
  use: z.enum(['current', 'previous']),
  lastFour: z.string().nullable(),
  addedAt: Instant.nullable(),
  endsAt: Instant.nullable(),
});

export const WebhookSetup = z.object({
  /** The address the provider should call; null while no public address is known. */
  address: z.string().nullable(),
  /** That address is not whole: a key belongs at its end, which only those see who may configure. */
  hasKeyInAddress: z.boolean().default(false),
  /** The address it was last told, by its API or by a person's word. */
  registeredAddress: z.string().nullable(),
  /** `address_changed`: it still calls an old address. `waiting_for_first`: nothing genuine has come to this address yet. */
  state: z.enum(['not_set_up', 'address_changed', 'waiting_for_first', 'working']),
  canRegister: z.boolean(),
  canTest: z.boolean(),
  lastDeliveryAt: Instant.nullable(),
  /** How the address was last proved. */
  proof: z
    .object({ at: Instant, how: z.enum(['test_call', 'round_trip', 'delivery']), success: z.boolean(), message: z.string() })
    .nullable(),
  secrets: z.array(WebhookSecret),
  /** Why its news do not arrive as they should, and what to do; null: nothing is wrong. */
  problem: z.object({ sentence: Bilingual, nextStep: Bilingual, since: Instant }).nullable().default(null),
});
export type WebhookSetup = z.infer<typeof WebhookSetup>;

/** One card a provider: what is left to do so that its news arrive. */
export const WebhookCard = WebhookSetup.extend({ provider: z.string(), name: z.string(), logo: z.string().nullable() });
export type WebhookCard = z.infer<typeof WebhookCard>;

export const ProviderDetail = Provider.extend({
  apiBaseUrl: z.string().nullable(),
  rateLimitPerMinute: z.int(),
  timeoutSeconds: z.number(),
  retryAttempts: z.int(),
  endpoints: z.array(EndpointSettings),
  webhook: WebhookSetup.nullable(),
  /** Markdown: how staff obtain the keys. */
  setup: z.string(),
  docs: z.array(z.object({ label: z.string(), url: z.string() })),
});
export type ProviderDetail = z.infer<typeof ProviderDetail>;

/** Form of a provider with its current values. A secret never comes back: only whether it is set and its last four characters. */
export const ProviderConfig = z.object({
  fields: z.array(
    ProviderField.extend({
      value: z.union([z.string(), z.boolean()]).nullable(),
      isSet: z.boolean(),
      lastFour: z.string().nullable(),
    }),
  ),
});
export type ProviderConfig = z.infer<typeof ProviderConfig>;

/** One row of the specification's dashboard, its field names kept. Times in ms, rate 0..1. */
export const ProviderMetrics = z.object({
  provider_id: z.string(),
  total_requests: z.int(),
  success_rate: z.number(),
  avg_response_time: z.number(),
  p95_response_time: z.number(),
  last_error: z.string().nullable(),
});
export type ProviderMetrics = z.infer<typeof ProviderMetrics>;

export const ConnectionTest = z.object({
  success: z.boolean(),
  message: z.string(),
  error: z.string().nullable(),
  hint: z.string().nullable(),
  durationMs: z.int(),
});
export type ConnectionTest = z.infer<typeof ConnectionTest>;

const reason = z.string().trim().min(3).max(300);
const integrations = '/integrations';

export const providersContract = {
  list: route('providers.read', `GET ${integrations}/providers`, 'All providers with their health').output(z.array(Provider)),
  get: route('providers.read', `GET ${integrations}/providers/{id}`, 'One provider with endpoints, breakers and set-up text')
    .input(ById)
    .output(ProviderDetail),
  metrics: route('providers.read', `GET ${integrations}/metrics`, 'Figures of the last hours, one row a provider')
    .input(
      z.object({
        hours: z.coerce
          .number()
          .int()
          .min(1)
          .max(24 * 31)
          .default(24),
      }),
    )
    .output(z.array(ProviderMetrics)),
  test: route('providers.test', `POST ${integrations}/test/{id}`, 'Ask the provider whether our keys work; changes nothing there')
    .input(ById)
    .output(ConnectionTest),
  config: route('providers.configure', `GET ${integrations}/providers/{id}/config`, 'The configuration form; secrets only as set or not')
    .input(ById)
    .output(ProviderConfig),
  configure: route('providers.configure', `PUT ${integrations}/providers/{id}/config`, 'Save the form; a secret left out stays as it is')
    .input(z.object({ id: z.string(), values: z.record(z.string(), z.union([z.string(), z.boolean()])) }))
    .output(ProviderConfig),
  setStatus: route('providers.pause', `POST ${integrations}/providers/{id}/status`, 'Pause or resume a provider')
    .input(z.object({ id: z.string(), status: ProviderStatus, reason }))
    .output(Provider),
  setBreaker: route(
    'breakers.manage',
    `POST ${integrations}/providers/{id}/breakers/{endpoint}`,
    'Hold a breaker open or closed, or reset it',
  )
    .input(z.object({ id: z.string(), endpoint: z.string(), action: z.enum(['open', 'close', 'reset']), reason }))
    .output(EndpointSettings),
  setEndpoint: route(
    'providers.configure',
    `PUT ${integrations}/providers/{id}/endpoints/{endpoint}`,
    'Tune limit, timeout, retry and cache of one endpoint',
  )
    .input(
      z.object({
        id: z.string(),
        endpoint: z.string(),
        rateLimitPerMinute: z.int().positive().nullable(),
        timeoutSeconds: z.number().positive().max(120).nullable(),
        retryEnabled: z.boolean(),
        cacheTtlSeconds: z.int().min(0).max(86_400),
      }),
    )
    .output(EndpointSettings),
  registerWebhook: route(
    'providers.configure',
    `POST ${integrations}/providers/{id}/webhook`,
    'Register or update our address at the provider',
  )
    .input(z.object({ id: z.string(), publicUrl: z.url() }))
    .output(WebhookSetup),
  webhookCards: route('providers.read', `GET ${integrations}/webhooks`, 'Which providers reach us, and what is left to do at each').output(
    z.array(WebhookCard),
  ),
  registerEverywhere: route(
    'providers.configure',
    `POST ${integrations}/webhooks/register`,
    'Tell our address to every provider whose API allows it, and prove each',
  ).output(z.array(WebhookCard)),
  confirmWebhook: route(
    'providers.configure',
    `POST ${integrations}/providers/{id}/webhook/confirm`,
    'I have pasted the present address into the provider’s console',
  )
    .input(ById)
    .output(WebhookSetup),
  rotateWebhookSecret: route(
    'providers.configure',
    `POST ${integrations}/providers/{id}/webhook/secret`,
    'A new webhook secret; the old one stays valid until its end',
  )
    .input(
      z.object({
        id: z.string(),
        /** Left out: made here, where it belongs into the address. */
        secret: z.string().min(1).max(500).optional(),
        overlapHours: z.int().min(0).max(720).default(24),
      }),
    )
    .output(WebhookSetup),
  wholeWebhookAddress: route(
    'providers.configure',
    `POST ${integrations}/providers/{id}/webhook/address`,
    'The address with its key, to be pasted into the provider’s console; noted in the audit log',
  )
    .input(ById)
    .output(z.object({ address: z.string() })),
  endPreviousSecret: route(
    'providers.configure',
    `DELETE ${integrations}/providers/{id}/webhook/secret/previous`,
    'End the old webhook secret now',
  )
    .input(ById)
    .output(WebhookSetup),
  testWebhook: route('providers.test', `POST ${integrations}/providers/{id}/webhook/test`, 'Let the provider call us once')
    .input(ById)
    .output(ConnectionTest),
};
