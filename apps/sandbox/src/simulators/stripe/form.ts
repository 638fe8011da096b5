import { parse } from 'qs';
import { z } from 'zod';
import { invalid, type Refusal } from './refusal.ts';

/** `a[b]=1&c[]=2` as `{a: {b: '1'}, c: ['2']}`: queries and bodies alike. */
export function parseForm(text: string): Record<string, unknown> {
  return parse(text, { depth: 10, parameterLimit: 2000, arrayLimit: 200, plainObjects: false }) as Record<string, unknown>;
}

export const text = (maximum = 5000) => z.string().min(1).max(maximum);

/** A whole number in decimal digits, as everything in a form is text. */
export function integer(minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER) {
  return z
    .string()
    .min(1)
    .refine((value) => /^-?\d{1,15}$/.test(value), { params: { kind: 'integer' }, abort: true })
    .transform(Number)
    .pipe(z.number().min(minimum).max(maximum));
}

export const flag = () => z.enum(['true', 'false']).transform((value) => value === 'true');

/** Up to 50 pairs; an empty value removes its key. https://docs.stripe.com/api/metadata */
export const metadata = () =>
  z
    .record(z.string().max(40), z.string().max(500))
    .transform((pairs) => Object.fromEntries(Object.entries(pairs).filter(([, value]) => value !== '')));

/** The moments a list is limited to. */
export const created = () =>
  z.union([
    integer().transform((moment) => ({ gte: moment, lte: moment })),
    z.strictObject({ gt: integer().optional(), gte: integer().optional(), lt: integer().optional(), lte: integer().optional() }),
  ]);

export const paging = {
  limit: integer(1, 100).default(10),
  starting_after: text().optional(),
  ending_before: text().optional(),
};

/** Parameters in the schema's type; throws the refusal that Stripe gives for the first that does not fit. */
export function readParameters<Schema extends z.ZodType>(schema: Schema, raw: unknown): z.output<Schema> {
  const parsed = schema.safeParse(raw, { reportInput: true });
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.flatMap((issue) => flatten(issue));
  const first = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  throw first === undefined ? invalid('Invalid request.') : refusalFor(first);
}

/** Of the forms a parameter may have, the one that was meant: where the input is no plain text, the object. */
function flatten(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const options = typeof issue.input === 'object' ? issue.errors.at(-1) : issue.errors[0];
  return (options ?? []).flatMap((inner) => flatten({ ...inner, path: [...issue.path, ...inner.path] }));
}

function refusalFor(issue: z.core.$ZodIssue): Refusal {
  const param = nameOf(issue.path);
  const given = issue.input;
  if (issue.code === 'unrecognized_keys') {
    const unknown = nameOf([...issue.path, issue.keys[0] ?? '']);
    return invalid(`Received unknown parameter: ${unknown}`, { code: 'parameter_unknown', param: unknown });
  }
  if (given === undefined) return invalid(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
  if (given === '')
    return invalid(`You passed an empty string for '${param}'. We assume empty values are an attempt to unset a parameter.`, {
      code: 'parameter_invalid_empty',
      param,
    });
  if (issue.code === 'custom') return invalid(`Invalid integer: ${String(given)}`, { code: 'parameter_invalid_integer', param });
  if (issue.code === 'invalid_value') return invalid(`Invalid ${param}: must be one of ${issue.values.map(String).join(', ')}`, { param });
  return rangeRefusal(issue, param);
}

function rangeRefusal(issue: z.core.$ZodIssue, param: string): Refusal {
  if (issue.code === 'invalid_type') return invalid(`Invalid ${issue.expected}`, { param });
  const number = typeof issue.input === 'number';
  const code = number ? 'parameter_invalid_integer' : 'parameter_invalid_string_blank';
  if (issue.code === 'too_small')
    return invalid(`This value must be greater than or equal to ${issue.minimum}.`, number ? { code, param } : { param });
  if (issue.code === 'too_big' && number) return invalid(`This value must be less than or equal to ${issue.maximum}.`, { code, param });
  if (issue.code === 'too_big') return invalid(`Invalid value: must be at most ${issue.maximum} long.`, { param });
  return invalid(issue.message, { param });
}

function nameOf(path: readonly PropertyKey[]): string {
  return path.map((part, index) => (index === 0 ? String(part) : `[${String(part)}]`)).join('');
}
