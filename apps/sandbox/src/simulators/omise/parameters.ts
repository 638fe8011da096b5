import { z } from 'zod';
import { refuse } from './refusal.ts';

/** A whole number; in a form or a query its digits. */
export function whole(minimum: number, maximum: number) {
  return z
    .union([
      z.number(),
      z
        .string()
        .regex(/^\d{1,15}$/)
        .transform(Number),
    ])
    .pipe(z.int().min(minimum).max(maximum));
}

export const flag = () => z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

export const metadata = () => z.record(z.string(), z.unknown()).default({});

/** Parameters in the schema's type; throws the refusal for the first that does not fit. */
export function readParameters<Schema extends z.ZodType>(schema: Schema, raw: unknown, code = 'bad_request'): z.output<Schema> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys') throw refuse('bad_request', `unknown parameter: ${issue.keys.join(', ')}`);
  const name = issue?.path.map(String).join('.') ?? '';
  throw refuse(code, name === '' ? 'bad request' : `${name} is missing or invalid`);
}
