import { z } from 'zod';
import { Refusal } from './refusal.ts';

/** What SCB is asked, as strictly as it takes it. developer.scb, api-reference-index */
const reference = z.string().regex(/^[A-Z0-9]{1,20}$/);
/** Up to 13 characters with the point, always two decimals. */
const amount = z
  .string()
  .max(13)
  .regex(/^\d{1,10}\.\d{2}$/)
  .refine((text) => /[1-9]/.test(text));
const references = { ref1: reference, ref2: reference.optional(), ref3: reference };

export const TokenRequest = z.strictObject({ applicationKey: z.string().min(1), applicationSecret: z.string().min(1) });

const qr = {
  qrType: z.enum(['PP', 'CS', 'PPCS']),
  ppType: z.literal('BILLERID'),
  ppId: z.string().regex(/^\d{15}$/),
  amount,
  ...references,
};
export const QrRequest = z.strictObject(qr);
export const QrRequestV2 = z.strictObject({
  ...qr,
  numberOfTimes: z.int().min(0).max(9999).optional(),
  expiryDate: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
    .optional(),
});

/** Two decimals at most; counted in satang. */
const paymentAmount = z
  .number()
  .positive()
  .max(9_999_999_999.99)
  .refine((baht) => /^\d+(\.\d{1,2})?$/.test(String(baht)));

export const DeeplinkRequest = z.strictObject({
  transactionType: z.literal('PURCHASE'),
  transactionSubType: z.array(z.enum(['BP', 'CCFA', 'CCIPP'])).min(1),
  sessionValidityPeriod: z.union([z.literal(0), z.int().min(60).max(1800)]),
  sessionValidUntil: z.string().optional(),
  billPayment: z.strictObject({
    paymentAmount,
    accountTo: z.string().regex(/^\d{15}$/),
    accountFrom: z.string().optional(),
    ...references,
  }),
  merchantMetaData: z
    .strictObject({ callbackUrl: z.url().optional(), merchantInfo: z.strictObject({ name: z.string() }).optional() })
    .optional(),
});

export const InquiryQuery = z.strictObject({
  eventCode: z.literal('00300100'),
  transactionDate: z.string().regex(/^\d{4}-\d\d-\d\d$/),
  billerId: z.string().regex(/^\d{15}$/),
  reference1: reference,
  reference2: reference.optional(),
  amount: amount.optional(),
});

export const SlipQuery = z.strictObject({ sendingBank: z.string().regex(/^\d{3}$/) });

/** Throws a Refusal with the code that fits the first thing that is wrong. */
export function read<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const name = issue?.path.join('.') ?? '';
  if (issue?.code === 'unrecognized_keys') throw new Refusal('unknownField', issue.keys.join(', '));
  const value = issue?.path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], given);
  if (value === undefined) throw new Refusal('missing', name);
  throw new Refusal(value === '' ? 'empty' : 'invalid', name);
}
