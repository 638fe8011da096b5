import * as z from 'zod';
import { Dispute } from './disputes.ts';
import { Bilingual, ById, IdempotencyKey, Instant, Money, PageQuery, page } from './primitives.ts';
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

/** `requested`: waits for a second person. `approved`: may be sent. `unknown`: we are asking the provider; nobody may refund it again meanwhile. */
export const refundStates = ['requested', 'approved', 'sending', 'unknown', 'pending', 'succeeded', 'failed', 'cancelled'] as const;
export const RefundState = z.enum(refundStates);
export type RefundState = z.infer<typeof RefundState>;

export const paymentMethods = ['card_link', 'card_token', 'promptpay_qr', 'paypal', 'scb_easy', 'mobile_banking', 'truemoney'] as const;
/** `card_token`: a card that a hosted form has turned into a token, e.g. on the resort's own site; the number never comes here. */
export const PaymentMethod = z.enum(paymentMethods);
export type PaymentMethod = z.infer<typeof PaymentMethod>;

export const RefundReason = z.enum(['guest_request', 'duplicate', 'fraudulent', 'service_issue', 'other']);
export type RefundReason = z.infer<typeof RefundReason>;

export const Guest = z.strictObject({
  name: z.string().trim().min(1).max(120),
  email: z.email().nullable(),
  phone: z.string().max(30).nullable(),
  /** ISO 3166, two letters; compared with the country of the card. */
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullable()
    .default(null),
});

/** What a way of paying may ask of the guest beyond name and amount. */
export const PaymentNeed = z.enum(['email', 'phone', 'bank', 'token']);
export type PaymentNeed = z.infer<typeof PaymentNeed>;

/** Given as the method asks for it. A token works once and is not kept after it was used. */
export const MethodDetails = z.strictObject({
  token: z.string().max(200).optional(),
  bank: z.string().max(40).optional(),
  phone: z.string().max(30).optional(),
});
export type MethodDetails = z.infer<typeof MethodDetails>;

export const Risk = z.object({
  level: z.enum(['normal', 'elevated', 'highest', 'not_assessed', 'unknown']),
  score: z.int().nullable(),
  message: z.string().nullable(),
  /** Of the card, ISO 3166. */
  country: z.string().nullable(),
});
export type Risk = z.infer<typeof Risk>;

/** A word from the card networks that a payment is likely to be disputed. */
export const PaymentWarning = z.object({ id: z.string(), reason: z.string(), actionable: z.boolean(), at: Instant });
export type PaymentWarning = z.infer<typeof PaymentWarning>;

/** What the provider really gave us for it. `rate`: units of the settlement currency for one of the charge currency, as it tells. */
export const Settlement = z.object({ gross: Money, fee: Money, net: Money, rate: z.string().nullable(), at: Instant });
export type Settlement = z.infer<typeof Settlement>;

/** The amount in the resort's currency by the daily rate of that time: for people, never for the books of the provider. */
export const Conversion = z.object({ money: Money, rate: z.string(), source: z.string(), at: Instant });
export type Conversion = z.infer<typeof Conversion>;

/** Why a person must look before the money is taken (`capture`), or should look though it was taken (`review`). */
export const HoldReason = z.enum(['risk', 'amount', 'country', 'tries']);
export type HoldReason = z.infer<typeof HoldReason>;

