import * as z from 'zod';
import { Bilingual } from './primitives.ts';

/** One field of a provider's configuration form. The single source of form, validation, encryption and masking. */
export const ProviderField = z.strictObject({
  name: z.string().regex(/^[a-z][A-Za-z0-9]*$/),
  label: Bilingual,
  type: z.enum(['text', 'url', 'email', 'password', 'select', 'checkbox']),
  secret: z.boolean().default(false),
  required: z.boolean().default(true),
  /** A regular expression, anchored, that a value must match; absent: any text. */
  pattern: z.string().optional(),
  example: z.string().optional(),
  description: Bilingual.optional(),
  options: z.array(z.strictObject({ value: z.string(), label: Bilingual })).optional(),
});
export type ProviderField = z.infer<typeof ProviderField>;

export const providerTypes = ['payment', 'booking', 'communication', 'utility', 'social'] as const;
export const ProviderType = z.enum(providerTypes);
export type ProviderType = z.infer<typeof ProviderType>;

/** The product's word for each kind of work a provider can do. */
export const capabilities = ['payments', 'channel', 'messages', 'weather', 'geo', 'rides', 'fx', 'reviews', 'social'] as const;
export const Capability = z.enum(capabilities);
export type Capability = z.infer<typeof Capability>;
