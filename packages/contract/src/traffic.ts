import * as z from 'zod';
import { ById, Instant, PageQuery, page } from './primitives.ts';
import { route } from './route.ts';

/** The worst that working through an event can bring about outside this house. */
export const Effect = z.enum(['none', 'message', 'money']);
export type Effect = z.infer<typeof Effect>;

export const WebhookState = z.enum(['pending', 'processing', 'completed', 'failed']);
export const WebhookEvent = z.object({
  id: z.string(),
  provider: z.string(),
  webhookId: z.string(),
  eventType: z.string(),
  state: WebhookState,
  attempts: z.int(),
  error: z.string().nullable(),
  errorCode: z.string().nullable(),
  effect: Effect,
  /** `fetched`: we asked the provider for it after the fact. */
  source: z.enum(['webhook', 'fetched']),
  /** Why staff gave it up. */
  discardReason: z.string().nullable(),
  receivedAt: Instant,
  processedAt: Instant.nullable(),
});
export type WebhookEvent = z.infer<typeof WebhookEvent>;

/** A delivery we did not take: kept for a while with its reason, so that "nothing arrives" can be explained. */
export const RefusedDelivery = z.object({
  id: z.string(),
  provider: z.string(),
  reason: z.string(),
  remoteAddress: z.string().nullable(),
  headers: z.record(z.string(), z.string()),
  bodyStart: z.string(),
  receivedAt: Instant,
  /** How often the same (provider, reason, address) came again since `receivedAt`; 0: it came once. Headers and body are the newest one's. */
  repeated: z.int(),
  lastAt: Instant,
});
export type RefusedDelivery = z.infer<typeof RefusedDelivery>;

export const RequestEntry = z.object({
  id: z.string(),
  requestId: z.string(),
  provider: z.string(),
  endpoint: z.string(),
  method: z.string(),
  url: z.string(),
  status: z.int().nullable(),
  durationMs: z.int(),
  attempts: z.int(),
  successful: z.boolean(),
  error: z.string().nullable(),
  at: Instant,
});
export type RequestEntry = z.infer<typeof RequestEntry>;
export const RequestDetail = RequestEntry.extend({
  requestHeaders: z.record(z.string(), z.string()),
  requestBody: z.string().nullable(),
  responseHeaders: z.record(z.string(), z.string()),
  responseBody: z.string().nullable(),
  paymentId: z.string().nullable(),
  reservationId: z.string().nullable(),
  operator: z.string().nullable(),
});
export type RequestDetail = z.infer<typeof RequestDetail>;

export const JobState = z.enum(['waiting', 'delayed', 'running', 'completed', 'dead', 'cancelled', 'discarded']);
export const Job = z.object({
  id: z.string(),
  kind: z.string(),
  subjectId: z.string(),
  state: JobState,
  priority: z.int(),
  attempts: z.int(),
  maxAttempts: z.int(),
  /** 0..1, with a word on what it does now. */
  progress: z.object({ done: z.number(), note: z.string() }).nullable(),
  error: z.string().nullable(),
  createdAt: Instant,
  runAt: Instant,
  finishedAt: Instant.nullable(),
});
export type Job = z.infer<typeof Job>;

export const trafficContract = {
  webhooks: route('traffic.read', 'GET /webhooks', 'Deliveries taken, newest first')
    .input(
      // Named as in a replay's filter: what is on the screen is what is replayed.
      PageQuery.extend({
        provider: z.string().optional(),
        eventType: z.string().max(200).optional(),
        state: WebhookState.optional(),
        effect: Effect.optional(),
        source: WebhookEvent.shape.source.optional(),
        /** By when they were received; `to` is not included. */
        from: Instant.optional(),
        to: Instant.optional(),
        /** Looked for in the provider's event id and the type. */
        q: z.string().trim().max(100).optional(),
      }),
    )
    .output(page(WebhookEvent)),
  webhook: route('traffic.read', 'GET /webhooks/{id}', 'One delivery with its redacted body')
    .input(ById)
    .output(WebhookEvent.extend({ data: z.string(), /** The payment it changed. */ paymentId: z.string().nullable().optional() })),
  replayWebhook: route(
    'webhooks.replay',
    'POST /webhooks/{id}/replay',
    'Work through it once more; what is applied already changes nothing',
  )
    .input(ById)
    .output(WebhookEvent),
  refused: route('traffic.read', 'GET /webhooks/refused', 'Deliveries not taken, with the reason')
    .input(PageQuery)
    .output(page(RefusedDelivery)),
  requests: route('traffic.read', 'GET /requests', 'Calls to providers, newest first')
    .input(PageQuery.extend({ provider: z.string().optional(), successful: z.stringbool().optional(), paymentId: z.string().optional() }))
    .output(page(RequestEntry)),
  request: route('traffic.read', 'GET /requests/{id}', 'One call, redacted').input(ById).output(RequestDetail),
  jobs: route('traffic.read', 'GET /jobs', 'Background work')
    .input(PageQuery.extend({ state: JobState.optional(), kind: z.string().optional() }))
    .output(page(Job)),
  job: route('overview.read', 'GET /jobs/{id}', 'One job').input(ById).output(Job),
  retryJob: route('jobs.manage', 'POST /jobs/{id}/retry', 'Try a dead job again').input(ById).output(Job),
  discardJob: route('jobs.manage', 'POST /jobs/{id}/discard', 'Give a dead job up')
    .input(ById.extend({ reason: z.string().trim().min(3).max(300) }))
    .output(Job),
  cancelJob: route('jobs.manage', 'POST /jobs/{id}/cancel', 'Stop a job that waits or runs').input(ById).output(Job),
};
