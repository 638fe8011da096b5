import * as z from 'zod';

export const Money = z.strictObject({ amount: z.int(), currency: z.string().regex(/^[A-Z]{3}$/) });
export type Money = z.infer<typeof Money>;

/** ISO 8601 in UTC, e.g. 2026-11-23T14:02:11.000Z. */
export const Instant = z.iso.datetime();
/** A calendar day at the resort, e.g. 2026-12-24. */
export const Day = z.iso.date();
/** A text in both languages of the product. */
export const Bilingual = z.strictObject({ en: z.string(), th: z.string() });
export type Bilingual = z.infer<typeof Bilingual>;

/** Chosen by the caller before the first try and reused on every repeat, so that a double click does a thing once. */
export const IdempotencyKey = z
  .string()
  .min(8)
  .max(64)
  .regex(/^[\w-]+$/);

/** A page of a list, newest first. `cursor` fetches the next page; absent on the last one. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), cursor: z.string().optional() });
}

/** Query fields of every list. Query values arrive as text. */
export const PageQuery = z.object({ cursor: z.string().optional(), limit: z.coerce.number().int().min(1).max(200).default(50) });
export const ById = z.object({ id: z.string().min(1).max(80) });
export const Done = z.object({ done: z.literal(true) });
