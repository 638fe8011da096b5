import * as z from 'zod';
import { ById, IdempotencyKey, Instant, Money, PageQuery, page } from './primitives.ts';
import { route } from './route.ts';

/** final: paid*, failed, cancelled, expired. (*refunds happen on a paid payment.) `unknown`: we are asking the provider. */
export const paymentStates = [
  'creating',
  'unknown',
  'waiting',
  'processing',
  'authorized',
  'paid',
  'failed',
  'cancelled',
  'expired',
] as const;
export const PaymentState = z.enum(paymentStates);
export type PaymentState = z.infer<typeof PaymentState>;

export const refundStates = ['requested', 'sending', 'unknown', 'pending', 'succeeded', 'failed', 'cancelled'] as const;
export const RefundState = z.enum(refundStates);
export type RefundState = z.infer<typeof RefundState>;

export const PaymentMethod = z.enum(['card_link', 'promptpay_qr']);
export type PaymentMethod = z.infer<typeof PaymentMethod>;

export const RefundReason = z.enum(['guest_request', 'duplicate', 'fraudulent', 'service_issue', 'other']);
export type RefundReason = z.infer<typeof RefundReason>;

export const Guest = z.strictObject({
  name: z.string().trim().min(1).max(120),
  email: z.email().nullable(),
  phone: z.string().max(30).nullable(),
});

export const Risk = z.object({
  level: z.enum(['normal', 'elevated', 'highest', 'not_assessed', 'unknown']),
  score: z.int().nullable(),
  message: z.string().nullable(),
});

/** What the guest must do to pay. */
export const PaymentAction = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('qr'), payload: z.string(), expiresAt: Instant.nullable() }),
  z.object({ kind: z.literal('link'), url: z.url(), expiresAt: Instant.nullable() }),
]);
export type PaymentAction = z.infer<typeof PaymentAction>;

export const Payment = z.object({
  id: z.string(),
  provider: z.string(),
  providerPaymentId: z.string().nullable(),
  state: PaymentState,
  method: PaymentMethod,
  amount: Money,
  captured: Money,
  /** Refunds the provider has confirmed. */
  refunded: Money,
  /** Refunds asked for that have neither failed nor succeeded: reserved, so that two clerks cannot both refund. */
  refunding: Money,
  refundable: Money,
  description: z.string(),
  guest: Guest,
  reservationId: z.string().nullable(),
  room: z.string().nullable(),
  /** "Visa ··4242", a bank reference, … as the provider tells. */
  methodDetail: z.string().nullable(),
  lastFour: z.string().nullable(),
  action: PaymentAction.nullable(),
  risk: Risk.nullable(),
  fee: Money.nullable(),
  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
  createdAt: Instant,
  paidAt: Instant.nullable(),
  updatedAt: Instant,
});
export type Payment = z.infer<typeof Payment>;

export const Refund = z.object({
  id: z.string(),
  paymentId: z.string(),
  providerRefundId: z.string().nullable(),
  state: RefundState,
  amount: Money,
  reason: RefundReason,
  note: z.string().nullable(),
  pendingReason: z.string().nullable(),
  failureReason: z.string().nullable(),
  requestedBy: z.string(),
  /** What to tell the guest now. */
  guestSentence: z.object({ en: z.string(), th: z.string() }),
  createdAt: Instant,
  settledAt: Instant.nullable(),
  updatedAt: Instant,
});
export type Refund = z.infer<typeof Refund>;

/** One line of a payment's story: our calls, their webhooks, people, joined by trace. */
export const TimelineEntry = z.object({
  at: Instant,
  kind: z.enum(['state', 'request', 'webhook', 'refund', 'person']),
  title: z.object({ en: z.string(), th: z.string() }),
  detail: z.string().nullable(),
  actor: z.string().nullable(),
  /** Request, webhook or refund to open. */
  linkId: z.string().nullable(),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;

/** What may be offered at the desk now: provider, method and why not. */
export const PaymentOption = z.object({
  provider: z.string(),
  providerName: z.string(),
  method: PaymentMethod,
  currencies: z.array(z.string()),
  available: z.boolean(),
  reason: z.string().nullable(),
});

const payments = '/payments';

export const paymentsContract = {
  options: route('payments.read', `GET ${payments}/options`, 'Which ways of paying can be offered now').output(z.array(PaymentOption)),
  search: route('payments.read', `GET ${payments}`, 'Search by guest, room, reservation, last four, provider id')
    .input(PageQuery.extend({ q: z.string().trim().max(100).optional(), state: PaymentState.optional(), provider: z.string().optional() }))
    .output(page(Payment)),
  create: route('payments.take', `POST ${payments}`, 'Take a payment by QR or link')
    .input(
      z.strictObject({
        idempotencyKey: IdempotencyKey,
        provider: z.string().optional(),
        method: PaymentMethod,
        amount: Money.extend({ amount: z.int().positive() }),
        description: z.string().trim().min(1).max(200),
        guest: Guest,
        reservationId: z.string().max(80).nullable(),
        room: z.string().max(30).nullable(),
        capture: z.enum(['automatic', 'manual']).default('automatic'),
      }),
    )
    .output(Payment),
  get: route('payments.read', `GET ${payments}/{id}`, 'One payment')
    .input(ById)
    .output(Payment.extend({ refunds: z.array(Refund), canRefund: z.object({ allowed: z.boolean(), reason: z.string().nullable() }) })),
  timeline: route('payments.read', `GET ${payments}/{id}/timeline`, 'Its story').input(ById).output(z.array(TimelineEntry)),
  refresh: route('payments.read', `POST ${payments}/{id}/refresh`, 'Ask the provider how it stands').input(ById).output(Payment),
  capture: route('payments.capture', `POST ${payments}/{id}/capture`, 'Take an authorised amount, or part of it')
    .input(z.strictObject({ id: z.string(), idempotencyKey: IdempotencyKey, amount: Money.optional() }))
    .output(Payment),
  cancel: route('payments.cancel', `POST ${payments}/{id}/cancel`, 'Give up a payment nobody paid')
    .input(z.strictObject({ id: z.string(), idempotencyKey: IdempotencyKey }))
    .output(Payment),
  refund: route('payments.refund', `POST ${payments}/{id}/refunds`, 'Give money back, whole or in part')
    .input(
      z
        .strictObject({
          id: z.string(),
          idempotencyKey: IdempotencyKey,
          amount: Money.extend({ amount: z.int().positive() }),
          reason: RefundReason,
          note: z.string().trim().max(500).nullable(),
        })
        .refine((refund) => refund.reason !== 'other' || (refund.note ?? '').length >= 3, { path: ['note'], message: 'Say why' }),
    )
    .output(Refund),
  getRefund: route('payments.read', 'GET /refunds/{id}', 'One refund').input(ById).output(Refund),
  refreshRefund: route('payments.read', 'POST /refunds/{id}/refresh', 'Ask the provider about a refund').input(ById).output(Refund),
};
