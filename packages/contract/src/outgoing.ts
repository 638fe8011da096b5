import * as z from 'zod';
import { ById, Done, Instant, PageQuery, page } from './primitives.ts';
import { route } from './route.ts';

/** What the resort's own systems can be told. The payload is `{type, timestamp, data}` with the payment, refund or dispute as the API shows it. */
export const outgoingTypes = [
  'payment.authorized',
  'payment.paid',
  'payment.failed',
  'payment.cancelled',
  'payment.expired',
  'refund.pending',
  'refund.succeeded',
  'refund.failed',
  'refund.cancelled',
  'dispute.opened',
  'dispute.changed',
] as const;
export const OutgoingType = z.enum(outgoingTypes);
export type OutgoingType = z.infer<typeof OutgoingType>;

export const OutgoingEndpoint = z.object({
  id: z.string(),
  name: z.string(),
  url: z.url(),
  types: z.array(OutgoingType),
  enabled: z.boolean(),
  /** Last four characters; while a new secret takes over, the old one still signs until then. */
  secretEnds: z.string(),
  oldSecretUntil: Instant.nullable(),
  state: z.enum(['working', 'failing', 'disabled', 'unused']),
  waiting: z.int(),
  failed: z.int(),
  lastDeliveredAt: Instant.nullable(),
  lastError: z.string().nullable(),
  createdAt: Instant,
});
export type OutgoingEndpoint = z.infer<typeof OutgoingEndpoint>;

export const OutgoingDelivery = z.object({
  id: z.string(),
  endpointId: z.string(),
  messageId: z.string(),
  type: OutgoingType,
  subjectId: z.string(),
  state: z.enum(['waiting', 'delivered', 'failed']),
  attempts: z.int(),
  nextAttemptAt: Instant.nullable(),
  lastStatus: z.int().nullable(),
  lastError: z.string().nullable(),
  createdAt: Instant,
  deliveredAt: Instant.nullable(),
});
export type OutgoingDelivery = z.infer<typeof OutgoingDelivery>;

const form = { name: z.string().trim().min(2).max(60), url: z.url().max(500), types: z.array(OutgoingType).min(1) };

export const outgoingContract = {
  endpoints: route('outgoing.manage', 'GET /webhook-endpoints', 'Which of the resort’s systems are told').output(z.array(OutgoingEndpoint)),
  create: route('outgoing.manage', 'POST /webhook-endpoints', 'Tell one more; its secret is shown once')
    .input(z.strictObject(form))
    .output(OutgoingEndpoint.extend({ secret: z.string() })),
  update: route('outgoing.manage', 'PATCH /webhook-endpoints/{id}', 'Change it, switch it off or on')
    .input(z.strictObject({ id: z.string(), ...form, enabled: z.boolean() }).partial({ name: true, url: true, types: true, enabled: true }))
    .output(OutgoingEndpoint),
  remove: route('outgoing.manage', 'DELETE /webhook-endpoints/{id}', 'Tell it no more').input(ById).output(Done),
  rotate: route('outgoing.manage', 'POST /webhook-endpoints/{id}/secret', 'A new secret, shown once; both sign for the overlap')
    .input(z.strictObject({ id: z.string(), overlapHours: z.int().min(0).max(168).default(24) }))
    .output(OutgoingEndpoint.extend({ secret: z.string() })),
  deliveries: route('outgoing.manage', 'GET /webhook-endpoints/{id}/deliveries', 'What it was told, newest first')
    .input(PageQuery.extend({ id: z.string(), state: z.enum(['waiting', 'delivered', 'failed']).optional() }))
    .output(page(OutgoingDelivery)),
  replay: route('outgoing.manage', 'POST /webhook-endpoints/{id}/replay', 'Tell it again: one delivery, or all that failed since')
    .input(z.strictObject({ id: z.string(), deliveryId: z.string().optional(), failedSince: Instant.optional() }))
    .output(z.object({ queued: z.int() })),
};
