import * as z from 'zod';

const Exchange = z.strictObject({
  endpoint: z.string(),
  /** What the connector asks the gateway to send. */
  sent: z.looseObject({
    query: z.record(z.string(), z.unknown()).optional(),
    headers: z.record(z.string(), z.string()).optional(),
    body: z.unknown().optional(),
  }),
  /** What the provider answers. */
  received: z.strictObject({ status: z.int(), headers: z.record(z.string(), z.string()).optional(), body: z.unknown() }),
});
export type FixtureExchange = z.infer<typeof Exchange>;

/** One file documents one behaviour of a provider and tests both translations. */
export const Fixture = z.strictObject({
  about: z.string(),
  operation: z.string(),
  input: z.unknown().optional(),
  /** Values of the form that this behaviour is about, in place of the suite's. */
  config: z.record(z.string(), z.union([z.string(), z.boolean()])).optional(),
  exchanges: z.array(Exchange),
  output: z.unknown().optional(),
  error: z.strictObject({ code: z.string(), providerCode: z.string().optional() }).optional(),
  /** Marks the proof that a status we do not know is taken for pending. */
  unknownStatus: z.literal(true).optional(),
});
export type Fixture = z.infer<typeof Fixture>;