/** What the guest must do to pay. */
export const PaymentAction = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('qr'), payload: z.string(), expiresAt: Instant.nullable() }),
  /** A QR that the provider gives as a picture only: a data: URI. */
  z.object({ kind: z.literal('qr_image'), image: z.string().startsWith('data:image/'), expiresAt: Instant.nullable() }),
  /** A page, or a link that opens the bank's app on the guest's phone. */
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
  settlement: Settlement.nullable(),
  conversion: Conversion.nullable(),
  hold: z.object({ reasons: z.array(HoldReason), approvalId: z.string() }).nullable(),
  /** No payment is expected after this; one that comes all the same still counts. */
  expiresAt: Instant.nullable(),
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
  /** `manual_transfer`: the provider cannot; a person sends it from the bank and gives the reference. */
  way: z.enum(['provider', 'manual_transfer']),
  /** Waits for this decision of a second person. */
  approvalId: z.string().nullable(),
  /** Proof of a transfer by hand. */
  bankReference: z.string().nullable(),
  canCancel: z.boolean(),
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
  kind: z.enum(['state', 'request', 'webhook', 'refund', 'person', 'dispute']),
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
  needs: z.array(PaymentNeed),
  banks: z.array(z.object({ id: z.string(), name: z.string() })),
  manualCapture: z.boolean(),
  limits: z.object({ minimum: Money.nullable(), maximum: Money.nullable() }),
  /** Only through the API, e.g. because a token must be made on the resort's own site. */
  deskUse: z.boolean(),
});
export type PaymentOption = z.infer<typeof PaymentOption>;

/** Whether and how a payment can be given back, and why not. `largest`: what may be asked for now. */
export const RefundRules = z.object({
  allowed: z.boolean(),
  reason: Bilingual.nullable(),
  way: z.enum(['provider', 'manual_transfer']),
  partial: z.boolean(),
  largest: Money,
  /** Above this the operator who asks needs a second person; null: never. */
  approvalAbove: Money.nullable(),
  note: Bilingual.nullable(),
});
export type RefundRules = z.infer<typeof RefundRules>;

/** `cost`: fees for 100 units captured, in hundredths of a percent; null where nothing has settled. */
export const FeeRow = z.object({
  provider: z.string(),
  providerName: z.string(),
  method: PaymentMethod,
  count: z.int(),
  captured: Money,
  refunded: Money,
  fees: Money,
  settled: z.int(),
  costBasisPoints: z.int().nullable(),
});
export type FeeRow = z.infer<typeof FeeRow>;

const payments = '/payments';

export const paymentsContract = {
  options: route('payments.read', `GET ${payments}/options`, 'Which ways of paying can be offered now').output(z.array(PaymentOption)),
  search: route('payments.read', `GET ${payments}`, 'Search by guest, room, reservation, last four, provider id')
    .input(
      PageQuery.extend({
        q: z.string().trim().max(100).optional(),
        state: PaymentState.optional(),
        provider: z.string().optional(),
        method: PaymentMethod.optional(),
        reservationId: z.string().max(80).optional(),
        from: Instant.optional(),
        to: Instant.optional(),
      }),
    )
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
        details: MethodDetails.default({}),
      }),
    )
    .output(Payment),
  get: route('payments.read', `GET ${payments}/{id}`, 'One payment')
    .input(ById)
    .output(
      Payment.extend({
        refunds: z.array(Refund),
        canRefund: RefundRules,
        warnings: z.array(PaymentWarning),
        disputes: z.array(Dispute),
        canConfirmReceived: z.boolean(),
      }),
    ),
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
  received: route('payments.confirm', `POST ${payments}/{id}/received`, 'Say that the money has come, where no provider can tell')
    .input(
      z.strictObject({
        id: z.string(),
        idempotencyKey: IdempotencyKey,
        /** The text in the QR of the guest's transfer slip. */
        slip: z.string().trim().max(500).nullable(),
        note: z.string().trim().min(3).max(500),
      }),
    )
    .output(Payment),
  cancelRefund: route('payments.refund', 'POST /refunds/{id}/cancel', 'Take a refund back that has not left, or that the provider can stop')
    .input(z.strictObject({ id: z.string(), idempotencyKey: IdempotencyKey }))
    .output(Refund),
  fees: route('payments.read', 'GET /fees', 'What each provider kept, by currency')
    .input(z.object({ from: Instant, to: Instant }))
    .output(z.array(FeeRow)),
  getRefund: route('payments.read', 'GET /refunds/{id}', 'One refund').input(ById).output(Refund),
  refreshRefund: route('payments.read', 'POST /refunds/{id}/refresh', 'Ask the provider about a refund').input(ById).output(Refund),
};
