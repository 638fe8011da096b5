import * as z from 'zod';

/** What we read of Omise's objects; everything else is ignored. https://docs.omise.co/charges-api */

/** Anything may be written there by others who share the account. */
const Metadata = z
  .record(z.string(), z.unknown())
  .transform((pairs) => ({ paymentId: textOf(pairs.payment_id), refundId: textOf(pairs.refund_id) }))
  .catch({ paymentId: null, refundId: null });

const Card = z.object({
  brand: z.string().nullish(),
  last_digits: z.string().nullish(),
  country: z.string().nullish(),
  security_code_check: z.boolean().nullish(),
});

const Source = z.object({
  type: z.string(),
  scannable_code: z.object({ image: z.object({ download_uri: z.string().nullish() }).nullish() }).nullish(),
  provider_references: z.object({ reference_number_1: z.string().nullish() }).nullish(),
});

export const Charge = z.object({
  object: z.literal('charge'),
  id: z.string(),
  status: z.string(),
  amount: z.int(),
  currency: z.string(),
  captured_amount: z.int().nullish(),
  refunded_amount: z.int().nullish(),
  authorized: z.boolean().nullish(),
  paid: z.boolean().nullish(),
  capturable: z.boolean().nullish(),
  reversible: z.boolean().nullish(),
  refundable: z.boolean().nullish(),
  net: z.int().nullish(),
  fee: z.int().nullish(),
  fee_vat: z.int().nullish(),
  funding_amount: z.int().nullish(),
  funding_currency: z.string().nullish(),
  authorize_uri: z.string().nullish(),
  failure_code: z.string().nullish(),
  failure_message: z.string().nullish(),
  card: Card.nullish(),
  source: Source.nullish(),
  created_at: z.string(),
  paid_at: z.string().nullish(),
  expires_at: z.string().nullish(),
  metadata: Metadata,
});
export type Charge = z.infer<typeof Charge>;

export const Refund = z.object({
  object: z.literal('refund'),
  id: z.string(),
  charge: z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]),
  amount: z.int(),
  currency: z.string(),
  /** Absent in older shapes: there is a transaction once the money was booked. */
  status: z.string().nullish(),
  failure_code: z.string().nullish(),
  transaction: z.unknown().optional(),
  created_at: z.string(),
  metadata: Metadata,
});
export type Refund = z.infer<typeof Refund>;

export const Dispute = z.object({
  object: z.literal('dispute'),
  id: z.string(),
  charge: z.string(),
  status: z.string(),
  amount: z.int(),
  currency: z.string(),
  reason_code: z.string().nullish(),
  reason_message: z.string().nullish(),
  message: z.string().nullish(),
  created_at: z.string(),
});
export type Dispute = z.infer<typeof Dispute>;

/** Loose: an event is kept as it came. */
export const OmiseEvent = z.looseObject({
  object: z.literal('event'),
  /** Nothing else is asked for at Omise. */
  id: z.string().regex(/^evnt_[a-z0-9_]{4,80}$/),
  key: z.string(),
  created_at: z.iso.datetime({ offset: true }).optional(),
  /** The same in the words of accounts before 2019. Events are written in the version the account had then. */
  created: z.iso.datetime({ offset: true }).optional(),
  data: z.looseObject({ object: z.string(), id: z.string().nullish(), charge: z.unknown().optional(), metadata: Metadata.optional() }),
});

export const Account = z.object({ livemode: z.boolean().nullish(), currency: z.string().nullish(), webhook_uri: z.string().nullish() });
export const Capability = z.object({ payment_methods: z.array(z.object({ name: z.string() })) });

export const ErrorBody = z.object({ object: z.literal('error'), code: z.string(), message: z.string().nullish() });

export function listOf<Item>(item: z.ZodType<Item>) {
  return z.object({ data: z.array(item), offset: z.int(), total: z.int() });
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
