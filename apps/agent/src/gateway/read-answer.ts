import type { ProviderAnswer } from '@banrimkwae/connector-kit/connector';
import type * as z from 'zod';
import { decodeText, MOST_ANSWER_BYTES, parseBody, unpack } from './answer.ts';
import type { ExchangeFailure, IncomingAnswer } from './exchange.ts';
import { type CallFault, faultOfAnswer } from './faults.ts';
import type { CallPlan } from './plan.ts';

export type ReadAnswer<Body> = { text: string; body: Body } | { text: string; fault: CallFault };

/** From bytes to what the caller asked for, or to the reason why not. Waits only when the answer is packed. */
export function readAnswer<Body>(
  plan: CallPlan,
  answer: IncomingAnswer,
  { schema, now }: { schema: z.ZodType<Body>; now: number },
): ReadAnswer<Body> | Promise<ReadAnswer<Body>> {
  const read = (bytes: Buffer) => interpret(plan, { ...answer, text: decodeText(bytes, answer.headers['content-type']) }, { schema, now });
  if (answer.headers['content-encoding'] === undefined) return read(answer.body);
  return unpack(answer).then((bytes) =>
    bytes === undefined
      ? { text: '', fault: unreadable(answer.status, `The answer cannot be unpacked, or is larger than ${MOST_ANSWER_BYTES} bytes`) }
      : read(bytes),
  );
}

/** An answer kept as text, for a reader of its own; undefined when it does not fit what this reader expects. */
export function readAgain<Body>(plan: CallPlan, text: string, schema: z.ZodType<Body>): { body: Body } | undefined {
  const parsed = parseBody(text, plan.endpoint.responseFormat);
  const result = 'body' in parsed ? schema.safeParse(parsed.body) : undefined;
  return result?.success ? { body: result.data } : undefined;
}

function interpret<Body>(
  plan: CallPlan,
  answer: IncomingAnswer & { text: string },
  { schema, now }: { schema: z.ZodType<Body>; now: number },
): ReadAnswer<Body> {
  const { status, headers, text } = answer;
  try {
    const parsed = parseBody(text, plan.endpoint.responseFormat);
    // An error page in another format is still an answer with a status.
    const shown: ProviderAnswer = { endpoint: plan.endpointName, status, headers, text, body: 'body' in parsed ? parsed.body : text };
    const fault = faultOfAnswer(shown, plan.provider.connector.fault, now);
    if (fault) return { text, fault };
    if ('unreadable' in parsed) return { text, fault: unreadable(status, parsed.unreadable) };
    const result = schema.safeParse(parsed.body);
    return result.success ? { text, body: result.data } : { text, fault: unreadable(status, whereItDiffers(result.error)) };
  } catch (cause) {
    return { text, fault: { ...unreadable(status, 'The connector failed to read the answer'), cause } };
  }
}

/** Why an exchange without a whole answer failed, in the words of calls. */
export function faultOfFailure(plan: CallPlan, { stage, why, cause }: ExchangeFailure): CallFault {
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? { providerCode: cause.code } : {};
  if (why === 'too_large') return { ...unreadable(undefined, `The answer is larger than ${MOST_ANSWER_BYTES} bytes`), cause };
  if (why === 'cancelled') return cancelled(stage);
  if (why === 'invalid_request')
    return {
      code: 'internal',
      stage: 'before',
      outcome: 'refused',
      retryable: false,
      message: 'The call could not be put together.',
      cause,
    };
  if (stage === 'before')
    return {
      code: 'provider_unavailable',
      stage,
      outcome: 'refused',
      message: `${plan.providerName} cannot be reached; nothing was sent.`,
      cause,
      ...code,
    };
  const message =
    why === 'timeout'
      ? `${plan.providerName} did not answer in time.`
      : `The connection to ${plan.providerName} broke before the answer came.`;
  return { code: 'provider_timeout', stage, outcome: 'unknown', message, cause, ...code };
}

/** Given up by whoever asked; not the provider's fault. */
export function cancelled(stage: 'before' | 'during'): CallFault {
  if (stage === 'before')
    return { code: 'busy', stage, outcome: 'refused', retryable: false, message: 'The call was cancelled before anything was sent.' };
  return {
    code: 'provider_timeout',
    stage,
    outcome: 'unknown',
    retryable: false,
    message: 'The call was cancelled before the answer came.',
  };
}

function unreadable(status: number | undefined, why: string): CallFault {
  return {
    code: 'provider_answer_unreadable',
    stage: 'answered',
    outcome: 'unknown',
    providerMessage: why,
    ...(status === undefined ? {} : { status }),
  };
}

/** Places only: the values are in the log row, redacted. */
function whereItDiffers(error: z.ZodError): string {
  const places = error.issues.slice(0, 5).map((issue) => `${issue.path.join('.') || 'the whole answer'} (${issue.code})`);
  return `The answer differs from its schema at ${places.join(', ')}`;
}
