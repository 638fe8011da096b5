import * as z from 'zod';

export const Latest = z.object({
  success: z.literal(true),
  /** Unix seconds. */
  timestamp: z.number(),
  base: z.string(),
  rates: z.record(z.string(), z.number()),
});
export type Latest = z.infer<typeof Latest>;

/** fixer.io: a number and a type, mostly inside a 200. apilayer: text, or only a message. https://fixer.io/documentation#errorcodes */
export const ErrorBody = z.object({
  success: z.literal(false).optional(),
  error: z
    .object({
      code: z.union([z.number(), z.string()]).optional(),
      type: z.string().optional(),
      info: z.string().optional(),
      message: z.string().optional(),
    })
    .optional(),
  message: z.string().optional(),
});
