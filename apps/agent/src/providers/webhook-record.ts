import { errorCodes } from '@banrimkwae/contract/errors';
import * as z from 'zod';

/** How the way to us was last proved. */
const WebhookProof = z.object({
  at: z.string(),
  how: z.enum(['test_call', 'round_trip']),
  success: z.boolean(),
  message: z.string(),
});
export type WebhookProof = z.infer<typeof WebhookProof>;

const PreviousSecret = z.object({
  /** Its place among the sealed credentials. */
  name: z.string(),
  addedAt: z.string().nullable(),
  endsAt: z.string(),
  /** The provider may not have taken the new one into use: its real overlap begins when it has. */
  untilInUse: z.boolean().default(false),
});
export type PreviousSecret = z.infer<typeof PreviousSecret>;

/** What is kept of a provider's way to us. Rows of an earlier release lack what came later, hence the defaults. */
export const webhookRecord = {
  /** The address the provider was told, since when, and how it was proved. */
  webhook: z
    .object({ url: z.string(), registeredAt: z.string(), proof: WebhookProof.nullable().default(null) })
    .nullable()
    .default(null),
  /** The provider's own id of the registration that signs with the current secret. */
  webhookRegistration: z.string().nullable().default(null),
  /** The provider is to be told our address, and was not yet. */
  webhookAsk: z
    .object({
      at: z.string(),
      failure: z.object({ at: z.string(), code: z.enum(errorCodes), said: z.string().nullable() }).nullable(),
    })
    .nullable()
    .default(null),
  /** The job that sees to it; an older one leaves it alone. */
  webhookJob: z.string().nullable().default(null),
  webhookSecrets: z.object({ addedAt: z.string().nullable(), previous: z.array(PreviousSecret) }).default({ addedAt: null, previous: [] }),
};
