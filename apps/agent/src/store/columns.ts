import * as z from 'zod';

/** A column that holds JSON. One that may be empty: `json(schema).nullable()`. */
export const json = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema);

/** SQLite has no booleans: 0 or 1. */
export const flag = z.union([z.literal(0), z.literal(1)]).transform(Boolean);
