import { z } from 'zod';
import type { Account } from './account.ts';
import { invalid } from './refusal.ts';
import type { Done } from './request-ids.ts';

export type Call<Input> = { input: Input; id: string; pages: string; text: string };
/** `latest`: what is answered, now and to a repeat with the same PayPal-Request-Id. */
export type Answer = Done & { status: number };

type Operation<Schema extends z.ZodType> = {
  method: 'get' | 'post' | 'patch' | 'delete';
  /** As Express takes it; its one parameter is `id`. */
  path: string;
  /** Of the body, or of the query where there is none. */
  input: Schema;
  /** How long a PayPal-Request-Id is kept; absent: the operation knows none. */
  keysKeptMs?: number;
  /** Whether PayPal-Mock-Response is listened to. */
  mockable?: true;
  run: (account: Account, call: Call<z.output<Schema>>) => Answer;
};

export type Route = Pick<Operation<z.ZodType>, 'method' | 'path' | 'keysKeptMs' | 'mockable'> & {
  /** Checks what was sent, and does it. */
  perform: (account: Account, call: Call<unknown>) => Answer;
};

export function route<Schema extends z.ZodType>({ input: schema, run, ...rest }: Operation<Schema>): Route {
  return { ...rest, perform: (account, call) => run(account, { ...call, input: read(schema, call.input) }) };
}

export const nothing = z.strictObject({});

export function ok(latest: () => unknown): Answer {
  return { status: 200, latest };
}

function read<Schema extends z.ZodType>(schema: Schema, raw: unknown): z.output<Schema> {
  const result = schema.safeParse(raw, { reportInput: true });
  if (result.success) return result.data;
  throw invalid(
    result.error.issues.map((issue) => ({
      field: `/${issue.path.join('/')}`,
      location: 'body' as const,
      issue: issueOf(issue),
      description: issue.message,
    })),
  );
}

function issueOf({ code, input }: z.core.$ZodIssue): string {
  if (code === 'too_big') return 'INVALID_STRING_MAX_LENGTH';
  return input === undefined ? 'MISSING_REQUIRED_PARAMETER' : 'INVALID_PARAMETER_SYNTAX';
}
