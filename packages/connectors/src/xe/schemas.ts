import * as z from 'zod';

export const Converted = z.object({
  from: z.string(),
  amount: z.number(),
  /** ISO 8601, UTC. */
  timestamp: z.iso.datetime(),
  to: z.array(z.object({ quotecurrency: z.string(), mid: z.number(), inverse: z.number().optional() })),
});
export type Converted = z.infer<typeof Converted>;

export const AccountInfo = z.object({
  organization: z.string(),
  package: z.string(),
  package_limit: z.number().nullish(),
  package_limit_remaining: z.number().nullish(),
  package_limit_reset: z.string().nullish(),
});

export const ErrorBody = z.object({ code: z.number(), message: z.string() });
