import * as z from 'zod';

/** What we read of Stripe's objects; everything else is ignored. https://docs.stripe.com/api */
const Outcome = z.object({ risk_level: z.string().nullish(), risk_score: z.number().nullish(), seller_message: z.string().nullish() });

const Card = z.object({ brand: z.string().nullish(), last4: z.string().nullish(), country: z.string().nullish() });

export const BalanceTransaction = z.object({
  amount: z.number(),
  currency: z.string(),
  fee: z.number(),
  net: z.number(),
  exchange_rate: z.number().nullish(),
  available_on: z.number(),
});
export type BalanceTransaction = z.infer<typeof BalanceTransaction>;

export const Charge = z.object({
  id: z.string(),
  created: z.number(),
  amount: z.number().nullish(),
  amount_captured: z.number().nullish(),
  amount_refunded: z.number(),
  outcome: Outcome.nullish(),
  payment_method_details: z
    .object({ type: z.string().optional(), card: Card.nullish(), promptpay: z.object({ reference: z.string().nullish() }).nullish() })
    .nullish(),
  /** An id unless it was expanded. */
  balance_transaction: z.union([z.string(), BalanceTransaction]).nullish(),
});
export type Charge = z.infer<typeof Charge>;

const Metadata = z.record(z.string(), z.string()).nullish();

export const PaymentIntent = z.object({
  id: z.string(),
  status: z.string(),
  amount: z.number(),
  amount_received: z.number().nullish(),
  currency: z.string(),
  created: z.number(),
  metadata: Metadata,
  latest_charge: z.union([z.string(), Charge]).nullish(),
  last_payment_error: z.object({ code: z.string().nullish(), decline_code: z.string().nullish(), message: z.string().nullish() }).nullish(),
  next_action: z
    .object({
      type: z.string(),
      promptpay_display_qr_code: z.object({ data: z.string(), hosted_instructions_url: z.string().nullish() }).nullish(),
    })
    .nullish(),
});
export type PaymentIntent = z.infer<typeof PaymentIntent>;

export const CheckoutSession = z.object({
  id: z.string(),
  status: z.string().nullish(),
  payment_status: z.string(),
  url: z.string().nullish(),
  amount_total: z.number().nullish(),
  currency: z.string().nullish(),
  client_reference_id: z.string().nullish(),
  expires_at: z.number(),
  payment_intent: z.union([z.string(), PaymentIntent]).nullish(),
});
export type CheckoutSession = z.infer<typeof CheckoutSession>;

export const Refund = z.object({
  id: z.string(),
  amount: z.number(),
  currency: z.string(),
  status: z.string().nullish(),
  created: z.number(),
  payment_intent: z.union([z.string(), z.object({ id: z.string() })]).nullish(),
  charge: z.union([z.string(), Charge]).nullish(),
  /** Null of what was held and let go: no money moved. */
  balance_transaction: z.union([z.string(), BalanceTransaction]).nullish(),
  metadata: Metadata,
  pending_reason: z.string().nullish(),
  failure_reason: z.string().nullish(),
});
export type Refund = z.infer<typeof Refund>;

const Reference = z.union([z.string(), z.object({ id: z.string() })]).nullish();

export const Dispute = z.object({
  id: z.string(),
  amount: z.number(),
  currency: z.string(),
  charge: Reference,
  payment_intent: Reference,
  created: z.number(),
  livemode: z.boolean(),
  reason: z.string(),
  status: z.string(),
  evidence_details: z.object({ due_by: z.number().nullish() }).nullish(),
});
export type Dispute = z.infer<typeof Dispute>;

export const EarlyFraudWarning = z.object({ id: z.string(), actionable: z.boolean(), created: z.number(), fraud_type: z.string() });

/** Loose: an event is kept as it came. */
export const StripeEvent = z.looseObject({
  id: z.string(),
  object: z.literal('event'),
  type: z.string(),
  created: z.number(),
  data: z.looseObject({ object: z.looseObject({ id: z.string().optional(), object: z.string().optional() }) }),
});
export type StripeEvent = z.infer<typeof StripeEvent>;

export const WebhookEndpoint = z.object({
  id: z.string(),
  url: z.string(),
  status: z.string().nullish(),
  metadata: Metadata,
  secret: z.string().nullish(),
});

export const Balance = z.object({ livemode: z.boolean(), available: z.array(z.object({ amount: z.number(), currency: z.string() })) });

export const ErrorBody = z.object({
  error: z.object({
    type: z.string(),
    code: z.string().nullish(),
    decline_code: z.string().nullish(),
    message: z.string().nullish(),
    param: z.string().nullish(),
  }),
});

export function listOf<Item>(item: z.ZodType<Item>) {
  return z.object({ data: z.array(item), has_more: z.boolean() });
}
